import { v7 } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import { createHubPen } from '../../hub/hub-pen.ts';
import { fillAllowanceFacts } from '../../hub/rules/fill-allowance-facts.ts';
import { postAllowances } from '../../hub/rules/post-allowances.ts';
import { householdAccount } from '../../shared/domain/account.ts';
import { type HouseholdId, householdIdSchema, operationIdSchema } from '../../shared/domain/ids.ts';
import { householdSet } from '../../shared/operations/household-operations.ts';
import {
  aHub,
  closeAll,
  type Hub,
  PATIENCE,
  twoCounters,
  upToDate,
} from '../../simulation/two-counters-fixture.ts';
import { callerOf } from '../counter-fixture.ts';
import { findHousehold } from '../database/households.ts';
import { createMergesService } from '../services/merges.ts';

vi.setConfig({ testTimeout: 120_000 });
afterEach(closeAll);

const newOperationId = () => operationIdSchema.parse(v7());

/** Two counters that know three households, the first of which has 10 euro. */
async function twoOffices(hub: Hub) {
  await fillAllowanceFacts({ store: hub.store, now: Date.now });
  const network = await twoCounters(hub);
  const { first, second, one, two, operator } = network;
  const households = ['Rossi Ada', 'Rossi Adele', 'Verdi Ugo'].map((displayName) => {
    const householdId = householdIdSchema.parse(v7());
    const body = { householdId, displayName, size: 2, childBirthMonths: [], siteId: first.siteId };
    network.writeAtFirst(householdSet, body);
    return householdId;
  });
  const [a, b, c] = households;
  if (a === undefined || b === undefined || c === undefined) throw new Error('Assertion failed: three');
  network.topUp(a, 1000);
  await network.arrives(a, 1000);
  await vi.waitFor(() => expect(findHousehold(second.db, c)).not.toBeNull(), PATIENCE);
  const caller = callerOf(operator);
  const merging = (context: typeof network.contextOne) => {
    const { handlers } = createMergesService(context);
    return {
      merge: (householdId: HouseholdId, intoHouseholdId: HouseholdId) =>
        handlers['merges.merge'](caller, {
          operationId: newOperationId(),
          householdId,
          intoHouseholdId,
          size: 3,
        }),
      undo: (mergeId: string) =>
        handlers['merges.undo'](caller, {
          operationId: newOperationId(),
          mergeId: operationIdSchema.parse(mergeId),
        }),
    };
  };
  const cents = (householdId: HouseholdId) =>
    hub.store.state().accounts.get(householdAccount(householdId, 'cents'))?.posted ?? 0;
  const written = (type: string) =>
    hub.store.state().operations.filter(({ operation }) => operation.type === type);
  const settled = async () => {
    await upToDate(one.desk);
    await upToDate(two.desk);
    expect([one.bugs, two.bugs, hub.store.state().flags]).toEqual([[], [], []]);
    expect(hub.store.state().claims.claims.size).toBe(0);
  };
  return {
    ...network,
    /** What the hub does each second: it brings along what came late. */
    sweep: () =>
      postAllowances({
        store: hub.store,
        pen: createHubPen(Date.now),
        onFault: (error) => {
          throw error;
        },
      }),
    a,
    b,
    c,
    atFirst: merging(network.contextOne),
    atSecond: merging(network.contextTwo),
    cents,
    written,
    settled,
  };
}

test('without the hub nobody is merged, and the answer says what to do', async () => {
  const hub = await aHub();
  const { a, b, two, atSecond, written } = await twoOffices(hub);
  await hub.stop();
  await vi.waitFor(() => expect(two.desk.condition()?.problem).not.toBeNull(), PATIENCE);
  expect(await atSecond.merge(a, b)).toEqual({
    ok: false,
    error: { type: 'ClaimRefused', of: 'household', because: 'HubSilent' },
  });
  await hub.start();
  await upToDate(two.desk);
  expect(written('household.merged')).toEqual([]);
});

test('two offices that merge the same household at once merge it once, its euro go along, and it is undone once', async () => {
  const hub = await aHub();
  const { a, b, c, atFirst, atSecond, cents, written, settled } = await twoOffices(hub);
  const outcomes = await Promise.all([atFirst.merge(a, b), atSecond.merge(a, c)]);
  expect(outcomes.filter(({ ok }) => ok).length).toBeLessThanOrEqual(1);
  // A lease on its euro may have been elsewhere: whoever stands there tries again.
  await vi.waitFor(
    async () => expect((await atSecond.merge(a, c)).ok ? null : written('household.merged')).toHaveLength(1),
    PATIENCE,
  );
  await vi.waitFor(() => expect(cents(a)).toBe(0), PATIENCE);
  await settled();
  expect(cents(b) + cents(c)).toBe(1000);
  const mergeId = written('household.merged')[0]?.operation.id ?? '';
  await vi.waitFor(async () => {
    await Promise.all([atFirst.undo(mergeId), atSecond.undo(mergeId)]);
    expect(written('household.mergeUndone')).toHaveLength(1);
  }, PATIENCE);
  await settled();
  expect([cents(a), cents(b), cents(c)]).toEqual([1000, 0, 0]);
  expect(written('household.mergeUndone')).toHaveLength(1);
});

test('an office that has not read what the hub brought along reads it before it parts the two, and gives it back', async () => {
  const hub = await aHub();
  const { a, b, atFirst, topUp, one, cents, written, settled, sweep } = await twoOffices(hub);
  await vi.waitFor(async () => expect((await atFirst.merge(a, b)).ok).toBe(true), PATIENCE);
  await settled();
  const mergeId = written('household.merged')[0]?.operation.id ?? '';
  expect([cents(a), cents(b)]).toEqual([0, 1000]);
  topUp(a, 70);
  await upToDate(one.desk);
  // What a counter was lent of it follows once that is given back.
  await vi.waitFor(async () => {
    await sweep();
    expect([cents(a), cents(b)]).toEqual([0, 1070]);
  }, PATIENCE);
  await vi.waitFor(async () => {
    await atFirst.undo(mergeId);
    expect(written('household.mergeUndone')).toHaveLength(1);
  }, PATIENCE);
  await settled();
  expect([cents(a), cents(b)]).toEqual([1070, 0]);
  // It knows of it the next time too.
  await vi.waitFor(async () => expect((await atFirst.merge(a, b)).ok).toBe(true), PATIENCE);
  await settled();
  expect([cents(a), cents(b)]).toEqual([0, 1070]);
});
