import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { v7 } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import { canOpen } from '../electron/database/check-file.ts';
import { keepErasures, registerOfData } from '../electron/database/erasure-register.ts';
import { findOwnSite, findSite } from '../electron/database/network.ts';
import { DATABASE_FILE } from '../electron/database/open.ts';
import { putAside } from '../electron/database/swap-files.ts';
import { aFolder, organisationId, removeFolder, writeIn } from '../electron/folder-fixture.ts';
import { readKey } from '../electron/keys/key-store.ts';
import { householdIdSchema, siteIdSchema } from '../shared/domain/ids.ts';
import { assert } from '../shared/domain/result.ts';
import { organisationSet } from '../shared/operations/network-operations.ts';
import type { DevicePlace } from '../shared/sync/grants.ts';
import { aCounterAlone, afterPowerCut, aNewCounter, type EntryCounter } from './entry-fixture.ts';
import { aHub, closeAll, type Hub, PATIENCE } from './two-counters-fixture.ts';

vi.setConfig({ testTimeout: 120_000 });
afterEach(closeAll);

const IN_USE = [DATABASE_FILE, 'erased.log', 'head.log', 'key.json', 'recovery.json'];

async function aNetwork(hub: Hub) {
  const first = await aCounterAlone();
  await first.join(hub, await hub.aCode(null));
  await first.upToDate();
  const own = findOwnSite(first.db());
  const site = own === null ? null : findSite(first.db(), own.siteId);
  assert(site !== null, 'the first counter stands somewhere');
  const { siteId, kind: siteKind, organisationId: owner } = site;
  return { siteId, siteKind, organisationId: owner, officeOf: [] };
}

/** In its first download for as long as the test lasts: of its site nobody ever tells. */
async function aDownloading(hub: Hub, place: Omit<DevicePlace, 'deviceId'>): Promise<EntryCounter> {
  const counter = await aNewCounter();
  const code = await hub.aCode({ ...place, siteId: siteIdSchema.parse(v7()) });
  const joined = await counter.ask('setup.join', { address: hub.address, code, deviceName: 'Cassa 2' });
  expect(joined).toEqual({ ok: true, value: null });
  keepErasures(registerOfData(counter.folder), [householdIdSchema.parse(v7())]);
  return counter;
}

async function takenOut(hub: Hub, counter: EntryCounter): Promise<void> {
  const { deviceId } = counter.head();
  await hub.store.inTransaction((tx) => tx.setDeviceState(deviceId, 'revoked', Date.now()));
  await vi.waitFor(
    async () =>
      expect(await counter.ask('setup.joining', {})).toMatchObject({ value: { stoppedBecause: 'Revoked' } }),
    PATIENCE,
  );
}

const filesOf = (folder: string) =>
  readdirSync(folder)
    .filter((name) => !/-(wal|shm)$/.test(name))
    .sort();

test('a counter that is taken out during its first download begins again, and keeps all that it had under a dated name', async () => {
  const hub = await aHub();
  const place = await aNetwork(hub);
  const counter = await aDownloading(hub, place);
  const downloading = await counter.ask('setup.startOver', { leavesUnsent: true });
  expect(downloading).toEqual({ ok: false, error: { type: 'WrongPhase' } });
  await takenOut(hub, counter);
  const before = counter.head();
  const key = await readKey(counter.folder, null);
  const [once, twice] = await Promise.all([
    counter.ask('setup.startOver', { leavesUnsent: false }),
    counter.ask('setup.startOver', { leavesUnsent: false }),
  ]);
  assert(once.ok && key.ok, 'it begins again');
  expect(twice).toEqual({ ok: false, error: { type: 'WrongPhase' } });
  const { keptAside } = once.value;
  expect(basename(keptAside)).toBe('aside-2026-11-22-100000');
  expect(filesOf(keptAside)).toEqual(IN_USE);
  expect(canOpen(join(keptAside, DATABASE_FILE), key.value.keyHex)).toBe(true);
  expect(filesOf(counter.folder)).not.toContain('erased.log');
  expect(await counter.ask('setup.joining', {})).toEqual({ ok: true, value: { type: 'none' } });
  expect(counter.head().deviceId).not.toBe(before.deviceId);

  // The wizard comes again, the code for this PC too, and it joins as a new counter.
  const early = { address: hub.address, code: await hub.aCode(place), deviceName: 'Cassa 2' };
  expect(await counter.ask('setup.join', early)).toMatchObject({
    error: { type: 'RecoveryCodeNotConfirmed' },
  });
  const made = await counter.ask('setup.makeRecoveryCode', {});
  assert(made.ok, 'a code is made');
  await counter.ask('setup.checkRecoveryCode', { code: made.value.code });
  expect(await counter.ask('setup.join', early)).toEqual({ ok: true, value: null });
  await vi.waitFor(
    async () =>
      expect(await counter.ask('session.status', {})).toMatchObject({ value: { phase: 'signedOut' } }),
    PATIENCE,
  );
  // Once it is a counter nothing begins again.
  expect(await counter.ask('setup.startOver', { leavesUnsent: true })).toMatchObject({
    error: { type: 'WrongPhase' },
  });
});

