import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { v7 } from 'uuid';
import { afterEach, describe, expect, test } from 'vitest';
import { deviceIdSchema } from '../shared/domain/ids.ts';
import { damagePage } from './damage-fixture.ts';
import { listBackups, readManifest } from './database/backup-files.ts';
import { createDatabase } from './database/database.ts';
import { startChain } from './database/log.ts';
import { migrations } from './database/migrate.ts';
import { DATABASE_FILE, isDiskFull, openDatabase, unlock } from './database/open.ts';
import { aCounterIn, aFolder, removeFolder } from './folder-fixture.ts';
import { KEY_FILE, readKey, storeKey } from './keys/key-store.ts';

const folders: string[] = [];
const mounts: string[] = [];
const newFolder = () => {
  const folder = aFolder();
  folders.push(folder);
  return folder;
};
afterEach(() => {
  for (const folder of mounts.splice(0)) execFileSync('umount', [folder]);
  for (const folder of folders.splice(0)) removeFolder(folder);
});

/** A disk of its own, so small that it fills; null where this user may not mount one. */
function aSmallDisk(kib: number): string | null {
  const folder = newFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return null;
  }
  mounts.push(folder);
  return folder;
}

async function keyHexOf(folder: string): Promise<string> {
  const key = await readKey(folder, null);
  if (!key.ok) throw new Error(key.error.type);
  return key.value.keyHex;
}

const failureOf = async (at: Awaited<ReturnType<typeof aCounterIn>>) => {
  const status = await at.ask('session.status', {});
  return status.ok && status.value.phase === 'startFailure' ? status.value.failure : null;
};

/** The files of a folder as a power cut leaves them: nothing is folded in, nothing said. */
function copyOf(folder: string): string {
  const copy = newFolder();
  for (const name of [DATABASE_FILE, `${DATABASE_FILE}-wal`, 'head.log', KEY_FILE]) {
    if (existsSync(join(folder, name))) copyFileSync(join(folder, name), join(copy, name));
  }
  return copy;
}

const hashesOf = (folder: string, names: readonly string[]) =>
  names.map((name) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex'),
  );

describe('two instances on one folder', () => {
  test('the second says so and leaves; the first goes on', async () => {
    const folder = newFolder();
    const first = await aCounterIn(folder);
    const second = await aCounterIn(folder);
    expect(await failureOf(second)).toEqual({ type: 'AlreadyRunning' });
    expect(await second.ask('restore.run', { source: { type: 'current' } })).toMatchObject({
      error: { type: 'AlreadyRunning' },
    });
    first.work(3);
    expect(first.head().seq).toBe(7);
    await first.counter.close();
    await second.ask('recovery.retry', {});
    expect(second.counter.status()).toBe('ready');
    await second.counter.close();
  });
});

describe('a write-ahead log that was cut', () => {
  test('at any page, or inside one, is never a silently shorter history', async () => {
    const folder = newFolder();
    const at = await aCounterIn(folder);
    at.work(20);
    const keyHex = await keyHexOf(folder);
    const whole = copyOf(folder);
    await at.counter.close();
    const bytes = readFileSync(join(whole, `${DATABASE_FILE}-wal`)).length;
    const frame = 24 + 4096;
    const frames = Math.floor((bytes - 32) / frame);
    expect(frames).toBeGreaterThan(60);
    const missing = new Set<number>();
    for (let cut = 0; cut < frames; cut += 5) {
      const inside = [0, 24, 2000][cut % 3] ?? 0;
      const copy = copyOf(whole);
      truncateSync(join(copy, `${DATABASE_FILE}-wal`), 32 + cut * frame + inside);
      const opened = openDatabase({ folder: copy, keyHex, backUpBeforeMigration: () => undefined });
      expect(opened).toMatchObject({ ok: false, error: { type: 'OperationsMissing', toSeq: 24 } });
      if (!opened.ok && opened.error.type === 'OperationsMissing') missing.add(opened.error.fromSeq);
      removeFolder(copy);
    }
    expect(missing.size).toBeGreaterThan(5);
    expect([...missing].every((seq) => seq >= 1 && seq <= 24)).toBe(true);
  });

  test('names the missing numbers and goes on with what is there, under a new device', async () => {
    const folder = newFolder();
    const at = await aCounterIn(folder);
    at.work(30);
    const before = at.head();
    const ids = at.ids();
    const copy = copyOf(folder);
    await at.counter.close();
    const wal = join(copy, `${DATABASE_FILE}-wal`);
    truncateSync(wal, Math.round(readFileSync(wal).length * 0.8));
    const damaged = readFileSync(wal);
    const cut = await aCounterIn(copy);
    const failure = await failureOf(cut);
    if (failure?.type !== 'OperationsMissing') throw new Error(`${failure?.type}`);
    expect(failure.toSeq).toBe(34);
    expect(await cut.ask('restore.list', {})).toMatchObject({
      ok: true,
      value: { canContinueCurrent: true },
    });
    const restored = await cut.ask('restore.run', { source: { type: 'current' } });
    expect(restored).toMatchObject({
      ok: true,
      value: { lost: { fromSeq: failure.fromSeq, toSeq: 34 }, salvaged: null },
    });
    expect(cut.ids().slice(0, -1)).toEqual(ids.slice(0, failure.fromSeq - 1));
    expect(cut.head().deviceId).not.toBe(before.deviceId);
    const aside = restored.ok ? (restored.value.keptAside ?? '') : '';
    expect(readFileSync(join(aside, `${DATABASE_FILE}-wal`)).equals(damaged)).toBe(true);
    await cut.counter.close();
  });
});

