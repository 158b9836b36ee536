import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import type { InputOf } from '../shared/contract/command.ts';
import type { CommandName, Contract } from '../shared/contract/contract.ts';
import {
  deviceIdSchema,
  type HouseholdId,
  householdIdSchema,
  type OperatorId,
  operationIdSchema,
} from '../shared/domain/ids.ts';
import { ok } from '../shared/domain/result.ts';
import { householdSet } from '../shared/operations/household-operations.ts';
import {
  aDesk,
  aHub,
  atEnd,
  closeAll,
  type Hub,
  PATIENCE,
  upToDate,
} from '../simulation/two-counters-fixture.ts';
import { listAccesses } from './database/access-log.ts';
import { readErasuresBeside } from './database/erasure-register.ts';
import { findHousehold } from './database/households.ts';
import { getOwnHead, startChain } from './database/log.ts';
import { findOwnSite, findSite } from './database/network.ts';
import { DATABASE_FILE, openMemoryDatabase } from './database/open.ts';
import { findOutOfDate } from './database/out-of-date.ts';
import { removeFolder, writeIn } from './folder-fixture.ts';
import { eraseHousehold } from './households/erase-household.ts';
import { createOutOfDateService } from './services/out-of-date.ts';
import { ADMINISTRATOR_PIN, anEmptyCounter, aSetUpCounter } from './set-up-fixture.ts';
import { enrolDevice } from './sync/enrol-device.ts';

/* A counter of a network whose data are put back to before another counter erased a household: real files, a real hub. */

vi.setConfig({ testTimeout: 180_000 });
afterEach(closeAll);

type Shop = Awaited<ReturnType<typeof anEmptyCounter>>;

async function askOk<Name extends CommandName>(at: Shop, name: Name, input: InputOf<Contract[Name]>) {
  const answer = await at.ask(name, input);
  if (!answer.ok) throw new Error(`${name}: ${answer.error.type}`);
  return answer.value;
}

const openAgain = (folder: string): Promise<Shop> => anEmptyCounter(folder, { now: Date.now() });
const isUpToDate = (at: Shop) =>
  vi.waitFor(async () => {
    const status = await at.ask('sync.status', {});
    expect(status).toMatchObject({ value: { type: 'joined', waiting: 0, isUnderWay: false, problem: null } });
  }, PATIENCE);
const nameIn = (at: Shop, householdId: HouseholdId): string | null =>
  findHousehold(at.live().context.db, householdId)?.displayName ?? null;

/** A shop that brought its network, with a household, and another counter that knows both. */
async function aShop() {
  const folder = mkdtempSync(join(tmpdir(), 'bancone-out-of-date-'));
  atEnd(async () => removeFolder(folder));
  const hub = await aHub();
  const shop = await aSetUpCounter(folder, { now: Date.now() });
  const operatorId = shop.administratorId;
  await askOk(shop, 'session.logIn', { operatorId, pin: ADMINISTRATOR_PIN });
  const { context } = shop.live();
  const own = findOwnSite(context.db);
  const site = own === null ? null : findSite(context.db, own.siteId);
  if (site === null) throw new Error('the wizard made a site');
  const householdId = householdIdSchema.parse(v7());
  const { siteId, organisationId } = site;
  const emptyHub = hub.store.backUp();
  writeIn(shop.live(), householdSet, { householdId, displayName: 'Rossi Anna', size: 2, siteId });
  await askOk(shop, 'sync.join', { address: hub.address, code: await hub.aCode(null) });
  await isUpToDate(shop);

  const other = openMemoryDatabase();
  other.inTransaction((tx) => startChain(tx, deviceIdSchema.parse(v7())));
  const code = await hub.aCode({ siteId, siteKind: 'emporio', organisationId, officeOf: [] });
  expect(await enrolDevice({ ...other, now: Date.now }, hub.address, code, undefined)).toMatchObject({
    ok: true,
  });
  const { desk, record } = aDesk(other);
  desk.start();
  await upToDate(desk);
  const erase = async () => {
    const order = { operationId: operationIdSchema.parse(v7()), reason: 'asked', operatorId } as const;
    const pen = { record, newId: v7, today: context.today };
    other.inTransaction((tx) => eraseHousehold(pen, tx, householdId, order));
    await upToDate(desk);
  };
  return { folder, hub, emptyHub, shop, operatorId, householdId, erase };
}

