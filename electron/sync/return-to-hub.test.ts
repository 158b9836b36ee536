import Sqlite from 'better-sqlite3';
import { v7 } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import { householdAccount } from '../../shared/domain/account.ts';
import {
  type DeviceId,
  deviceIdSchema,
  householdIdSchema,
  operationIdSchema,
  programmeIdSchema,
  siteIdSchema,
} from '../../shared/domain/ids.ts';
import { creditToppedUp } from '../../shared/operations/credit-operations.ts';
import { householdSet } from '../../shared/operations/household-operations.ts';
import {
  aDesk,
  aHub,
  closeAll,
  type Hub,
  PATIENCE,
  twoCounters,
  upToDate,
} from '../../simulation/two-counters-fixture.ts';
import { createDatabase } from '../database/database.ts';
import { findOwnLease } from '../database/leases.ts';
import { getOwnHead } from '../database/log.ts';
import { findSite, listProgrammes } from '../database/network.ts';
import { findMembership, setMember } from '../database/sync.ts';
import { newPrivateKey } from './device-key.ts';
import { keepFormerMember } from './former-devices.ts';
import { findWentOn } from './going-on.ts';
import { comesBackAs, returnToHub, tellTurnedAway } from './return-to-hub.ts';

vi.setConfig({ testTimeout: 90_000 });
afterEach(closeAll);

const headAt = (hub: Hub, deviceId: DeviceId) => {
  const { state, headSeq } = hub.store.state().devices.get(deviceId) ?? {};
  return { state, headSeq };
};

const placeOf = ({ siteId, organisationId }: Counters['first']) =>
  ({ siteId, siteKind: 'emporio', organisationId, officeOf: [] }) as const;

type Counters = Awaited<ReturnType<typeof twoCounters>>;
type At = Pick<Counters['second'], 'db' | 'inTransaction'>;

/** Two counters at a hub that is then restored from a backup of before one of them joined, or both. */
async function aForgottenCounter(codesBefore = 1) {
  const hub = await aHub();
  let backup = hub.store.backUp();
  let codes = 0;
  const aCode: Hub['aCode'] = (place) => {
    if (codes === codesBefore) backup = hub.store.backUp();
    codes += 1;
    return hub.aCode(place);
  };
  const counters = await twoCounters({ ...hub, aCode });
  const { first, second, two } = counters;
  const restore = async () => {
    await hub.stop();
    hub.store.restore(backup);
    await hub.start();
  };
  const comeBack = ({ db, inTransaction }: At, record: typeof two.record, code: string) => {
    const pen = { record, newId: v7, today: () => first.clock.today };
    return returnToHub({ db, inTransaction, now: Date.now, pen }, code);
  };
  return {
    hub,
    ...counters,
    place: placeOf(first),
    deviceId: getOwnHead(second.db).deviceId,
    restore,
    comeBack,
  };
}

const turnedAway = ({ desk }: Counters['two']) =>
  vi.waitFor(() => expect(desk.condition()).toMatchObject({ problem: 'DeviceUnknown' }), PATIENCE);

test('a counter that the hub has forgotten comes back with a code and loses nothing, nor what it holds', async () => {
  const it = await aForgottenCounter();
  const { hub, first, second, one, two, topUp, arrives, renameAtSecond, deviceId } = it;
  const householdId = householdIdSchema.parse(v7());
  const account = householdAccount(householdId, 'cents');
  first.inTransaction((tx) =>
    one.record(tx, {
      id: operationIdSchema.parse(v7()),
      kind: householdSet,
      body: { householdId, displayName: 'Bianchi Ottavia', size: 3, siteId: first.siteId },
      operatorId: it.operator.operatorId,
      businessOn: first.clock.today,
    }),
  );
  topUp(householdId, 1000);
  await arrives(householdId, 1000);
  renameAtSecond('Sentito');
  await vi.waitFor(() => expect(listProgrammes(first.db)[0]?.name.it).toBe('Sentito'), PATIENCE);
  await Promise.all([one, two].map(({ desk }) => upToDate(desk)));
  const before = getOwnHead(second.db);
  const held = () => [first.db, second.db].map((db) => findOwnLease(db, account)?.amount ?? 0);
  const heldBefore = held();

  await it.restore();
  await turnedAway(two);
  // It goes on working, and keeps what it does.
  renameAtSecond('Non sentito');
  await upToDate(one.desk);
  expect(await it.comeBack(second, two.record, 'ABCD-EFGH-9999')).toEqual({
    ok: false,
    error: { type: 'CodeInvalid' },
  });
  expect(await it.comeBack(second, two.record, await hub.aCode(it.place))).toEqual({ ok: true, value: null });
  two.desk.restart();
  await upToDate(two.desk);
  expect(getOwnHead(second.db)).toMatchObject({
    deviceId,
    seq: before.seq + 1,
    acknowledgedSeq: before.seq + 1,
  });
  expect(headAt(hub, deviceId)).toEqual({ state: 'active', headSeq: before.seq + 1 });
  await vi.waitFor(() => expect(listProgrammes(first.db)[0]?.name.it).toBe('Non sentito'), PATIENCE);
  await arrives(householdId, 1000);
  // What it holds was declared: the same as before, and promised to nobody else.
  await vi.waitFor(() => expect(held()).toEqual(heldBefore), PATIENCE);
  const leased = [...hub.store.state().leases.values()].filter((lease) => lease.account === account);
  expect(leased.reduce((sum, { amount }) => sum + amount, 0)).toBe(800);
  expect(findWentOn(second.db)).toMatchObject({ because: 'forgotten', operations: before.seq + 1 });
  expect([hub.store.state().flags, hub.store.state().quarantine]).toEqual([[], []]);
  expect([one.bugs, two.bugs]).toEqual([[], []]);
});