describe('a clock of another year', () => {
  test('takes its backups and deletes none for it', async () => {
    let now = Date.UTC(2026, 10, 1, 9);
    const folder = newFolder();
    const at = await aCounterIn(folder, { now: () => now });
    const names = () => {
      const listed = listBackups(join(folder, 'backups'));
      return listed.ok ? listed.value.map(({ name }) => name).sort() : [];
    };
    for (let day = 0; day < 5; day++) {
      now += 86_400_000;
      at.work(1);
      expect((await at.ask('backup.run', {})).ok).toBe(true);
    }
    const before = names();
    expect(before).toHaveLength(5);
    for (const days of [365, -730]) {
      now += days * 86_400_000;
      expect((await at.ask('backup.run', {})).ok).toBe(true);
    }
    expect(names()).toEqual(expect.arrayContaining(before.slice(0, 4)));
    await at.counter.close();
  });
});

describe('a data folder that cannot be written to', () => {
  test('is said, and nothing in it changes', async () => {
    const folder = aSmallDisk(8192) ?? newFolder();
    const at = await aCounterIn(folder);
    at.work(3);
    await at.counter.close();
    const names = [DATABASE_FILE, 'head.log', KEY_FILE];
    const before = hashesOf(folder, names);
    const isMounted = mounts.includes(folder);
    if (isMounted) execFileSync('mount', ['-o', 'remount,ro', folder]);
    else chmodSync(folder, 0o500);
    const refused = await aCounterIn(folder);
    expect(await failureOf(refused)).toEqual({ type: 'FolderReadOnly' });
    expect(hashesOf(folder, names)).toEqual(before);
    if (isMounted) execFileSync('mount', ['-o', 'remount,rw', folder]);
    else chmodSync(folder, 0o700);
    await refused.ask('recovery.retry', {});
    expect(refused.ids()).toHaveLength(7);
    await refused.counter.close();
  });
});

describe('a full disk', () => {
  test('never says that something was recorded, and goes on once there is room', async () => {
    const folder = newFolder();
    const at = await aCounterIn(folder);
    at.work(5);
    await at.counter.close();
    const opened = openDatabase({
      folder,
      keyHex: await keyHexOf(folder),
      backUpBeforeMigration: () => undefined,
    });
    if (!opened.ok) throw new Error(opened.error.type);
    const { raw, db, inTransaction } = opened.value;
    // The driver's own full disk: the file may not grow by a page.
    raw.pragma(`max_page_count = ${raw.pragma('page_count', { simple: true })}`);
    const fill = () =>
      inTransaction((tx) =>
        tx.run<readonly [string]>(
          { name: 'test fill', sql: `INSERT INTO counter_setting (name, value) VALUES ('fill', ?)` },
          'x'.repeat(100_000),
        ),
      );
    const count = () =>
      db.one<readonly [], { rows: number }>({
        name: 'test count',
        sql: 'SELECT count(*) AS rows FROM counter_setting',
      })?.rows;
    const rows = count();
    expect(fill).toThrow(/full/);
    expect(raw.inTransaction).toBe(false);
    expect(count()).toBe(rows);
    raw.pragma('max_page_count = 1000000');
    fill();
    expect(count()).toBe((rows ?? 0) + 1);
    raw.close();
  });

  test('on a real small disk: what was acknowledged stays, the start says so, room makes it go on', async (context) => {
    const folder = aSmallDisk(3072);
    if (folder === null) return context.skip('this user may not mount a small disk');
    const ballast = join(folder, 'ballast');
    writeFileSync(ballast, Buffer.alloc(900 * 1024));
    let at = await aCounterIn(folder);
    let acknowledged = 0;
    let refusal: unknown = null;
    while (refusal === null && acknowledged < 5000) {
      try {
        at.work(1);
        acknowledged += 1;
      } catch (error) {
        refusal = error;
      }
    }
    expect(isDiskFull(refusal)).toBe(true);
    expect(at.head().seq).toBe(4 + acknowledged);
    const backup = await at.ask('backup.run', {});
    expect(backup).toEqual({ ok: false, error: { type: 'BackupDiskFull' } });
    rmSync(ballast);
    at.work(10);
    const ids = at.ids();
    await at.counter.close();
    at = await aCounterIn(folder);
    expect(at.counter.status()).toBe('ready');
    expect(at.ids()).toEqual(ids);
    expect(ids).toHaveLength(4 + acknowledged + 10);
    expect(await at.ask('backup.verifyLog', {})).toMatchObject({ ok: true, value: { fault: null } });
    await at.counter.close();
    const free = Number(execFileSync('df', ['--output=avail', '-k', folder]).toString().split('\n')[1]);
    writeFileSync(ballast, Buffer.alloc(free * 1024));
    const full = await aCounterIn(folder);
    expect(await failureOf(full)).toEqual({ type: 'DiskFull' });
    rmSync(ballast);
    await full.ask('recovery.retry', {});
    expect(full.ids()).toEqual(ids);
    await full.counter.close();
    return undefined;
  });
});

