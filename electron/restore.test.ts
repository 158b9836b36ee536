import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { deviceStream } from '../shared/operations/kind.ts';
import { damagePage } from './damage-fixture.ts';
import { readHead } from './database/head-log.ts';
import { DATABASE_FILE, verifyChain } from './database/open.ts';
import { forgetOutOfDate } from './database/out-of-date.ts';
import { findMembership, insertMembership, listCursors, setMember } from './database/sync.ts';
import { aCounterIn, aFolder, organisationId, removeFolder, siteId } from './folder-fixture.ts';
import { openFolder } from './open-folder.ts';
import { newPrivateKey } from './sync/device-key.ts';
import { beginAgain, findClosing } from './sync/going-on.ts';

vi.mock(import('./open-folder.ts'), { spy: true });

let folders: string[] = [];
const newFolder = () => {
  const folder = aFolder();
  folders.push(folder);
  return folder;
};
beforeEach(() => {
  folders = [];
});
afterEach(() => {
  for (const folder of folders) removeFolder(folder);
});

type TestCounter = Awaited<ReturnType<typeof aCounterIn>>;

async function backUp(at: TestCounter) {
  const taken = await at.ask('backup.run', {});
  if (!taken.ok) throw new Error(`no backup: ${taken.error.type}`);
  return taken.value;
}

const sourceOf = (folder: string, name: string) => ({
  type: 'backup' as const,
  folder: join(folder, 'backups'),
  name,
});

describe('a backup', () => {
  test('is an encrypted, checked file that says what is in it, and is listed', async () => {
    const folder = newFolder();
    const at = await aCounterIn(folder);
    at.work(20);
    const item = await backUp(at);
    expect(item).toMatchObject({
      seq: 24,
      operations: 24,
      reason: 'asked',
      state: 'sound',
      hasRecovery: false,
    });
    expect(readFileSync(join(folder, 'backups', item.name)).includes('Rete di prova')).toBe(false);
    expect(await at.ask('restore.list', {})).toMatchObject({ ok: true, value: { backups: [item] } });
    expect(await at.ask('backup.status', {})).toMatchObject({
      ok: true,
      value: { isDefaultFolder: true, isSameDisk: true, last: item, lastFailure: null },
    });
    await at.counter.close();
  });

  test('says where it cannot go, and remembers that it failed', async () => {
    const folder = newFolder();
    const stick = newFolder();
    const at = await aCounterIn(folder);
    expect(await at.ask('backup.setFolder', { folder: join(stick, 'none') })).toEqual({
      ok: false,
      error: { type: 'FolderMissing' },
    });
    expect(await at.ask('backup.setFolder', { folder: stick })).toMatchObject({
      ok: true,
      value: { folder: stick, isDefaultFolder: false },
    });
    expect((await backUp(at)).seq).toBe(4);
    rmSync(stick, { recursive: true });
    expect(await at.ask('backup.run', {})).toEqual({ ok: false, error: { type: 'FolderMissing' } });
    expect(await at.ask('backup.status', {})).toMatchObject({
      ok: true,
      value: { last: null, lastFailure: { failure: { type: 'FolderMissing' } } },
    });
    await at.counter.close();
  });

  test('is taken once a day', async () => {
    let now = Date.UTC(2026, 10, 22, 9);
    const at = await aCounterIn(newFolder(), { now: () => now });
    const keeper = at.live().backupKeeper;
    const due: boolean[] = [];
    for (const hours of [0, 1, 22, 2, 23, 2]) {
      now += hours * 3_600_000;
      due.push(await keeper.lookIfDue());
    }
    expect(due).toEqual([true, false, false, true, false, true]);
    // A clock that was set back by a year must not put backups off by a year.
    now -= 365 * 86_400_000;
    expect(await keeper.lookIfDue()).toBe(true);
    await at.counter.close();
  });

  test('whose bytes changed is refused before anything is touched', async () => {
    const folder = newFolder();
    const at = await aCounterIn(folder);
    at.work(300);
    const item = await backUp(at);
    const file = join(folder, 'backups', item.name);
    const bytes = readFileSync(file);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 2000) ^ 255, bytes.length - 2000);
    writeFileSync(file, bytes);
    const before = at.ids();
    expect(await at.ask('restore.run', { source: sourceOf(folder, item.name) })).toEqual({
      ok: false,
      error: { type: 'BackupDamaged' },
    });
    expect(at.ids()).toEqual(before);
    writeFileSync(file, bytes.subarray(0, bytes.length - 4096));
    expect(await at.ask('restore.list', {})).toMatchObject({
      ok: true,
      value: { backups: [{ state: 'damaged' }] },
    });
    await at.counter.close();
  });
});

