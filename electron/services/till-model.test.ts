import fc from 'fast-check';
import { expect, test } from 'vitest';
import { operationIdSchema } from '../../shared/domain/ids.ts';
import { assert } from '../../shared/domain/result.ts';
import { pointsOfTenders } from '../../shared/domain/tenders.ts';
import { DEFAULT_TILL_RULES } from '../../shared/domain/till-rules.ts';
import { tillRulesSet } from '../../shared/operations/network-operations.ts';
import { saleCompleted } from '../../shared/operations/sale-operations.ts';
import { aCounter, callerOf, categoryIdOf } from '../counter-fixture.ts';
import { findHouseholdNumber, listBalances } from '../database/households.ts';
import { iterateOperations } from '../database/log.ts';
import { createSalesService } from './sales.ts';
import { createTillService } from './till.ts';

/** Points of one piece; the oil is the one good with a monthly limit. */
const PASTA = '8076800195057';
const OIL = '80024705';
const POINTS: Readonly<Record<string, number>> = { [PASTA]: 30, [OIL]: 12 };
const ALLOWANCE = 100;
const NAMES = ['Bianchi Maria', 'Verdi Piero'];

type Act =
  | { readonly type: 'card' | 'goods' | 'resume' | 'voidLine' | 'overrideLine'; readonly at: number }
  | { readonly type: 'quantity' | 'return'; readonly at: number; readonly quantity: number }
  | { readonly type: 'undo' | 'park' | 'discard' | 'overrideHousehold' | 'complete' | 'completeAgain' };

const at = fc.nat({ max: 20 });
const acts = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ type: fc.constant('card' as const), at }) },
    { weight: 6, arbitrary: fc.record({ type: fc.constant('goods' as const), at }) },
    { weight: 4, arbitrary: fc.record({ type: fc.constant('complete' as const) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constantFrom('quantity' as const, 'return' as const),
        at,
        quantity: fc.integer({ min: 1, max: 5 }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constantFrom('resume' as const, 'voidLine' as const, 'overrideLine' as const),
        at,
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        type: fc.constantFrom(
          'undo' as const,
          'park' as const,
          'discard' as const,
          'overrideHousehold' as const,
          'completeAgain' as const,
        ),
      }),
    },
  ),
  { minLength: 20, maxLength: 60 },
);

/** What a basket holds: whose it is and pieces by code, however they are spread over lines. */
type Basket = { readonly customer: number | null; readonly pieces: Readonly<Record<string, number>> };
const EMPTY: Basket = { customer: null, pieces: {} };
const isEmpty = ({ customer, pieces }: Basket) =>
  customer === null && Object.values(pieces).every((count) => count === 0);
const pointsOf = ({ pieces }: Pick<Basket, 'pieces'>) =>
  Object.entries(pieces).reduce((sum, [code, count]) => sum + (POINTS[code] ?? 0) * count, 0);