test('a backup clears away what one that was cut or found no room left behind', async () => {
  const folder = newFolder();
  const at = await aCounterIn(folder);
  const backups = join(folder, 'backups');
  await at.ask('backup.run', {});
  const [whole = ''] = listNamesOf(backups);
  for (const left of ['.part', '.part-journal']) writeFileSync(join(backups, `${whole}${left}`), '');
  expect(await at.ask('backup.run', {})).toMatchObject({ ok: true });
  expect(readdirSync(backups).filter((name) => name.includes('.part'))).toEqual([]);
  await at.counter.close();
});

const listNamesOf = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.db'));

test('on a real small disk, however little room is left, a start that has to write says so or is whole', async (context) => {
  const folder = aSmallDisk(8192);
  if (folder === null) return context.skip('this user may not mount a small disk');
  const at = await aCounterIn(folder);
  at.work(20);
  await at.counter.close();
  const ballast = join(folder, 'ballast');
  const outcomes = new Set<string>();
  for (let roomKib = 0; roomKib <= 320; roomKib += 16) {
    rmSync(ballast, { force: true });
    writeFileSync(join(folder, 'erased.log'), `${v7()}\n`, { flag: 'a' });
    const free = Number(execFileSync('df', ['--output=avail', '-k', folder]).toString().split('\n')[1]);
    writeFileSync(ballast, Buffer.alloc(Math.max(0, free - roomKib) * 1024));
    const started = await aCounterIn(folder);
    const failure = await failureOf(started);
    outcomes.add(failure?.type ?? started.counter.status());
    await started.counter.close();
  }
  expect([...outcomes].sort()).toEqual(['DiskFull', 'ready']);
  return undefined;
});

test('a disk that is full when the start has something to write is said, and the start goes on once there is room', async () => {
  const folder = newFolder();
  const at = await aCounterIn(folder);
  await at.counter.close();
  // Of an erasure that this database does not know of, as one that was put back: it is ordered again, under a new id.
  writeFileSync(join(folder, 'erased.log'), `${v7()}\n`);
  const disk = { isFull: true };
  const full = await aCounterIn(folder, {
    randomBytes: (count) => {
      if (disk.isFull) throw new Sqlite.SqliteError('database or disk is full', 'SQLITE_FULL');
      return randomBytes(count);
    },
  });
  expect(await failureOf(full)).toEqual({ type: 'DiskFull' });
  disk.isFull = false;
  await full.ask('recovery.retry', {});
  expect(full.counter.status()).toBe('ready');
  await full.counter.close();
});

describe('a database of a newer version', () => {
  test('is refused politely and not touched by a byte', async () => {
    const folder = newFolder();
    const at = await aCounterIn(folder);
    at.work(3);
    await at.counter.close();
    const raw = new Sqlite(join(folder, DATABASE_FILE));
    unlock(raw, await keyHexOf(folder));
    raw.pragma('user_version = 4000');
    raw.close();
    const names = [DATABASE_FILE, 'head.log', KEY_FILE];
    const before = hashesOf(folder, names);
    const newer = await aCounterIn(folder);
    expect(await failureOf(newer)).toMatchObject({ type: 'NewerVersion', foundVersion: 4000 });
    await newer.counter.close();
    expect(hashesOf(folder, names)).toEqual(before);
    expect(readdirSync(folder)).not.toContain('backups');
  });
});