/** Restored from a backup of before the erasure, without a network: nothing here knows of it. */
async function aRestoredShop() {
  const at = await aShop();
  const backup = await askOk(at.shop, 'backup.run', {});
  await at.shop.counter.close();
  await at.erase();
  await at.hub.stop();
  const shop = await openAgain(at.folder);
  await askOk(shop, 'session.logIn', { operatorId: at.operatorId, pin: ADMINISTRATOR_PIN });
  const source = { type: 'backup', folder: join(at.folder, 'backups'), name: backup.name } as const;
  await askOk(shop, 'restore.run', { source });
  return { ...at, shop };
}

const isReady = ({ counter }: Shop) =>
  vi.waitFor(() => expect(counter.status()).toBe('ready'), { timeout: 60_000, interval: 20 });
const logIn = (at: Shop, operatorId: OperatorId) =>
  at.ask('session.logIn', { operatorId, pin: ADMINISTRATOR_PIN });

test('a restored counter shows no household before it has read what was erased, wherever the power goes', async () => {
  const { folder, hub, shop, operatorId, householdId } = await aRestoredShop();
  let at = shop;
  expect(nameIn(at, householdId)).toBe('Rossi Anna');
  // So many answers of the hub, then the line and the power go: one more each time.
  let cuts = 0;
  for (let answers = 1; at.counter.status() !== 'ready'; answers += 1) {
    expect(await at.ask('session.status', {})).toEqual({ ok: true, value: { phase: 'outOfDate' } });
    await logIn(at, operatorId);
    expect(await at.ask('households.search', { text: 'Rossi' })).toEqual({
      ok: false,
      error: { type: 'OutOfDate' },
    });
    cuts += 1;
    const upTo = hub.asked.requests + answers;
    await hub.start();
    await vi.waitFor(() => expect(hub.asked.requests >= upTo || at.counter.status() === 'ready').toBe(true), {
      timeout: 60_000,
      interval: 1,
    });
    await hub.stop();
    if (at.counter.status() === 'ready') expect(nameIn(at, householdId)).toBeNull();
    await at.counter.close();
    at = await openAgain(folder);
    if (at.counter.status() === 'ready') expect(nameIn(at, householdId)).toBeNull();
    if (answers > 60) throw new Error('it never comes up to date');
  }
  expect(cuts).toBeGreaterThan(3);
  expect(nameIn(at, householdId)).toBeNull();
  expect(findOutOfDate(at.live().context.db)).toBeNull();
  await hub.start();
  await logIn(at, operatorId);
  await isUpToDate(at);
  expect([hub.store.state().forks, hub.store.state().flags]).toEqual([[], []]);
  await at.counter.close();
});

test('where the network cannot be read an administrator may work all the same, and who and why is kept', async () => {
  const { hub, shop, operatorId, householdId, folder } = await aRestoredShop();
  await vi.waitFor(
    async () => expect(await askOk(shop, 'outOfDate.status', {})).toMatchObject({ problem: 'Unreachable' }),
    PATIENCE,
  );
  expect(await askOk(shop, 'outOfDate.status', {})).toMatchObject({
    type: 'reading',
    mayDecide: [{ operatorId, displayName: 'Anna Rossi' }],
    needsRecoveryCode: false,
  });
  const work = (pin: string, who = operatorId) => shop.ask('outOfDate.work', { operatorId: who, pin });
  expect(await work(ADMINISTRATOR_PIN, v7() as OperatorId)).toEqual({
    ok: false,
    error: { type: 'OperatorNotHere' },
  });
  expect(await work('1111')).toMatchObject({ ok: false, error: { type: 'WrongPin' } });
  expect(shop.counter.status()).toBe('outOfDate');
  const { context } = shop.live();
  const nothing = { problem: null, stoppedBecause: null } as never;
  const reading = createOutOfDateService(
    context,
    { condition: () => nothing },
    { settleErasures: () => undefined, checkRecoveryCode: () => ok(null) },
  );
  shop.clock.now += 60_000;
  const caller = { session: shop.session, operator: () => ({}) as never };
  expect(await reading.handlers['outOfDate.work'](caller, { operatorId, pin: ADMINISTRATOR_PIN })).toEqual({
    ok: false,
    error: { type: 'NetworkIsRead' },
  });
  expect(await work(ADMINISTRATOR_PIN)).toEqual({ ok: true, value: null });
  expect(shop.counter.status()).toBe('ready');
  const subject = 'hindrance:Unreachable';
  expect(listAccesses(context.db, subject, 10)).toMatchObject([
    { action: 'outOfDate.opened', subject, operatorId },
  ]);
  await shop.counter.close();
  // It stays so, and comes up to date by itself.
  const again = await openAgain(folder);
  expect([again.counter.status(), nameIn(again, householdId)]).toEqual(['ready', 'Rossi Anna']);
  await hub.start();
  await vi.waitFor(() => expect(nameIn(again, householdId)).toBeNull(), PATIENCE);
  await vi.waitFor(() => expect(findOutOfDate(again.live().context.db)).toBeNull(), PATIENCE);
  await again.counter.close();
});

