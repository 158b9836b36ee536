import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildChild, childFolder } from '../killed-child-fixture.ts';
import { readHead } from './head-log.ts';
import { findOwnHead, iterateOperations } from './log.ts';
import { openDatabase, verifyChain } from './open.ts';

const KILLS = 200;
const LANES = 2;
const KEY_HEX = 'ab'.repeat(32);

const builtFolder = childFolder('crash-child');
const folders = Array.from({ length: LANES }, () => mkdtempSync(join(tmpdir(), 'bancone-crash-')));

beforeAll(() => buildChild('crash-child', join(import.meta.dirname, 'crash-child.fixture.ts')));
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** Starts the recorder, lets it work for a moment after its first acknowledgement, and kills it. */
function killOnce(folder: string, afterMs: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(builtFolder, 'child.js'), folder, KEY_HEX], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    let isDoomed = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (isDoomed || !said.includes('ACK')) return;
      isDoomed = true;
      setTimeout(() => child.kill('SIGKILL'), afterMs);
    });
    child.on('close', (_code, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`the recorder ended by itself: ${said.slice(0, 500)}`));
      // The last line may have been cut: what was not said whole was not acknowledged.
      else
        resolve(
          said
            .split('\n')
            .slice(0, -1)
            .flatMap((line) => (line.startsWith('ACK ') ? [line.slice(4)] : [])),
        );
    });
  });
}

test(`loses nothing acknowledged and doubles nothing when killed ${KILLS} times while recording`, async () => {
  const lanes = folders.map(async (folder) => {
    const acknowledged: string[] = [];
    for (let kill = 0; kill < KILLS / LANES; kill++) {
      // 0 to 12 ms, by a fixed rule: from before the second commit to the middle of the tenth.
      acknowledged.push(...(await killOnce(folder, (kill * 5) % 13)));
    }
    return { folder, acknowledged };
  });
  for (const { folder, acknowledged } of await Promise.all(lanes)) {
    expect(acknowledged.length).toBeGreaterThanOrEqual(KILLS / LANES);
    const outside = readHead(folder);
    const opened = openDatabase({ folder, keyHex: KEY_HEX, backUpBeforeMigration: () => undefined });
    if (!opened.ok) throw new Error(opened.error.type);
    const { db, raw } = opened.value;
    const head = findOwnHead(db);
    const recorded = [...iterateOperations(db)].map(({ operation }) => operation);
    const ids = new Set<string>(recorded.map(({ id }) => id));
    expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
    expect(ids.size).toBe(recorded.length);
    expect(head?.seq).toBe(recorded.length);
    expect(verifyChain(db, head?.deviceId ?? recorded[0]?.deviceId ?? ('' as never), 1)).toBeNull();
    expect(outside?.hash).toBe(recorded[(outside?.seq ?? 0) - 1]?.hash);
    // A kill between a commit and its line in head.log leaves the log at most that one behind.
    expect((head?.seq ?? 0) - (outside?.seq ?? 0)).toBeLessThanOrEqual(1);
    raw.close();
  }
}, 120_000);