test('what the hub never acknowledged is left behind only by who says so', async () => {
  const hub = await aHub();
  const counter = await aDownloading(hub, await aNetwork(hub));
  await takenOut(hub, counter);
  await hub.stop();
  writeIn(counter.live(), organisationSet, { organisationId, name: 'Ente' });
  const refused = await counter.ask('setup.startOver', { leavesUnsent: false });
  expect(refused).toEqual({ ok: false, error: { type: 'NeverSent', count: 1 } });
  expect(counter.head().seq).toBe(1);
  expect(filesOf(counter.folder).some((name) => name.startsWith('aside-'))).toBe(false);
  const key = await readKey(counter.folder, null);
  const started = await counter.ask('setup.startOver', { leavesUnsent: true });
  await hub.start();
  assert(started.ok && key.ok, 'it begins again');
  expect(counter.head().seq).toBe(0);
  const { keptAside } = started.value;
  expect(canOpen(join(keptAside, DATABASE_FILE), key.value.keyHex)).toBe(true);
  expect(readFileSync(join(keptAside, 'head.log'), 'utf8')).toMatch(/ 1 [0-9a-f]{64}\n$/);
});

test('cut after any of its steps it is finished at the next start, and nothing is lost', async () => {
  for (let moved = 0; moved <= IN_USE.length; moved++) {
    const counter = await aNewCounter();
    const { deviceId } = counter.head();
    keepErasures(registerOfData(counter.folder), [householdIdSchema.parse(v7())]);
    await counter.close();
    const before = new Map(IN_USE.map((name) => [name, readFileSync(join(counter.folder, name))]));
    const aside = join(counter.folder, 'aside-2026-11-22-100000');
    writeFileSync(join(counter.folder, 'restore.json'), JSON.stringify({ aside: basename(aside) }));
    mkdirSync(aside);
    for (const name of IN_USE.slice(0, moved)) renameSync(join(counter.folder, name), join(aside, name));
    const again = await afterPowerCut(counter);
    const kept = join(again.folder, basename(aside));
    expect(await again.ask('session.status', {})).toMatchObject({ value: { phase: 'setup' } });
    expect(again.head().deviceId).not.toBe(deviceId);
    expect(new Map(IN_USE.map((name) => [name, readFileSync(join(kept, name))]))).toEqual(before);
    expect(filesOf(again.folder)).not.toContain('restore.json');
    await again.close();
  }
});

test('what is kept aside is never written over, whatever the clock says', () => {
  const folder = aFolder();
  const now = Date.parse('2026-11-22T10:00:00Z');
  const kept = ['one', 'two', 'three'].map((text) => {
    writeFileSync(join(folder, DATABASE_FILE), text);
    return putAside(folder, now);
  });
  expect(kept.map((aside) => basename(aside))).toEqual([
    'aside-2026-11-22-100000',
    'aside-2026-11-22-100000-2',
    'aside-2026-11-22-100000-3',
  ]);
  expect(kept.map((aside) => readFileSync(join(aside, DATABASE_FILE), 'utf8'))).toEqual([
    'one',
    'two',
    'three',
  ]);
  removeFolder(folder);
});