test('a restored counter that the hub has forgotten comes back with a code, before anybody can log in', async () => {
  const { hub, emptyHub, shop } = await aRestoredShop();
  hub.store.restore(emptyHub);
  await hub.start();
  await vi.waitFor(
    async () =>
      expect(await askOk(shop, 'outOfDate.status', {})).toMatchObject({
        problem: 'DeviceUnknown',
        turnedAway: { comesBackAs: 'founder' },
      }),
    PATIENCE,
  );
  const code = await hub.aCode(null);
  expect(await shop.ask('sync.return', { code })).toEqual({ ok: false, error: { type: 'OutOfDate' } });
  expect(await shop.ask('sync.returnOutOfDate', { code })).toEqual({ ok: true, value: null });
  await isReady(shop);
  expect(await shop.ask('sync.returnOutOfDate', { code })).toEqual({
    ok: false,
    error: { type: 'WrongPhase' },
  });
  await shop.counter.close();
});

/** The files of the database as they were in `disk`; what lies beside them stays. */
function putBack(folder: string, disk: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `${DATABASE_FILE}${end}`), { force: true });
  for (const name of [DATABASE_FILE, 'head.log']) cpSync(join(disk, name), join(folder, name));
}

test('a disk that was put back orders no erasure into a chain of which the hub may have more', async () => {
  const { folder, hub, shop, operatorId, householdId, erase } = await aShop();
  await shop.counter.close();
  const disk = `${folder}-disk`;
  atEnd(async () => removeFolder(disk));
  cpSync(folder, disk, { recursive: true });
  const later = await openAgain(folder);
  await logIn(later, operatorId);
  writeIn(later.live(), householdSet, {
    householdId: householdIdSchema.parse(v7()),
    displayName: 'Neri',
    size: 1,
  });
  await isUpToDate(later);
  await erase();
  await vi.waitFor(() => expect(nameIn(later, householdId)).toBeNull(), PATIENCE);
  await later.counter.close();
  // The register beside the database is made good at a start.
  await (await openAgain(folder)).counter.close();
  await hub.stop();

  putBack(folder, disk);
  const again = await openAgain(folder);
  const before = getOwnHead(again.live().context.db);
  expect([again.counter.status(), nameIn(again, householdId)]).toEqual(['outOfDate', 'Rossi Anna']);
  await again.counter.close();
  const after = await openAgain(folder);
  expect(getOwnHead(after.live().context.db)).toEqual(before);
  await hub.start();
  await isReady(after);
  expect(nameIn(after, householdId)).toBeNull();
  expect(getOwnHead(after.live().context.db).deviceId).not.toBe(before.deviceId);
  expect(countForks(hub)).toBe(0);
  await after.counter.close();
});

const countForks = (hub: Hub): number => hub.store.state().forks.length;

test('an order that comes from another counter lies beside the data and the backups before the next start', async () => {
  const at = await aShop();
  await askOk(at.shop, 'backup.run', {});
  await at.erase();
  // Something to send ends the long wait.
  writeIn(at.shop.live(), householdSet, { householdId: householdIdSchema.parse(v7()), size: 1 });
  await vi.waitFor(() => expect(nameIn(at.shop, at.householdId)).toBeNull(), PATIENCE);
  const folders = [at.folder, join(at.folder, 'backups')];
  expect(folders.map(readErasuresBeside)).toEqual([[at.householdId], [at.householdId]]);
  await at.shop.counter.close();
});
