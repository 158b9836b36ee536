import { v7 } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import { cardNumberFromBytes } from '../../shared/domain/card-number.ts';
import {
  cardIdSchema,
  deviceIdSchema,
  entitlementIdSchema,
  householdIdSchema,
  operationIdSchema,
} from '../../shared/domain/ids.ts';
import { addDays } from '../../shared/domain/local-date.ts';
import {
  cardIssued,
  entitlementGranted,
  householdSet,
} from '../../shared/operations/household-operations.ts';
import {
  aDesk,
  aHub,
  closeAll,
  type Hub,
  PATIENCE,
  twoCounters,
  upToDate,
} from '../../simulation/two-counters-fixture.ts';
import { isHouseholdErased, listErasedByOthers } from '../database/erasures.ts';
import { findHousehold, findHouseholdNumber, listCards } from '../database/households.ts';
import { findSetting, setSetting } from '../database/local-settings.ts';
import { getOwnHead, iterateChain, startChain } from '../database/log.ts';
import { openMemoryDatabase } from '../database/open.ts';
import { eraseHousehold } from '../households/erase-household.ts';
import { enrolDevice } from './enrol-device.ts';
import { createErasureRepeater } from './repeat-erasures.ts';
import type { SyncLine } from './sync-line.ts';

vi.setConfig({ testTimeout: 120_000 });
afterEach(closeAll);

/** A network in which the first counter orders a household erased that the second one knows too. */
async function anErasedHousehold() {
  const hub = await aHub();
  const network = await twoCounters(hub);
  const { first, second, one, two, operator } = network;
  const householdId = householdIdSchema.parse(v7());
  const { operatorId } = operator;
  const write = network.writeAtFirst;
  const { siteId, schemeId } = first;
  write(householdSet, { householdId, displayName: 'Rossi Anna', size: 2, siteId });
  const cardNumber = cardNumberFromBytes(Buffer.alloc(8, 7));
  write(cardIssued, { cardId: cardIdSchema.parse(v7()), cardNumber, householdId });
  const days = { startsOn: first.clock.today, endsOn: addDays(first.clock.today, 60) };
  const entitlementId = entitlementIdSchema.parse(v7());
  write(entitlementGranted, { entitlementId, householdId, schemeId, ...days });
  await upToDate(one.desk);
  await vi.waitFor(() => expect(findHousehold(second.db, householdId)).not.toBeNull(), PATIENCE);
  const backup = hub.store.backUp();
  const order = { operationId: operationIdSchema.parse(v7()), reason: 'asked', operatorId } as const;
  first.inTransaction((tx) =>
    eraseHousehold({ ...first.context, record: one.record }, tx, householdId, order),
  );
  await vi.waitFor(() => expect(isHouseholdErased(second.db, householdId)).toBe(true), PATIENCE);
  await upToDate(one.desk);
  await upToDate(two.desk);
  return { ...network, hub, backup, householdId };
}

const personalAtHub = (hub: Hub, householdId: string) =>
  hub.store
    .state()
    .operations.filter(
      ({ operation: { type, body } }) => type === 'household.set' && body?.includes(householdId) === true,
    );

