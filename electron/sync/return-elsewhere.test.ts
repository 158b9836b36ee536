import { v7 } from 'uuid';
import { afterEach, expect, test, vi } from 'vitest';
import { householdAccount } from '../../shared/domain/account.ts';
import {
  householdIdSchema,
  type OperationId,
  operationIdSchema,
  productIdSchema,
} from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { householdSet } from '../../shared/operations/household-operations.ts';
import { saleCompleted } from '../../shared/operations/sale-operations.ts';
import {
  aHub,
  closeAll,
  type Hub,
  PATIENCE,
  twoCounters,
  upToDate,
} from '../../simulation/two-counters-fixture.ts';
import { callerOf, categoryIdOf } from '../counter-fixture.ts';
import { listOpenAuthorisations } from '../database/leases.ts';
import { findSale } from '../database/sales.ts';
import { createCreditService } from '../services/credit.ts';
import { createSalesService } from '../services/sales.ts';

vi.setConfig({ testTimeout: 120_000 });
afterEach(closeAll);

const newOperationId = (): OperationId => operationIdSchema.parse(v7());
const month = localDateSchema.parse('2026-11-01');

/** Two tills of one emporio; the first has sold 3 pieces for 3 euro, and both know of it. */
async function twoTills(hub: Hub) {
  const network = await twoCounters(hub);
  const { first, second, one, two, operator, contextOne, contextTwo } = network;
  const householdId = householdIdSchema.parse(v7());
  const saleId = newOperationId();
  const price = { points: 0, babyPoints: 0, cents: 300 };
  const line = { line: 1, productId: productIdSchema.parse(v7()), categoryId: categoryIdOf('pasta') };
  const { siteId } = first;
  network.writeAtFirst(householdSet, {
    householdId,
    displayName: 'Bianchi Ottavia',
    size: 3,
    childBirthMonths: [],
    siteId,
  });
  network.writeAtFirst(
    saleCompleted,
    {
      siteId,
      beneficiary: {
        kind: 'household',
        householdId,
        foundBy: 'search',
        size: 3,
        pointsPeriodStartsOn: month,
        limitPeriodStartsOn: month,
      },
      lines: [{ ...line, quantity: 3, price, limitIds: [] }],
      totals: { price, charged: price, pieces: 3 },
      limitsLeft: [],
      overrides: [],
    },
    saleId,
  );
  await vi.waitFor(() => expect(findSale(second.db, saleId)).not.toBeNull(), PATIENCE);
  const caller = callerOf(operator);
  const returning = (context: typeof contextOne) => {
    const { handlers } = createSalesService(context);
    const of = () => ({ returnId: newOperationId(), saleId, reason: 'mistake' as const });
    return {
      some: (quantity: number) =>
        handlers['sales.return'](caller, { ...of(), lines: [{ line: 1, quantity }] }),
      all: () => handlers['sales.void'](caller, of()),
    };
  };
  const posted = () => hub.store.state().accounts.get(householdAccount(householdId, 'cents'))?.posted ?? 0;
  /** What came back in all, once both counters have sent everything. */
  const givenBack = async (cents: number) => {
    await upToDate(one.desk);
    await upToDate(two.desk);
    await vi.waitFor(() => expect(posted()).toBe(-300 + cents), PATIENCE);
    const doubles = hub.store.state().flags.filter(({ reason }) => reason === 'ReversedTwice');
    expect([doubles, one.bugs, two.bugs]).toEqual([[], [], []]);
    expect(hub.store.state().claims.claims.size).toBe(0);
  };
  return {
    ...network,
    caller,
    householdId,
    atFirst: returning(contextOne),
    atSecond: returning(contextTwo),
    givenBack,
  };
}

const refused = (because: string) => ({
  ok: false,
  error: { type: 'ClaimRefused', of: 'reversal', because },
});

test('a till takes back its own sale with the hub off and no wait; another one does not, and says why', async () => {
  const hub = await aHub();
  const { atFirst, atSecond, one, two, givenBack } = await twoTills(hub);
  await hub.stop();
  await vi.waitFor(() => expect(one.desk.condition()?.problem).not.toBeNull(), PATIENCE);
  await vi.waitFor(() => expect(two.desk.condition()?.problem).not.toBeNull(), PATIENCE);
  // Not a promise: nothing was waited for.
  expect(atFirst.some(1)).toMatchObject({ ok: true, value: { given: { cents: 100 } } });
  expect(await atSecond.all()).toEqual(refused('HubSilent'));
  await hub.start();
  await givenBack(100);
  await vi.waitFor(async () => expect(await atSecond.all()).toMatchObject({ ok: true }), PATIENCE);
  await givenBack(300);
});

