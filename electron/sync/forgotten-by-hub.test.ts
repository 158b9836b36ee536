import Sqlite from 'better-sqlite3';
import { afterEach, expect, test, vi } from 'vitest';
import {
  aDesk,
  aHub,
  closeAll,
  PATIENCE,
  twoCounters,
  upToDate,
} from '../../simulation/two-counters-fixture.ts';
import { createDatabase } from '../database/database.ts';
import { getOwnHead } from '../database/log.ts';
import { listProgrammes } from '../database/network.ts';
import { findOutOfDate, forgetOutOfDate } from '../database/out-of-date.ts';
import { findMembership } from '../database/sync.ts';
import { aRename } from '../programme-fixture.ts';
import { findWentOn } from './going-on.ts';

vi.setConfig({ testTimeout: 120_000 });
afterEach(closeAll);

/** A counter that went on as a new device, of whom the hub is then restored to a day before. */
async function aForgottenCounter() {
  const hub = await aHub();
  const { first, second, two, operator, renameAtSecond, one } = await twoCounters(hub);
  await upToDate(two.desk);
  const disk = second.raw.serialize();
  renameAtSecond('Uno');
  await upToDate(two.desk);
  const oldId = getOwnHead(second.db).deviceId;
  const backup = hub.store.backUp();
  await two.desk.close();
  const again = createDatabase(new Sqlite(disk));
  const { desk, record, bugs } = aDesk(again);
  desk.start();
  await vi.waitFor(() => expect(findWentOn(again.db)).not.toBeNull(), PATIENCE);
  again.inTransaction(forgetOutOfDate);
  const nextId = getOwnHead(again.db).deviceId;
  const write = (it: string) =>
    again.inTransaction((tx) =>
      record(tx, aRename(it, { operatorId: operator.operatorId, businessOn: first.clock.today })),
    );
  write('Due');
  await upToDate(desk);
  return { hub, backup, first, one, again, desk, bugs, oldId, nextId, write };
}

const stateOf = (hub: Awaited<ReturnType<typeof aHub>>, deviceId: string) =>
  [...hub.store.state().devices.values()].find((device) => device.deviceId === deviceId)?.state;

test('a hub that is restored from before a counter went on hears of it again, and of all that it wrote since', async () => {
  const { hub, backup, first, one, again, desk, bugs, oldId, nextId, write } = await aForgottenCounter();
  await upToDate(one.desk);
  await hub.stop();
  hub.store.restore(backup);
  await hub.start();
  write('Tre');
  await vi.waitFor(() => {
    const { deviceId } = getOwnHead(again.db);
    expect([oldId, nextId]).not.toContain(deviceId);
    expect(findMembership(again.db)?.deviceId).toBe(deviceId);
  }, PATIENCE);
  await upToDate(desk);
  const { deviceId } = getOwnHead(again.db);
  expect([oldId, nextId, deviceId].map((id) => stateOf(hub, id))).toEqual(['replaced', 'replaced', 'active']);
  await vi.waitFor(() => expect(listProgrammes(first.db)[0]?.name.it).toBe('Tre'), PATIENCE);
  expect(hub.store.state().devices.get(nextId)?.headSeq).toBeGreaterThanOrEqual(2);
  // Its data are those of today: nobody was kept out.
  expect([findOutOfDate(again.db), findWentOn(again.db)]).toMatchObject([null, { because: 'olderHub' }]);
  expect([bugs, one.bugs, hub.store.state().forks]).toEqual([[], [], []]);
});

test('a counter that the hub does not recognise for another reason stays who it is', async () => {
  const { hub, again, desk, oldId, nextId, write } = await aForgottenCounter();
  await hub.stop();
  const { devices } = hub.store.state();
  const row = devices.get(nextId);
  if (row === undefined) throw new Error('it went on');
  // As a proxy that spoils what is signed: the hub knows that another device goes on for the old one.
  const publicKey = devices.get(oldId)?.publicKey ?? '';
  devices.set(nextId, { ...row, publicKey });
  await hub.start();
  write('Tre');
  await vi.waitFor(() => expect(desk.condition()).toMatchObject({ problem: 'NotAuthenticated' }), PATIENCE);
  const asked = hub.asked.requests;
  await vi.waitFor(() => expect(hub.asked.requests).toBeGreaterThan(asked + 6), PATIENCE);
  expect([getOwnHead(again.db).deviceId, findMembership(again.db)?.deviceId]).toEqual([nextId, nextId]);
});