describe('a restore', () => {
  test('of a sound counter loses nothing and goes on under a new device', async () => {
    const folder = newFolder();
    const at = await aCounterIn(folder);
    const item = await backUp(at);
    at.work(30);
    const [before, ids] = [at.head(), at.ids()];
    const source = sourceOf(folder, item.name);
    expect(await at.ask('restore.preview', { source })).toMatchObject({
      ok: true,
      value: { seq: 4, salvaged: { fromSeq: 5, toSeq: 34 }, lost: null, isLossUnknown: false },
    });
    const restored = await at.ask('restore.run', { source });
    expect(restored).toMatchObject({ ok: true, value: { salvaged: { fromSeq: 5, toSeq: 34 }, lost: null } });
    expect(at.session.operator).toBeNull();
    expect(at.ids().slice(0, -1)).toEqual(ids);
    const after = at.head();
    expect(after).toMatchObject({ seq: 1 });
    expect(after.deviceId).not.toBe(before.deviceId);
    expect(readHead(folder)).toEqual({ deviceId: after.deviceId, seq: 1, hash: after.hash });
    const { db } = at.live().context;
    expect(verifyChain(db, before.deviceId, 1)).toBeNull();
    const aside = restored.ok ? (restored.value.keptAside ?? '') : '';
    expect(existsSync(join(aside, DATABASE_FILE))).toBe(true);
    // Once more, from the same backup of the first device: both chains are whole afterwards.
    at.work(5);
    const twice = at.ids();
    expect(await at.ask('restore.run', { source })).toMatchObject({ ok: true, value: { lost: null } });
    expect(at.ids().slice(0, -1)).toEqual(twice);
    expect(verifyChain(at.live().context.db, after.deviceId, 1)).toBeNull();
    await at.counter.close();
    expect((await aCounterIn(folder)).counter.status()).toBe('ready');
  });

  test('from before this counter last went on as a new device is known to the hub as that one', async () => {
    const folder = newFolder();
    const at = await aCounterIn(folder);
    const { context } = at.live();
    const place = { siteId, siteKind: 'emporio' as const, organisationId, officeOf: [] };
    const first = at.head().deviceId;
    const hub = { address: 'https://hub.invalid', epoch: 1, joinedAt: 1 };
    const member = { deviceId: first, privateKey: newPrivateKey(), place: { deviceId: first, ...place } };
    const mailbox = deviceStream(first);
    context.inTransaction((tx) => insertMembership(tx, { ...hub, ...member }, [mailbox]));
    const item = await backUp(at);
    context.inTransaction((tx) => beginAgain(context, tx));
    const deviceId = at.head().deviceId;
    const privateKey = newPrivateKey();
    context.inTransaction((tx) => setMember(tx, { deviceId, privateKey, place: { deviceId, ...place } }));
    at.work(2);
    // As if everything had been read again.
    context.inTransaction(forgetOutOfDate);
    expect(await at.ask('restore.run', { source: sourceOf(folder, item.name) })).toMatchObject({ ok: true });
    const { db } = at.live().context;
    expect(findMembership(db)).toMatchObject({ deviceId, privateKey, place: { deviceId } });
    expect(findClosing(db)).toEqual({ deviceId, nextId: at.head().deviceId });
    expect(listCursors(db).has(mailbox)).toBe(false);
    await at.counter.close();
  });

  test('of a damaged file says what is lost, salvages what follows the backup, and keeps the damaged file', async () => {
    const folder = newFolder();
    let at = await aCounterIn(folder);
    at.work(100);
    const item = await backUp(at);
    at.work(400);
    const ids = at.ids();
    // Rows are written one behind the other: of the log's pages the last ones hold what followed the backup.
    const pages = at.live().context.db.all<readonly [], { pageno: number }>({
      name: 'pages of the log',
      sql: `SELECT pageno FROM dbstat WHERE name = 'operation' AND pagetype = 'leaf' ORDER BY path DESC`,
    });
    await at.counter.close();
    for (const nth of [3, 8, 40]) damagePage(folder, pages[nth]?.pageno ?? 0);
    writeFileSync(join(folder, 'check-whole-file'), '');
    at = await aCounterIn(folder);
    expect(at.counter.status()).toBe('startFailure');
    expect(await at.ask('session.status', {})).toMatchObject({
      ok: true,
      value: { failure: { type: 'Corrupt' } },
    });
    const damaged = readFileSync(join(folder, DATABASE_FILE));
    const source = sourceOf(folder, item.name);
    const preview = await at.ask('restore.preview', { source });
    if (!preview.ok) throw new Error(preview.error.type);
    const { salvaged, lost } = preview.value;
    expect(lost?.toSeq).toBe(504);
    const keptTo = salvaged?.toSeq ?? 104;
    expect(lost?.fromSeq).toBe(keptTo + 1);
    const restored = await at.ask('restore.run', { source });
    if (!restored.ok) throw new Error(restored.error.type);
    expect(at.counter.status()).toBe('ready');
    expect(at.ids().slice(0, -1)).toEqual(ids.slice(0, keptTo));
    expect(keptTo).toBeGreaterThan(104);
    expect(readFileSync(join(restored.value.keptAside ?? '', DATABASE_FILE)).equals(damaged)).toBe(true);
    await at.counter.close();
  });

  test('works on another PC with an empty folder, from the backup and the code alone', async () => {
    const here = newFolder();
    const at = await aCounterIn(here);
    const made = await at.ask('backup.newRecoveryCode', {});
    const code = made.ok ? made.value.code : '';
    at.work(40);
    const item = await backUp(at);
    const ids = at.ids();
    await at.counter.close();

    const [stick, there] = [newFolder(), newFolder()];
    for (const name of readdirSync(join(here, 'backups')))
      copyFileSync(join(here, 'backups', name), join(stick, name));
    removeFolder(here);
    const other = await aCounterIn(there, { isEmpty: true });
    expect(other.counter.status()).toBe('setup');
    expect(await other.ask('restore.list', { folder: stick })).toMatchObject({
      ok: true,
      value: { backups: [{ name: item.name, hasRecovery: true, deviceName: 'Cassa 1' }] },
    });
    const source = { type: 'backup' as const, folder: stick, name: item.name };
    expect(await other.ask('restore.preview', { source })).toEqual({
      ok: false,
      error: { type: 'CodeNeeded' },
    });
    const mistyped = `${code.slice(0, -1)}${code.endsWith('2') ? '3' : '2'}`;
    expect(await other.ask('restore.run', { source, code: mistyped })).toEqual({
      ok: false,
      error: { type: 'MistypedCode' },
    });
    const typed = code.toLowerCase().replaceAll(' ', '');
    expect(await other.ask('restore.run', { source, code: typed })).toMatchObject({
      ok: true,
      value: { operations: 44, lost: null, isLossUnknown: false },
    });
    expect(other.counter.status()).toBe('ready');
    expect(other.ids().slice(0, -1)).toEqual(ids);
    await other.counter.close();
    // The key and the code stay: it opens again, and its own backups can be restored by the same code.
    const again = await aCounterIn(there);
    expect(again.counter.status()).toBe('ready');
    expect((await backUp(again)).hasRecovery).toBe(true);
    await again.counter.close();
  });

  test('never mixes two counters', async () => {
    const [one, other] = [newFolder(), newFolder()];
    const theirs = await aCounterIn(other);
    const code = await theirs.ask('backup.newRecoveryCode', {});
    const item = await backUp(theirs);
    await theirs.counter.close();
    const ours = await aCounterIn(one);
    const ids = ours.ids();
    const answer = await ours.ask('restore.run', {
      source: sourceOf(other, item.name),
      code: code.ok ? code.value.code : '',
    });
    expect(answer).toEqual({ ok: false, error: { type: 'OtherCounter' } });
    expect(ours.ids()).toEqual(ids);
    await ours.counter.close();
  });

  test('keeps a log with erased bodies valid, in the backup and in what is salvaged', async () => {
    const folder = newFolder();
    const at = await aCounterIn(folder);
    at.work(10);
    const erase = (seq: number) =>
      at
        .live()
        .context.inTransaction((tx) =>
          tx.run<readonly [number]>(
            { name: 'test erase', sql: 'UPDATE operation SET body = NULL, salt = NULL WHERE seq = ?' },
            seq,
          ),
        );
    erase(6);
    const item = await backUp(at);
    at.work(10);
    erase(18);
    const before = at.head();
    const restored = await at.ask('restore.run', { source: sourceOf(folder, item.name) });
    expect(restored).toMatchObject({ ok: true, value: { salvaged: { fromSeq: 15, toSeq: 24 }, lost: null } });
    expect(verifyChain(at.live().context.db, before.deviceId, 1)).toBeNull();
    expect(await at.ask('backup.verifyLog', {})).toEqual({
      ok: true,
      value: { operations: 25, fault: null },
    });
    await at.counter.close();
  });

  test('that is cut while the files are exchanged is finished at the next start', async () => {
    const folder = newFolder();
    const at = await aCounterIn(folder);
    at.work(3);
    const item = await backUp(at);
    const ids = at.ids();
    await at.ask('restore.run', { source: sourceOf(folder, item.name) });
    const restored = at.ids();
    await at.counter.close();
    const aside = readdirSync(folder).find((name) => name.startsWith('damaged-')) ?? '';
    // As if the power went after the old database was moved away and before the new one took its place.
    const staging = join(folder, 'restoring');
    mkdirSync(staging);
    renameSync(join(folder, DATABASE_FILE), join(staging, DATABASE_FILE));
    renameSync(join(folder, 'head.log'), join(staging, 'head.log'));
    renameSync(join(folder, aside, 'head.log'), join(folder, 'head.log'));
    writeFileSync(join(folder, 'restore.json'), JSON.stringify({ aside }));
    const again = await aCounterIn(folder);
    expect(again.counter.status()).toBe('ready');
    expect(again.ids()).toEqual(restored);
    expect(again.ids().slice(0, -1)).toEqual(ids);
    await again.counter.close();
  });
});

