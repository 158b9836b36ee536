import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { householdIdSchema } from '../shared/domain/ids.ts';
import { householdSet } from '../shared/operations/household-operations.ts';
import { reachFolder } from './database/reach-folder.ts';
import { aCounterIn, aFolder, removeFolder, writeIn } from './folder-fixture.ts';
import { checkOf, readKey } from './keys/key-store.ts';
import { PATIENCE } from './patience-fixture.ts';

vi.setConfig({ testTimeout: 60_000 });
let folder = '';
let share = '';
beforeEach(() => {
  folder = aFolder();
  share = aFolder();
});
afterEach(() => {
  for (const each of [folder, share]) removeFolder(each);
});

/** So long a silent file is silent to a thread that does nothing else meanwhile: it cannot end the silence itself. */
const SILENT_MS = 20_000;
/** Far less than that, and more than a machine that others work on too ever stands still. */
const STANDS_STILL_MS = SILENT_MS / 2;
/** A whole program gets so long to begin, and to end. */
const PROGRAM_MS = 30_000;

/** A file that does not answer whoever reads it, as one on a share whose server is off, until `answer`; then it is gone. */
function makeSilent(file: string) {
  execFileSync('mkfifo', [file]);
  const script = 'timeout "$2" cat > /dev/null; exec 3<>"$1"; rm "$1"; exec 3>&-';
  const args = ['-c', script, 'sh', file, String(SILENT_MS / 1000)];
  const child = spawn('sh', args, { stdio: ['pipe', 'ignore', 'ignore'] });
  const answered = once(child, 'exit');
  return {
    answer: async () => {
      child.stdin.end();
      await answered;
    },
  };
}

/** The longest that this thread did nothing else while `work` went on. */
async function longestStillMs(work: () => Promise<void>): Promise<number> {
  let [longestMs, lastAt] = [0, performance.now()];
  const tick = () => {
    longestMs = Math.max(longestMs, performance.now() - lastAt);
    lastAt = performance.now();
  };
  const timer = setInterval(tick, 20);
  await work();
  tick();
  clearInterval(timer);
  return longestMs;
}

const hasFifos = process.platform !== 'win32';

test.runIf(hasFifos)(
  'backups on a share that does not answer are missing, and the till goes on',
  async () => {
    const at = await aCounterIn(folder);
    expect(await at.ask('backup.setFolder', { folder: share })).toMatchObject({ ok: true });
    const taken = await at.ask('backup.run', {});
    expect(taken).toMatchObject({ ok: true });
    const manifest =
      readdirSync(share).find((name) => name.endsWith('.json') && !name.includes('recovery')) ?? '';
    renameSync(join(share, manifest), join(folder, 'manifest'));
    const silent = makeSilent(join(share, manifest));
    const stillMs = await longestStillMs(async () => {
      await at.live().backupKeeper.lookIfDue();
      expect(await at.ask('backup.status', {})).toMatchObject({
        value: { folder: share, last: null, lastFailure: { failure: { type: 'FolderMissing' } } },
      });
      expect(await at.ask('restore.list', {})).toEqual({ ok: false, error: { type: 'FolderMissing' } });
      expect(await at.ask('backup.run', {})).toEqual({ ok: false, error: { type: 'FolderMissing' } });
    });
    expect(stillMs).toBeLessThan(STANDS_STILL_MS);
    await silent.answer();
    renameSync(join(folder, 'manifest'), join(share, manifest));
    await vi.waitFor(async () => {
      expect(await at.ask('backup.status', {})).toMatchObject({ value: { last: { state: 'sound' } } });
    }, PATIENCE);
    await at.counter.close();
  },
);

test.runIf(hasFifos)('a register of erasures on such a share keeps no counter from opening', async () => {
  const householdId = householdIdSchema.parse(v7());
  const before = await aCounterIn(folder);
  writeIn(before.live(), householdSet, { householdId, displayName: 'Rossi Anna', size: 2 });
  await before.ask('backup.setFolder', { folder: share });
  await before.counter.close();
  const key = await readKey(folder, null);
  if (!key.ok) throw new Error('no key');
  const register = join(share, `erased-${checkOf(Buffer.from(key.value.keyHex, 'hex')).slice(0, 8)}.log`);
  const silent = makeSilent(register);
  let at = before;
  const stillMs = await longestStillMs(async () => {
    at = await aCounterIn(folder);
    expect(at.counter.status()).toBe('ready');
  });
  expect(stillMs).toBeLessThan(STANDS_STILL_MS);
  await silent.answer();
  await at.counter.close();
  await vi.waitFor(
    async () => expect(await reachFolder(share, 'listNames', share)).toMatchObject({ ok: true }),
    PATIENCE,
  );
  // What is noted there is ordered again by a start that reaches it.
  writeFileSync(register, `${householdId}\n`);
  const after = await aCounterIn(folder);
  expect(
    after.live().context.db.all({ name: 'test erased', sql: 'SELECT household FROM household_erasure' }),
  ).toHaveLength(1);
  await after.counter.close();
});

test.runIf(hasFifos)('a program ends though a thread hangs in such a share, and opens again', async () => {
  const before = await aCounterIn(folder);
  await before.ask('backup.setFolder', { folder: share });
  await before.counter.close();
  const key = await readKey(folder, null);
  if (!key.ok) throw new Error('no key');
  const check = checkOf(Buffer.from(key.value.keyHex, 'hex')).slice(0, 8);
  execFileSync('mkfifo', [join(share, `erased-${check}.log`)]);
  const host = spawn(
    process.execPath,
    [join(import.meta.dirname, 'browser-host-cli.ts'), '--data', folder, '--no-open'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const ended = once(host, 'exit').then(() => 'ended');
  try {
    await once(host.stdout, 'data', { signal: AbortSignal.timeout(PROGRAM_MS) });
    host.kill('SIGTERM');
    const enough = new Promise<string>((resolve) => setTimeout(resolve, PROGRAM_MS, 'hangs').unref());
    expect(await Promise.race([ended, enough])).toBe('ended');
  } finally {
    host.kill('SIGKILL');
  }
  await ended;
  removeFolder(share);
  const after = await aCounterIn(folder);
  expect(after.counter.status()).toBe('ready');
  await after.counter.close();
});
