import { v7 } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import { householdAccount } from '../../shared/domain/account.ts';
import { authorisationIdSchema, householdIdSchema, operationIdSchema } from '../../shared/domain/ids.ts';
import { assert, ok } from '../../shared/domain/result.ts';
import { floorSet } from '../../shared/operations/floor-operations.ts';
import { householdSet } from '../../shared/operations/household-operations.ts';
import {
  aDesk,
  aHub,
  closeAll,
  PATIENCE,
  twoCounters,
  upToDate,
} from '../../simulation/two-counters-fixture.ts';
import { findOwnLease } from '../database/leases.ts';
import { getOwnHead } from '../database/log.ts';
import { findCounterLabel } from '../database/network.ts';
import { findMembership } from '../database/sync.ts';
import { createActUnderCover } from './act-under-cover.ts';
import type { AskHub } from './hub-questions.ts';

vi.setConfig({ testTimeout: 120_000 });
afterEach(async () => {
  vi.useRealTimers();
  await closeAll();
});

const PLENTY = { points: 0, cents: 5000, washes: 0 };

/** A till that may let out 50 euro without cover, and has 8 of the 10 that a family has set aside for it. */
async function aTill() {
  const hub = await aHub();
  const network = await twoCounters(hub);
  const { first, one, two, topUp, arrives, writeAtFirst, contextOne } = network;
  const householdId = householdIdSchema.parse(v7());
  const account = householdAccount(householdId, 'cents');
  const { siteId } = first;
  const household = { householdId, displayName: 'Bianchi', size: 3, childBirthMonths: [], siteId };
  writeAtFirst(householdSet, household);
  writeAtFirst(floorSet, { isOn: true, perHousehold: PLENTY, perDevice: PLENTY });
  topUp(householdId, 1000);
  await arrives(householdId, 1000);
  await two.desk.close();
  await upToDate(one.desk);
  await vi.waitFor(() => expect(findOwnLease(first.db, account)?.amount).toBe(800), PATIENCE);
  /** What covers it, or why it was not made. */
  const spendAt = async (cents: number, context = contextOne) => {
    const act = createActUnderCover({ ...context, mayUseFloor: true });
    const spent = await act(operationIdSchema.parse(v7()), (tx, coverFor) => {
      const covers = coverFor(tx, [{ account, unit: 'cents', amount: -cents }]);
      return covers.ok ? ok([...covers.value.values()].map(({ kind }) => kind)) : covers;
    });
    return spent.ok ? spent.value : spent.error;
  };
  return { ...network, hub, spendAt };
}

test('at a hub that was restored since nothing goes out without cover: it is there and has said no', async () => {
  const { hub, first, one, spendAt } = await aTill();
  expect(await spendAt(3000)).toMatchObject({ because: 'NotEnough' });
  hub.store.restore(hub.store.backUp());
  expect(await spendAt(3000)).toMatchObject({ because: 'Restoring', available: 800 });
  await vi.waitFor(() => expect(findMembership(first.db)?.epoch).toBe(2), PATIENCE);
  expect(one.bugs).toEqual([]);
});

test('a counter that was taken out spends under no lease and lets nothing out, also after a start without the hub', async () => {
  const { hub, first, one, contextOne, spendAt } = await aTill();
  const { deviceId } = getOwnHead(first.db);
  await hub.store.inTransaction((tx) => tx.setDeviceState(deviceId, 'revoked', Date.now()));
  await vi.waitFor(() => expect(one.desk.condition()?.stoppedBecause).toBe('Revoked'), PATIENCE);
  const out = { type: 'NotCovered', because: 'TakenOut', available: 0 };
  expect(await spendAt(500)).toMatchObject(out);
  expect(await spendAt(3000)).toMatchObject(out);
  await hub.stop();
  await one.desk.close();
  const again = aDesk(first);
  again.desk.start();
  expect(await spendAt(500, { ...contextOne, askHub: again.desk.askHub })).toMatchObject(out);
  await hub.start();
});

test('where the hub is silent the floor is used as before', async () => {
  const { hub, one, spendAt } = await aTill();
  await hub.stop();
  await vi.waitFor(() => expect(one.desk.condition()?.problem).toBe('Unreachable'), PATIENCE);
  expect(await spendAt(3000)).toEqual(['floor']);
  await hub.start();
});

test('a counter that is off and holds the rest is named with since when, and nobody waits for it', async () => {
  const { hub, first, second, one, contextTwo, spendAt } = await aTill();
  await one.desk.close();
  const two = aDesk(second);
  two.desk.start();
  await upToDate(two.desk);
  const seenAt = Date.now() - 4 * 60_000;
  const { deviceId } = getOwnHead(first.db);
  await hub.store.inTransaction(async (tx) => {
    await tx.noteContact(deviceId, { seenAt, cursors: new Map() });
    const device = await tx.findDevice(deviceId);
    assert(device !== null, 'the hub knows it');
    const { headSeq: seq, headHash: hash, headSignature, reachedOn } = device;
    await tx.setDeviceHead(deviceId, { seq, hash, at: seenAt, headSignature, reachedOn });
  });
  let questions = 0;
  const askHub: AskHub = (question, take) => {
    questions += 1;
    return two.desk.askHub(question, take);
  };
  const holder = findCounterLabel(second.db, deviceId);
  expect(holder).not.toBeNull();
  expect(await spendAt(500, { ...contextTwo, askHub })).toMatchObject({
    type: 'HeldBySilent',
    holder,
    seenAt,
    wanted: 500,
  });
  expect(questions).toBe(1);
});

test('on a slow line the till is held for three seconds at most while another one does not give its lease back', async () => {
  const { one, contextTwo, spendAt } = await aTill();
  await one.desk.close();
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
  const startedAt = performance.now();
  const askHub: AskHub = async (_question, take) => {
    await new Promise((resolve) => setTimeout(resolve, 1300));
    const refused = { type: 'refused', because: 'LeasedElsewhere', short: [] } as const;
    return { type: 'answered', value: take(authorisationIdSchema.parse(v7()), refused) };
  };
  const spending = spendAt(500, { ...contextTwo, askHub });
  await vi.runAllTimersAsync();
  expect(await spending).toMatchObject({ because: 'LeasedElsewhere' });
  expect(performance.now() - startedAt).toBeLessThan(3000);
});