test('a restore that is asked for twice at once is done once, and the counter is open afterwards', async () => {
  const folder = newFolder();
  const at = await aCounterIn(folder);
  at.work(20);
  const item = await backUp(at);
  const source = sourceOf(folder, item.name);
  const answers = await Promise.all([at.ask('restore.run', { source }), at.ask('restore.run', { source })]);
  expect(answers).toMatchObject([{ ok: true }, { ok: false, error: { type: 'AlreadyRunning' } }]);
  expect(at.counter.status()).toBe('ready');
  await at.counter.close();
});

test('a counter that does not close whole exchanges nothing, and is open again', async () => {
  const folder = newFolder();
  const at = await aCounterIn(folder);
  at.work(20);
  const item = await backUp(at);
  const before = { live: at.live(), head: at.head() };
  vi.spyOn(at.live().backupKeeper, 'close').mockRejectedValueOnce(new Error('a thread ended'));
  const source = sourceOf(folder, item.name);
  expect(await at.ask('restore.run', { source })).toMatchObject({ ok: false, error: { type: 'Unexpected' } });
  expect(at.live()).not.toBe(before.live);
  expect(at.head()).toEqual(before.head);
  expect(await at.ask('backup.status', {})).toMatchObject({ ok: true });
  expect(await at.ask('restore.run', { source })).toMatchObject({ ok: true });
  expect(at.counter.status()).toBe('ready');
  await at.counter.close();
});

test('a counter that cannot open again for a bug says so, and opens when it is tried again', async () => {
  const folder = newFolder();
  const at = await aCounterIn(folder);
  at.work(20);
  const item = await backUp(at);
  // What is looked at on the way in cannot be read, by no failure that is known.
  vi.mocked(openFolder).mockRejectedValueOnce(new Error('nobody knows'));
  const restored = await at.ask('restore.run', { source: sourceOf(folder, item.name) });
  expect(restored).toMatchObject({ ok: true });
  expect(await at.counter.invoke(at.session, 'session.status', {})).toMatchObject({
    ok: true,
    value: { phase: 'startFailure', failure: { type: 'Unexpected' } },
  });
  expect(await at.ask('recovery.retry', {})).toMatchObject({ ok: true });
  expect(at.counter.status()).toBe('ready');
  await at.counter.close();
});