describe('a database of an older version', () => {
  test('is backed up before it is migrated', async () => {
    const folder = newFolder();
    const { keyHex } = await storeKey(folder, Buffer.alloc(32, 7), null);
    const raw = new Sqlite(join(folder, DATABASE_FILE));
    unlock(raw, keyHex);
    raw.exec(migrations[0]?.sql ?? '');
    raw.pragma('user_version = 1');
    const { inTransaction } = createDatabase(raw);
    inTransaction((tx) => startChain(tx, deviceIdSchema.parse(v7())));
    raw.close();
    const at = await aCounterIn(folder);
    expect(at.counter.status()).toBe('ready');
    const listed = listBackups(join(folder, 'backups'));
    const [item] = listed.ok ? listed.value : [];
    expect(item).toMatchObject({ reason: 'migration', state: 'sound', operations: 0 });
    expect(readManifest(join(folder, 'backups'), item?.name ?? '')).toMatchObject({ schemaVersion: 1 });
    await at.counter.close();
  });
});

describe('a key', () => {
  test('that is gone comes back by the recovery code, and by nothing else', async () => {
    const folder = newFolder();
    const at = await aCounterIn(folder);
    const made = await at.ask('backup.newRecoveryCode', {});
    const code = made.ok ? made.value.code : '';
    at.work(3);
    const ids = at.ids();
    await at.counter.close();
    rmSync(join(folder, KEY_FILE));
    const locked = await aCounterIn(folder);
    expect(await failureOf(locked)).toEqual({ type: 'KeyMissing' });
    expect(await locked.ask('recovery.enterCode', { code: 'ABCD' })).toEqual({
      ok: false,
      error: { type: 'MistypedCode' },
    });
    expect(locked.counter.status()).toBe('startFailure');
    expect(await locked.ask('recovery.enterCode', { code })).toEqual({ ok: true, value: null });
    expect(locked.ids()).toEqual(ids);
    await locked.counter.close();
  });

  test('of another counter is told from a damaged file', async () => {
    const [folder, other] = [newFolder(), newFolder()];
    for (const each of [folder, other]) {
      const at = await aCounterIn(each);
      if (each === folder) await at.ask('backup.newRecoveryCode', {});
      await at.counter.close();
    }
    copyFileSync(join(other, KEY_FILE), join(folder, KEY_FILE));
    const refused = await aCounterIn(folder);
    expect(await failureOf(refused)).toEqual({ type: 'WrongKey' });
    writeFileSync(join(folder, KEY_FILE), '{"version":1}');
    await refused.ask('recovery.retry', {});
    expect(await failureOf(refused)).toEqual({ type: 'WrongKey' });
    await refused.counter.close();
  });
});

describe('damage deep in the file', () => {
  test('met in use is an incident, found whole at the next start, and mended by a restore', async () => {
    const folder = newFolder();
    let at = await aCounterIn(folder);
    at.work(5);
    const backup = await at.ask('backup.run', {});
    const ids = at.ids();
    const page = at.live().context.db.one<readonly [], { rootpage: number }>({
      name: 'test page',
      sql: `SELECT rootpage FROM sqlite_schema WHERE name = 'history'`,
    })?.rootpage;
    await at.counter.close();
    damagePage(folder, page ?? 0);
    at = await aCounterIn(folder);
    expect(at.counter.status()).toBe('ready');
    expect(await at.ask('backup.status', {})).toMatchObject({ ok: false, error: { type: 'Unexpected' } });
    expect(await at.ask('backup.run', {})).toEqual({ ok: false, error: { type: 'SourceDamaged' } });
    await at.counter.close();
    at = await aCounterIn(folder);
    expect(await failureOf(at)).toEqual({ type: 'Corrupt' });
    const source = {
      type: 'backup' as const,
      folder: join(folder, 'backups'),
      name: backup.ok ? backup.value.name : '',
    };
    expect(await at.ask('restore.run', { source })).toMatchObject({ ok: true, value: { lost: null } });
    expect(at.ids().slice(0, -1)).toEqual(ids);
    expect((await at.ask('backup.status', {})).ok).toBe(true);
    await at.counter.close();
  });

  test('on its first page is a damaged file, and a backup brings the counter back', async () => {
    const folder = newFolder();
    let at = await aCounterIn(folder);
    at.work(5);
    const backup = await at.ask('backup.run', {});
    at.work(2);
    await at.counter.close();
    damagePage(folder, 1);
    at = await aCounterIn(folder);
    expect(await failureOf(at)).toEqual({ type: 'Corrupt' });
    const source = {
      type: 'backup' as const,
      folder: join(folder, 'backups'),
      name: backup.ok ? backup.value.name : '',
    };
    // Nothing of the file opens, but head.log still knows which numbers there were.
    const expected = { salvaged: null, lost: { fromSeq: 10, toSeq: 11 }, isLossUnknown: false };
    expect(await at.ask('restore.preview', { source })).toMatchObject({ ok: true, value: expected });
    expect(await at.ask('restore.run', { source })).toMatchObject({ ok: true, value: expected });
    expect(at.ids()).toHaveLength(10);
    await at.counter.close();
  });
});