test('another till of the site takes a sale back once its own has ceded it; after that both ask', async () => {
  const hub = await aHub();
  const { atFirst, atSecond, givenBack } = await twoTills(hub);
  expect(await atSecond.some(1)).toMatchObject({ ok: true, value: { given: { cents: 100 } } });
  await givenBack(100);
  // What came back elsewhere may not be here yet when it is asked: the answer waits for it.
  expect(await atFirst.some(1)).toMatchObject({ ok: true, value: { given: { cents: 100 } } });
  await givenBack(200);
  await vi.waitFor(
    async () => expect(await atSecond.all()).toMatchObject({ ok: true, value: { given: { cents: 100 } } }),
    PATIENCE,
  );
  await givenBack(300);
  expect(await atFirst.all()).toMatchObject({ ok: false });
});

test('a sale that two tills void at the same moment comes back once', async () => {
  const hub = await aHub();
  const { atFirst, atSecond, givenBack } = await twoTills(hub);
  const outcomes = await Promise.all([atSecond.all(), atSecond.all(), atFirst.all()]);
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  await givenBack(300);
});

test('while the till that made the sale is off nobody else takes it back, and the answer says which to switch on', async () => {
  const hub = await aHub();
  const { one, atSecond, givenBack } = await twoTills(hub);
  await one.desk.close();
  expect(await atSecond.all()).toEqual(refused('HeldByWriter'));
  one.desk.start();
  await upToDate(one.desk);
  await vi.waitFor(async () => expect(await atSecond.all()).toMatchObject({ ok: true }), PATIENCE);
  await givenBack(300);
});

test('a yes that comes too late is given up, and somebody else may have it', async () => {
  const hub = await aHub();
  const { second, atFirst, atSecond, givenBack } = await twoTills(hub);
  expect(await atSecond.some(1)).toMatchObject({ ok: true });
  hub.slow.authoriseMs = 2500;
  expect(await atSecond.some(1)).toEqual(refused('HubSilent'));
  hub.slow.authoriseMs = 0;
  await vi.waitFor(() => expect(listOpenAuthorisations(second.db)).toEqual([]), PATIENCE);
  await givenBack(100);
  await vi.waitFor(async () => expect(await atFirst.some(2)).toMatchObject({ ok: true }), PATIENCE);
  await givenBack(300);
});

test('a top-up that was given elsewhere is taken back once', async () => {
  const hub = await aHub();
  const { first, one, contextTwo, caller, householdId, topUp, arrives } = await twoTills(hub);
  topUp(householdId, 1000);
  await arrives(householdId, 700);
  const topUpId = hub.store.state().operations.find(({ operation }) => operation.type === 'credit.toppedUp')
    ?.operation.id;
  if (topUpId === undefined) throw new Error('Assertion failed: it has arrived');
  const takeBackWith = (context: typeof contextTwo) =>
    createCreditService(context).handlers['credit.takeBack'](caller, {
      operationId: newOperationId(),
      topUpId,
      reason: 'mistake',
    });
  const contextOne = {
    ...contextTwo,
    db: first.db,
    inTransaction: first.inTransaction,
    record: one.record,
    askHub: one.desk.askHub,
  };
  // It is not all there any more: who takes back what was spent is refused.
  expect(await takeBackWith(contextTwo)).toMatchObject({ ok: false });
  topUp(householdId, 1500);
  await arrives(householdId, 2200);
  const outcomes = await Promise.all([takeBackWith(contextTwo), takeBackWith(contextOne)]);
  expect(outcomes.filter(({ ok }) => ok).length).toBeLessThanOrEqual(1);
  await vi.waitFor(async () => {
    const again = await takeBackWith(contextTwo);
    expect(again).toMatchObject({ ok: false, error: { type: 'AlreadyTakenBack' } });
  }, PATIENCE);
  await arrives(householdId, 1200);
});
