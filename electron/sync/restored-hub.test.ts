import { v7 } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import { householdAccount } from '../../shared/domain/account.ts';
import { householdIdSchema, operationIdSchema } from '../../shared/domain/ids.ts';
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
import { callerOf } from '../counter-fixture.ts';
import { findOwnLease, listOpenAuthorisations } from '../database/leases.ts';
import { getOwnHead } from '../database/log.ts';
import { listDeviceNames, listProgrammes } from '../database/network.ts';
import { findMembership } from '../database/sync.ts';
import { createHubNetworkService } from '../services/hub-network.ts';
import { noWord } from './hub-questions.ts';

vi.setConfig({ testTimeout: 90_000 });
afterEach(closeAll);

test('after a restore of the hub counters say what they hold; one that is away is waited for until an administrator goes on', async () => {
  const hub = await aHub();
  const { first, second, one, two, operator, topUp, arrives, renameAtSecond } = await twoCounters(hub);
  const householdId = householdIdSchema.parse(v7());
  const account = householdAccount(householdId, 'cents');
  first.inTransaction((tx) =>
    one.record(tx, {
      id: operationIdSchema.parse(v7()),
      kind: householdSet,
      body: { householdId, displayName: 'Bianchi Ottavia', size: 3, siteId: first.siteId },
      operatorId: operator.operatorId,
      businessOn: first.clock.today,
    }),
  );
  const awayId = getOwnHead(second.db).deviceId;
  second.inTransaction((tx) =>
    two.record(tx, {
      id: operationIdSchema.parse(v7()),
      kind: deviceRegistered,
      body: { deviceId: awayId, siteId: first.siteId, name: 'Cassa 2' },
      businessOn: first.clock.today,
    }),
  );
  await vi.waitFor(() => expect(listDeviceNames(first.db).get(awayId)).toBe('Cassa 2'), PATIENCE);
  const backup = hub.store.backUp();
  topUp(householdId, 1000);
  await arrives(householdId, 1000);
  renameAtSecond('Dono');
  await vi.waitFor(() => expect(listProgrammes(first.db)[0]?.name.it).toBe('Dono'), PATIENCE);
  // Leased to whichever of the two asks first.
  const held = () => [first.db, second.db].map((db) => findOwnLease(db, account)?.amount ?? 0);
  await vi.waitFor(() => expect(held().sort()).toEqual([0, 800]), PATIENCE);
  const before = held();
  await two.desk.close();
  await hub.stop();
  hub.store.restore(backup);
  await hub.start();

  const caller = callerOf(operator);
  const { handlers: network } = createHubNetworkService(first.context, one.desk);
  const restore = async () => {
    const read = await network['hubNetwork.read'](caller, {});
    return read.ok ? read.value.restore : read.error;
  };
  // What the first one had read of it, and the hub of the backup has not.
  const toldBy = getOwnHead(first.db).deviceId;
  const writtenAt = expect.any(Number);
  const lost = [{ deviceId: awayId, fromSeq: 2, toSeq: 2, name: 'Cassa 2', writtenAt, toldBy }];
  const awaited = {
    undeclared: [{ deviceId: awayId, release: null, holds: [] }],
    overdrawn: [],
    lost,
  };
  await vi.waitFor(async () => expect(await restore()).toEqual(awaited), PATIENCE);
  await upToDate(one.desk);
  const question = {
    operationId: operationIdSchema.parse(v7()),
    spends: [{ account, unit: 'cents' as const, amount: 10, fromLease: 0 }],
    claims: [],
  };
  const ask = () => one.desk.askHub(question, (_authorisationId, answer) => answer);
  expect(await ask()).toMatchObject({ value: { type: 'refused', because: 'Restoring' } });

  const release = () => network['hubNetwork.act'](caller, { type: 'releaseRest' });
  expect(await release()).toEqual({ ok: true, value: { taken: 0 } });
  expect(await release()).toEqual({ ok: false, error: { type: 'NothingToDo' } });
  expect(await restore()).toMatchObject({
    undeclared: [{ deviceId: awayId, release: { isAway: false, operatorName: 'Anna' } }],
  });
  expect(await ask()).toEqual({ type: 'answered', value: { type: 'granted' } });

  // It comes back all the same, and is heard.
  const again = aDesk(second);
  again.desk.start();
  await vi.waitFor(async () => expect(await restore()).toMatchObject({ undeclared: [], lost: [] }), PATIENCE);
  await upToDate(again.desk);
  expect(held()).toEqual(before);
  const leased = [...hub.store.state().leases.values()].filter((lease) => lease.account === account);
  expect(leased.reduce((sum, { amount }) => sum + amount, 0)).toBe(800);
  expect(hub.store.state().flags).toEqual([]);
  expect([one.bugs, two.bugs, again.bugs]).toEqual([[], [], []]);
});

test('a counter that waits for news hears of a restore from the answer to its till, at once, and the till keeps its lease', async () => {
  const hub = await aHub();
  const { first, one, two, topUp, arrives } = await twoCounters(hub);
  const { householdId } = first.aHousehold();
  const account = householdAccount(householdId, 'cents');
  topUp(householdId, 1000);
  await arrives(householdId, 1000);
  await two.desk.close();
  await upToDate(one.desk);
  await vi.waitFor(async () => {
    const { requests } = hub.asked;
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(hub.asked.requests).toBe(requests); // it waits
  }, PATIENCE);
  const epochOf = () => findMembership(first.db)?.epoch;
  // Nobody notices by a connection that is cut: it goes on waiting for numbers that were there.
  hub.store.restore(hub.store.backUp());
  const { epoch } = hub.store.state();
  expect([epochOf(), epoch]).toEqual([1, 2]);
  const question = {
    operationId: operationIdSchema.parse(v7()),
    spends: [{ account, unit: 'cents' as const, amount: 10, fromLease: 0 }],
    claims: [],
  };
  const startedAt = performance.now();
  expect(await one.desk.askHub(question, (_authorisationId, answer) => answer)).toEqual(noWord('Restoring'));
  expect(listOpenAuthorisations(first.db)).toEqual([]);
  await vi.waitFor(() => expect(epochOf()).toBe(2), PATIENCE);
  expect(performance.now() - startedAt).toBeLessThan(10_000); // a wait is half a minute
  await upToDate(one.desk);
  expect(one.bugs).toEqual([]);
});