/** The till beside a model of it that knows nothing of lines, periods, prices of today or databases. */
function aModelledTill() {
  const counter = aCounter();
  counter.aProduct(PASTA, 'Spaghetti n. 5', categoryIdOf('pasta'), POINTS[PASTA]);
  counter.aProduct(OIL, 'Olio extravergine', categoryIdOf('olive-oil'), POINTS[OIL]);
  counter.write(tillRulesSet, {
    siteId: counter.siteId,
    rules: { ...DEFAULT_TILL_RULES, overridable: ['InsufficientPoints', 'LimitReached'] },
  });
  const office = callerOf(counter.anOperator('Ugo Ufficio', 'office'));
  const households = NAMES.map((displayName) => counter.aHousehold({ size: 1, displayName }));
  const { handlers } = createTillService(counter.context);
  const sales = createSalesService(counter.context).handlers;

  const model = {
    basket: EMPTY,
    undo: [] as Basket[],
    parked: [] as Basket[],
    accounts: households.map(() => ({ points: 0, oil: 0, isGiven: false })),
    sales: [] as { id: string; customer: number; left: { code: string; quantity: number }[] }[],
  };
  const put = (basket: Basket) => {
    model.undo.push(model.basket);
    model.basket = basket;
  };
  const withPieces = (code: string, change: number): Basket => ({
    ...model.basket,
    pieces: { ...model.basket.pieces, [code]: (model.basket.pieces[code] ?? 0) + change },
  });
  const view = async () => {
    const answer = await handlers['till.view'](office, {});
    assert(answer.ok, 'the till is shown');
    return answer.value;
  };
  const codeOf = (name: string) => (name.startsWith('Olio') ? OIL : PASTA);
  const accountOf = (index: number) => {
    const account = model.accounts[index];
    assert(account !== undefined, 'a customer of the model has an account');
    if (!account.isGiven) Object.assign(account, { points: ALLOWANCE, isGiven: true });
    return account;
  };

  const act = async (each: Act): Promise<void> => {
    const { lines, basketId, refusals } = await view();
    const line = 'at' in each ? lines[each.at % Math.max(1, lines.length)] : undefined;
    switch (each.type) {
      case 'card': {
        const customer = each.at % households.length;
        await handlers['till.scan'](office, { text: households[customer]?.cardNumber ?? '' });
        accountOf(customer);
        return put({ ...model.basket, customer });
      }
      case 'goods': {
        const code = each.at % 2 === 0 ? PASTA : OIL;
        await handlers['till.scan'](office, { text: code });
        return put(withPieces(code, 1));
      }
      case 'quantity': {
        if (line === undefined) return;
        await handlers['till.setQuantity'](office, { lineId: line.lineId, quantity: each.quantity });
        return put(withPieces(codeOf(line.name), each.quantity - line.quantity));
      }
      case 'voidLine': {
        if (line === undefined) return;
        await handlers['till.voidLine'](office, { lineId: line.lineId });
        return put(withPieces(codeOf(line.name), -line.quantity));
      }
      case 'overrideLine':
      case 'overrideHousehold': {
        if (each.type === 'overrideLine' && line === undefined) return;
        const target = line === undefined ? {} : { lineId: line.lineId };
        const overridden = await handlers['till.override'](office, { reason: 'urgent-need', ...target });
        expect(overridden.ok).toBe(true);
        return put(model.basket);
      }
      case 'undo': {
        await handlers['till.undo'](office, {});
        model.basket = model.undo.pop() ?? model.basket;
        return;
      }
      case 'discard': {
        await handlers['till.discard'](office, {});
        return put(EMPTY);
      }
      case 'park': {
        const parked = await handlers['till.park'](office, { note: '' });
        expect(parked.ok).toBe(!isEmpty(model.basket) || lines.length > 0);
        if (parked.ok)
          Object.assign(model, { parked: [...model.parked, model.basket], basket: EMPTY, undo: [] });
        return;
      }
      case 'resume': {
        const listed = await handlers['till.parked'](office, {});
        assert(listed.ok, 'parked baskets are listed');
        const wanted = listed.value[each.at % Math.max(1, listed.value.length)];
        if (wanted === undefined) return;
        const resumed = await handlers['till.resume'](office, { basketId: wanted.basketId });
        assert(resumed.ok, 'a basket that is listed is resumed');
        const found = model.parked.findIndex(
          (parked) =>
            nameOf(parked) === wanted.customerName &&
            piecesOf(parked) === wanted.pieces &&
            pointsOf(parked) === pointsOfTenders(resumed.value.price),
        );
        const [basket] = model.parked.splice(found, 1);
        assert(found >= 0 && basket !== undefined, 'what is resumed was parked');
        if (!isEmpty(model.basket) || lines.length > 0) model.parked.push(model.basket);
        Object.assign(model, { basket, undo: [] });
        return;
      }
      case 'complete': {
        const { customer, pieces } = model.basket;
        const completed = await handlers['till.complete'](office, { basketId });
        expect(completed.ok).toBe(refusals.length === 0);
        if (!completed.ok) return;
        assert(customer !== null, 'a sale is for somebody');
        const account = accountOf(customer);
        account.points -= pointsOf({ pieces });
        account.oil += pieces[OIL] ?? 0;
        const left = lines.map(({ name, quantity }) => ({ code: codeOf(name), quantity }));
        model.sales.push({ id: basketId, customer, left });
        Object.assign(model, { basket: EMPTY, undo: [] });
        return;
      }
      case 'completeAgain': {
        const last = model.sales.at(-1);
        if (last === undefined) return;
        const again = await handlers['till.complete'](office, { basketId: operationIdSchema.parse(last.id) });
        expect(again.ok).toBe(true);
        return;
      }
      case 'return': {
        const sale = model.sales[each.at % Math.max(1, model.sales.length)];
        if (sale === undefined) return;
        const saleId = operationIdSchema.parse(sale.id);
        const detail = await sales['sales.open'](office, { saleId });
        assert(detail.ok, 'a sale is opened');
        const index = each.at % sale.left.length;
        const sold = sale.left[index];
        const lineOfSale = detail.value.lines[index]?.line;
        assert(sold !== undefined && lineOfSale !== undefined, 'a sale has its lines');
        const returned = await sales['sales.return'](office, {
          returnId: operationIdSchema.parse(counter.context.newId()),
          saleId,
          reason: 'mistake',
          lines: [{ line: lineOfSale, quantity: each.quantity }],
        });
        expect(returned.ok).toBe(each.quantity <= sold.quantity);
        if (!returned.ok) return;
        sold.quantity -= each.quantity;
        const account = accountOf(sale.customer);
        account.points += (POINTS[sold.code] ?? 0) * each.quantity;
        if (sold.code === OIL) account.oil -= each.quantity;
      }
    }
  };

  const check = async () => {
    const { lines, price, customer } = await view();
    expect(pointsOfTenders(price)).toBe(pointsOf(model.basket));
    expect(lines.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(piecesOf(model.basket));
    expect(customer?.kind === 'household' ? customer.displayName : null).toBe(nameOf(model.basket));
    for (const [index, { householdId }] of households.entries()) {
      const number = findHouseholdNumber(counter.db, householdId);
      const balances = new Map(
        listBalances(counter.db, number ?? 0).map(({ account, balance }) => [account, balance]),
      );
      const account = model.accounts[index];
      expect(balances.get('points/2026-11-01') ?? 0).toBe(account?.points);
      expect(balances.get('use-oil-month/2026-11-01') ?? 0).toBe(account?.oil);
    }
  };

  /** What the log says by itself: every unit adds up to nothing, and nobody went below zero unseen. */
  const checkLog = () => {
    const sums = new Map<string, number>();
    const points = new Map<string, number>();
    const saleIds: string[] = [];
    for (const { operation } of iterateOperations(counter.db)) {
      for (const { account, unit, amount } of operation.postings) {
        sums.set(unit, (sums.get(unit) ?? 0) + amount);
        if (/^household:.*\/points\//.test(account)) points.set(account, (points.get(account) ?? 0) + amount);
      }
      if (operation.type !== saleCompleted.type) continue;
      saleIds.push(operation.id);
      const body = saleCompleted.body.parse(JSON.parse(operation.body ?? ''));
      const isPointsOverridden = body.overrides.some(({ refusal }) => refusal === 'InsufficientPoints');
      for (const { account } of operation.postings) {
        if ((points.get(account) ?? 0) < 0) expect(isPointsOverridden).toBe(true);
      }
      const oil = body.lines.reduce(
        (sum, { limitIds, quantity }) => sum + (limitIds.length > 0 ? quantity : 0),
        0,
      );
      if (oil > 2) expect(body.overrides.some(({ refusal }) => refusal === 'LimitReached')).toBe(true);
    }
    expect([...sums.values()].every((sum) => sum === 0)).toBe(true);
    expect(saleIds).toEqual(model.sales.map(({ id }) => id));
  };
  return { act, check, checkLog, close: () => counter.raw.close() };
}

const nameOf = ({ customer }: Basket) => (customer === null ? null : (NAMES[customer] ?? '?'));
const piecesOf = ({ pieces }: Basket) => Object.values(pieces).reduce((sum, count) => sum + count, 0);

test('whatever is pressed and scanned in whatever order, the till keeps the books of a simple model', async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (sequence) => {
      const till = aModelledTill();
      for (const each of sequence) {
        await till.act(each);
        await till.check();
      }
      till.checkLog();
      till.close();
    }),
    { numRuns: 15 },
  );
});