test('an order outlives the hub that lost it and the counter that gave it', async () => {
  const { hub, backup, first, one, second, two, renameAtSecond, householdId } = await anErasedHousehold();
  const { siteId, organisationId } = first;
  await one.desk.close(); // this PC is gone for good
  hub.store.restore(backup);
  renameAtSecond('Dono'); // something to send ends the long wait
  expect(personalAtHub(hub, householdId)).toHaveLength(1);
  await vi.waitFor(() => expect(hub.store.state().erasures.has(householdId)).toBe(true), PATIENCE);
  expect(personalAtHub(hub, householdId)).toEqual([]);
  // In the chain of the counter that remembered, for everybody to see; its card is blocked again too.
  const own = getOwnHead(second.db).deviceId;
  const again = hub.store.state().operations.filter(({ operation }) => operation.deviceId === own);
  expect(again.map(({ operation }) => operation.type)).toEqual(
    expect.arrayContaining(['household.erased', 'entitlement.suspended', 'card.blocked']),
  );
  await upToDate(two.desk);
  await vi.waitFor(
    () => expect(findSetting(second.db, 'sync.erasuresSettledIn')).toBe(String(hub.store.state().epoch)),
    PATIENCE,
  );
  // A counter that joins afterwards never learns who it was, and lets nobody shop with the card.
  const third = openMemoryDatabase();
  third.inTransaction((tx) => startChain(tx, deviceIdSchema.parse(v7())));
  const place = { siteId, siteKind: 'emporio' as const, organisationId, officeOf: [] };
  const code = await hub.aCode(place);
  await enrolDevice({ ...third, now: Date.now }, hub.address, code, undefined);
  const three = aDesk(third);
  three.desk.start();
  await vi.waitFor(() => expect(isHouseholdErased(third.db, householdId)).toBe(true), PATIENCE);
  await upToDate(three.desk);
  expect(findHousehold(third.db, householdId)?.displayName).toBeNull();
  const cards = listCards(third.db, findHouseholdNumber(third.db, householdId) ?? 0);
  expect(cards.map(({ blockReason }) => blockReason)).toEqual(['other']);
  expect([...two.bugs, ...three.bugs]).toEqual([]);
});

test('whoever ordered it pushes it again, and is asked for nothing', async () => {
  const { hub, backup, first, two, one, topUp, householdId } = await anErasedHousehold();
  await two.desk.close();
  hub.store.restore(backup);
  topUp(householdIdSchema.parse(v7()), 100); // something to send ends the long wait
  await vi.waitFor(() => expect(hub.store.state().erasures.has(householdId)).toBe(true), PATIENCE);
  await upToDate(one.desk);
  const orders = hub.store
    .state()
    .operations.filter(({ operation }) => operation.type === 'household.erased');
  expect(orders.map(({ operation }) => operation.body?.includes('"asked"'))).toEqual([true]);
  expect(listErasedByOthers(first.db)).toEqual([]);
});

test('only what this counter knows itself is ordered, whatever the hub asks for', async () => {
  const { second, two, householdId } = await anErasedHousehold();
  await two.desk.close();
  const told: string[] = [];
  const pen = {
    newId: v7,
    today: () => {
      throw new Error('nothing is written');
    },
    record: () => {
      throw new Error('nothing is written');
    },
  };
  const stranger = householdIdSchema.parse(v7());
  const ask = (async (_name: string, question: { householdIds: string[] }) => {
    told.push(...question.householdIds);
    return { type: 'answered', value: { toOrder: [stranger], isSettled: false } };
  }) as unknown as SyncLine['ask']; // answers one question alone
  second.inTransaction((tx) => setSetting(tx, 'sync.erasuresSettledIn', '0'));
  await createErasureRepeater({ ...second, pen })({ ask });
  expect(told).toEqual([householdId]);
});

test('asked for again while it runs it orders nothing twice', async () => {
  const { first, second, two, householdId } = await anErasedHousehold();
  await two.desk.close();
  second.inTransaction((tx) => setSetting(tx, 'sync.erasuresSettledIn', '0'));
  const orders = () => {
    const { deviceId } = getOwnHead(second.db);
    return [...iterateChain(second.db, deviceId, 1)].filter(
      ({ operation }) => operation.type === 'household.erased',
    );
  };
  const ask = (async (_name: string, question: { householdIds: string[] }) => {
    await Promise.resolve(); // the network takes its time
    return { type: 'answered', value: { toOrder: question.householdIds, isSettled: false } };
  }) as unknown as SyncLine['ask']; // answers one question alone
  const pen = { record: two.record, newId: v7, today: () => first.clock.today };
  const repeat = createErasureRepeater({ ...second, pen });
  await Promise.all([repeat({ ask }), repeat({ ask })]);
  expect(orders().map(({ operation }) => operation.body?.includes(householdId))).toEqual([true]);
});
