import Sqlite from 'better-sqlite3';
import { v7 } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import { householdAccount } from '../../shared/domain/account.ts';
import { deviceIdSchema, type HouseholdId, householdIdSchema } from '../../shared/domain/ids.ts';
import { householdSet } from '../../shared/operations/household-operations.ts';
import { deviceRegistered } from '../../shared/operations/network-operations.ts';
import {
  aDesk,
  aHub,
  closeAll,
  PATIENCE,
  twoCounters,
  upToDate,
} from '../../simulation/two-counters-fixture.ts';
import { type BanconeDatabase, createDatabase, type Db } from '../database/database.ts';
import { balanceOf, findHouseholdNumber } from '../database/households.ts';
import { getOwnHead, iterateChain } from '../database/log.ts';
import { listDeviceNames, listProgrammes } from '../database/network.ts';
import { rebuildProjections } from '../database/rebuild.ts';
import { findMembership, listCursors } from '../database/sync.ts';
import { beginAgain, findWentOn } from './going-on.ts';

vi.setConfig({ testTimeout: 90_000 });
afterEach(closeAll);

/** The disk as it is now, and later as it was put back. */
const backUp = ({ raw }: Pick<BanconeDatabase, 'raw'>): Buffer => raw.serialize();
const putBack = (bytes: Buffer): BanconeDatabase => createDatabase(new Sqlite(bytes));

const cents = (db: Db, householdId: HouseholdId): number => {
  const household = findHouseholdNumber(db, householdId);
  return household === null ? 0 : balanceOf(db, household, 'cents');
};
const chainOf = (db: Db, deviceId = getOwnHead(db).deviceId) =>
  [...iterateChain(db, deviceIdSchema.parse(deviceId), 1)].map(({ operation }) => operation.id);

/** Two counters of one hub; the second has said what it is called, and a household goes to it, with all that is leased. */
async function aNetwork() {
  const hub = await aHub();
  const counters = await twoCounters(hub);
  const { first, second, two, topUp, writeAtFirst } = counters;
  const householdId = householdIdSchema.parse(v7());
  const account = householdAccount(householdId, 'cents');
  const oldId = getOwnHead(second.db).deviceId;
  second.inTransaction((tx) =>
    two.record(tx, {
      id: v7() as never,
      kind: deviceRegistered,
      body: { deviceId: oldId, siteId: first.siteId, name: 'Cassa 2' },
      businessOn: first.clock.today,
    }),
  );
  writeAtFirst(householdSet, { householdId, displayName: 'Bianchi Ottavia', size: 3, siteId: first.siteId });
  topUp(householdId, 1000);
  await counters.arrives(householdId, 1000);
  return { hub, ...counters, householdId, account, oldId };
}

test('a counter that was put back as a whole fetches what it lost, goes on as a new device and sends what it writes', async () => {
  const { hub, first, second, one, two, renameAtSecond, oldId, householdId } = await aNetwork();
  await upToDate(two.desk);
  const disk = backUp(second);
  for (const name of ['Uno', 'Due', 'Tre']) renameAtSecond(name);
  await upToDate(two.desk);
  await vi.waitFor(() => expect(listProgrammes(first.db)[0]?.name.it).toBe('Tre'), PATIENCE);
  const written = chainOf(second.db);
  await two.desk.close();

  const again = putBack(disk);
  const { desk, bugs } = aDesk(again);
  desk.start();
  await vi.waitFor(() => expect(findMembership(again.db)?.deviceId).not.toBe(oldId), PATIENCE);
  await upToDate(desk);
  expect(chainOf(again.db, oldId)).toEqual(written);
  const own = getOwnHead(again.db);
  expect(findMembership(again.db)?.deviceId).toBe(own.deviceId);
  expect(own).toMatchObject({ seq: 1, acknowledgedSeq: 1 });
  expect(findWentOn(again.db)).toMatchObject({ operations: 3 });
  expect(listProgrammes(again.db)[0]?.name.it).toBe('Tre');
  const states = [...hub.store.state().devices.values()].map(({ deviceId, state }) => [deviceId, state]);
  expect(new Map(states as [string, string][])).toEqual(
    new Map([
      [getOwnHead(first.db).deviceId, 'active'],
      [oldId, 'replaced'],
      [own.deviceId, 'active'],
    ]),
  );
  await vi.waitFor(() => expect(listDeviceNames(first.db).get(own.deviceId)).toBe('Cassa 2'), PATIENCE);
  expect(cents(again.db, householdId)).toBe(1000);
  expect(listCursors(again.db).has(`device:${oldId}` as never)).toBe(false);
  expect([one.bugs, bugs, hub.store.state().forks, hub.store.state().flags]).toEqual([[], [], [], []]);
  // What is made of the log is what it was.
  const balances = () => again.raw.prepare('SELECT * FROM household_balance ORDER BY 1, 2, 3').all();
  const before = balances();
  rebuildProjections(again.inTransaction);
  expect(balances()).toEqual(before);
});

test('a counter that was restored goes on though the answer was lost and the power went; a copy of its disk stops', async () => {
  const { hub, first, second, one, two, renameAtSecond, oldId, householdId, account } = await aNetwork();
  await upToDate(two.desk);
  const disk = backUp(second);
  renameAtSecond('Uno');
  await vi.waitFor(() => expect(listProgrammes(first.db)[0]?.name.it).toBe('Uno'), PATIENCE);
  await two.desk.close();

  // As the restore leaves it: a new chain, which the hub does not know.
  const again = putBack(disk);
  const { desk, record, bugs } = aDesk(again);
  const pen = { record, newId: v7, today: () => first.clock.today };
  again.inTransaction((tx) => beginAgain(pen, tx));
  hub.lost.successions = 1;
  desk.start();
  const nextId = getOwnHead(again.db).deviceId;
  await vi.waitFor(() => expect(hub.store.state().devices.has(nextId)).toBe(true), PATIENCE);
  await desk.close();
  const cut = putBack(backUp(again));
  const after = aDesk(cut);
  after.desk.start();
  await vi.waitFor(() => expect(findMembership(cut.db)?.deviceId).toBe(nextId), PATIENCE);
  await upToDate(after.desk);
  expect(chainOf(cut.db, oldId).length).toBe(hub.store.state().devices.get(oldId)?.headSeq);
  expect(cents(cut.db, householdId)).toBe(1000);
  const held = [...hub.store.state().leases.values()].filter((lease) => lease.account === account);
  expect(held.map(({ deviceId }) => deviceId)).not.toContain(oldId);

  const copy = putBack(disk);
  const other = aDesk(copy);
  other.desk.start();
  await vi.waitFor(
    () => expect(other.desk.condition()).toMatchObject({ stoppedBecause: 'Replaced' }),
    PATIENCE,
  );
  expect(getOwnHead(copy.db).deviceId).toBe(oldId);
  expect([one.bugs, bugs, after.bugs, other.bugs]).toEqual([[], [], [], []]);
});