test('one that had gone on as another device comes back as the first that it was, with all of its chains', async () => {
  const { hub, second, two, renameAtSecond, deviceId, restore, comeBack, place, first } =
    await aForgottenCounter();
  await upToDate(two.desk);
  const disk = second.raw.serialize();
  renameAtSecond('Uno');
  await upToDate(two.desk);
  await two.desk.close();
  const again = createDatabase(new Sqlite(disk));
  const { desk, record, bugs } = aDesk(again);
  desk.start();
  await vi.waitFor(() => expect(findWentOn(again.db)).not.toBeNull(), PATIENCE);
  await upToDate(desk);
  const next = getOwnHead(again.db);
  await restore();
  await turnedAway({ desk, record, bugs, topics: new Set() });
  expect(await comeBack(again, record, await hub.aCode(place))).toEqual({ ok: true, value: null });
  desk.restart();
  await vi.waitFor(
    () => expect(getOwnHead(again.db).deviceId).toBe(findMembership(again.db)?.deviceId),
    PATIENCE,
  );
  await upToDate(desk);
  const last = getOwnHead(again.db);
  expect([deviceId, next.deviceId, last.deviceId].map((id) => headAt(hub, id))).toEqual([
    { state: 'replaced', headSeq: 1 },
    { state: 'replaced', headSeq: next.seq },
    { state: 'active', headSeq: last.seq },
  ]);
  await vi.waitFor(() => expect(listProgrammes(first.db)[0]?.name.it).toBe('Uno'), PATIENCE);
  expect([bugs, hub.store.state().forks]).toEqual([[], []]);
});

test('one that had gone on and was moved later is told of the site for which the hub takes a code', async () => {
  const { second, first, place } = await aForgottenCounter();
  const newest = siteIdSchema.parse(v7());
  second.inTransaction((tx) => {
    keepFormerMember(tx);
    const deviceId = deviceIdSchema.parse(v7());
    setMember(tx, {
      deviceId,
      privateKey: newPrivateKey(),
      place: { ...place, deviceId, siteId: newest },
    });
  });
  const named = tellTurnedAway(second.db, 'DeviceUnknown');
  expect(named).toEqual({ comesBackAs: 'member', siteName: findSite(first.db, place.siteId)?.name });
});

test('whoever brought the network comes back first to a hub that has forgotten everybody, then the others', async () => {
  const { hub, first, second, one, two, renameAtSecond, writeAtFirst, restore, comeBack, place } =
    await aForgottenCounter(0);
  renameAtSecond('Uno');
  writeAtFirst(creditToppedUp, {
    householdId: householdIdSchema.parse(v7()),
    siteId: first.siteId,
    programmeId: programmeIdSchema.parse('surplus'),
    purse: 'cents',
    amount: 500,
    reason: 'first-need',
  });
  await Promise.all([one, two].map(({ desk }) => upToDate(desk)));
  const devices = [first, second].map(({ db }) => getOwnHead(db).deviceId);
  const wasHere = hub.store
    .state()
    .operations.filter(({ operation }) => devices.includes(operation.deviceId))
    .map(({ operation }) => operation.id);
  await restore();
  await Promise.all([one, two].map(turnedAway));
  const sorts = [first, second].map(({ db }) => {
    const membership = findMembership(db);
    return membership === null ? null : comesBackAs(db, membership);
  });
  expect(sorts).toEqual(['founder', 'member']);
  const refused = (type: string) => ({ ok: false, error: { type } });
  // Only whoever has the network brings it.
  expect(await comeBack(second, two.record, await hub.aCode(null))).toEqual(refused('FounderFirst'));
  expect(await comeBack(first, one.record, await hub.aCode(null))).toMatchObject({ ok: true });
  one.desk.restart();
  await upToDate(one.desk);
  const elsewhere = { ...place, siteId: siteIdSchema.parse(v7()) };
  expect(await comeBack(second, two.record, await hub.aCode(elsewhere))).toEqual(refused('OtherSite'));
  expect(await comeBack(second, two.record, await hub.aCode(place))).toMatchObject({ ok: true });
  two.desk.restart();
  await upToDate(two.desk);
  for (const { db } of [first, second]) {
    const { deviceId, seq } = getOwnHead(db);
    expect(headAt(hub, deviceId)).toEqual({ state: 'active', headSeq: seq });
  }
  const { operations, quarantine, flags } = hub.store.state();
  const isHere = new Set(operations.map(({ operation }) => operation.id));
  expect(wasHere.filter((id) => !isHere.has(id))).toEqual([]);
  expect([quarantine, flags, one.bugs, two.bugs]).toEqual([[], [], [], []]);
});
