import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { aFolder, removeFolder } from './folder-fixture.ts';
import { LOG_FILE, LOG_FOLDER, openLogs } from './logs.ts';

let folder = '';
beforeEach(() => {
  folder = aFolder();
});
afterEach(() => {
  vi.restoreAllMocks();
  removeFolder(folder);
});

/** Nothing is quick on a machine that others work on too. */
const PATIENCE = { timeout: 12_000 };
/** A file that takes nothing, as on a full disk. */
const FULL = '/dev/full';

test.runIf(existsSync(FULL))(
  'what fails after a disk was full is found by its code again',
  async () => {
    const file = join(folder, LOG_FOLDER, LOG_FILE);
    mkdirSync(join(folder, LOG_FOLDER));
    symlinkSync(FULL, file);
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const logs = openLogs(folder);
    logs.incident('while it is full', new Error('full'));
    await vi.waitFor(() => expect(said).toHaveBeenCalledWith(expect.stringContaining('log file')), PATIENCE);
    rmSync(file);
    await vi.waitFor(
      () => {
        const code = logs.incident('once there is room', new Error('room'));
        expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toContain('once there is room');
        expect(code).toMatch(/^[0-9A-F]{4}$/);
      },
      { ...PATIENCE, interval: 200 },
    );
    await logs.close();
    await openLogs(folder).close();
  },
  30_000,
);
