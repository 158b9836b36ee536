import { describe, expect, test } from 'vitest';
import { DEFAULT_TILL_RULES } from '../../shared/domain/till-rules.ts';
import { operatorPinSet, tillRulesSet } from '../../shared/operations/network-operations.ts';
import { aCounter, callerOf, categoryIdOf } from '../counter-fixture.ts';
import { createPinVerifier } from '../keys/pin-verifier.ts';
import { createTillService } from './till.ts';

const PASTA = '8076800195057';
const OIL = '80024705';
const NAPPIES = '80012344';

/** A till where the office may override anything, points too. */
function aTill() {
  const counter = aCounter();
  counter.aProduct(PASTA, 'Spaghetti n. 5', categoryIdOf('pasta'), 90);
  counter.aProduct(OIL, 'Olio extravergine', categoryIdOf('olive-oil'));
  counter.aProduct(NAPPIES, 'Pannolini taglia 3', categoryIdOf('nappies'));
  const overridable = [...DEFAULT_TILL_RULES.overridable, 'InsufficientPoints', 'CardBlocked'] as const;
  counter.write(tillRulesSet, {
    siteId: counter.siteId,
    rules: { ...DEFAULT_TILL_RULES, overridable: [...overridable] },
  });
  const cashier = callerOf(counter.anOperator('Anna Cassa', 'cashier'));
  const office = counter.anOperator('Ugo Ufficio', 'office');
  const { handlers } = createTillService(counter.context);
  const view = async () => {
    const answer = await handlers['till.view'](cashier, {});
    if (!answer.ok) throw new Error('view failed');
    return answer.value;
  };
  const refusals = async () => (await view()).refusals.map(({ type }) => type);
  const scan = async (...texts: string[]) => {
    for (const text of texts) await handlers['till.scan'](cashier, { text });
  };
  const override = (lineId?: number) =>
    handlers['till.override'](callerOf(office), {
      reason: 'urgent-need',
      ...(lineId === undefined ? {} : { lineId }),
    });
  const setQuantity = (lineId: number, quantity: number) =>
    handlers['till.setQuantity'](cashier, { lineId, quantity });
  return { ...counter, handlers, cashier, office, view, refusals, scan, override, setQuantity };
}

describe('an override', () => {
  test('of goods for one household lets nothing pass for the next', async () => {
    const till = aTill();
    await till.scan(till.aHousehold({ size: 2 }).cardNumber, NAPPIES);
    await till.override(1);
    expect(await till.refusals()).toEqual([]);
    await till.scan(till.aHousehold({ size: 2 }).cardNumber);
    expect(await till.refusals()).toEqual(['NoChildOfAge']);
  });

  test('of a limit lets no more pieces pass than it was given for', async () => {
    const till = aTill();
    await till.scan(till.aHousehold({ size: 2 }).cardNumber, OIL, OIL, OIL);
    await till.override(1);
    expect(await till.refusals()).toEqual([]);
    await till.setQuantity(1, 9);
    expect(await till.refusals()).toEqual(['LimitReached']);
    await till.setQuantity(1, 3);
    expect(await till.refusals()).toEqual([]);
  });

  test('of goods for children lets no more pieces pass than there were', async () => {
    const till = aTill();
    await till.scan(till.aHousehold({ size: 2 }).cardNumber, NAPPIES);
    await till.override(1);
    await till.setQuantity(1, 2);
    expect(await till.refusals()).toEqual(['NoChildOfAge']);
  });

  test('of missing points holds for as many and no more', async () => {
    const till = aTill();
    await till.scan(till.aHousehold({ size: 1 }).cardNumber, PASTA, PASTA);
    expect(await till.view()).toMatchObject({ refusals: [{ missingPoints: 80 }] });
    await till.override();
    expect(await till.refusals()).toEqual([]);
    await till.scan(PASTA);
    expect(await till.view()).toMatchObject({
      isOverridden: false,
      refusals: [{ type: 'InsufficientPoints', missingPoints: 170 }],
    });
  });

  test('of an ended entitlement is no override of points', async () => {
    const till = aTill();
    await till.scan(till.aHousehold({ size: 1, startsOn: '2026-01-01', endsOn: '2026-10-31' }).cardNumber);
    await till.override();
    expect(await till.refusals()).toEqual(['EmptyBasket']);
    await till.scan(PASTA);
    expect(await till.refusals()).toContain('InsufficientPoints');
  });

  test('is not given to a basket that a scan changed while the PIN was checked', async () => {
    const till = aTill();
    const { operatorId } = till.office;
    const verifier = await createPinVerifier('2468', till.context.randomBytes(16));
    till.write(operatorPinSet, { operatorId, siteId: till.siteId, how: 'office', verifier });
    await till.scan(till.aHousehold({ size: 1 }).cardNumber, PASTA, PASTA);
    const input = { reason: 'urgent-need', authoriser: { operatorId, pin: '2468' } } as const;
    const [overridden] = await Promise.all([
      till.handlers['till.override'](till.cashier, input),
      till.scan(till.aHousehold({ size: 1 }).cardNumber),
    ]);
    expect(overridden).toEqual({ ok: false, error: { type: 'BasketChanged' } });
    expect(await till.refusals()).toEqual(['InsufficientPoints']);
  });

  test('is over when the basket was parked', async () => {
    const till = aTill();
    await till.scan(till.aHousehold({ size: 2 }).cardNumber, NAPPIES);
    await till.override(1);
    const { basketId } = await till.view();
    await till.handlers['till.park'](till.cashier, { note: '' });
    await till.handlers['till.resume'](till.cashier, { basketId });
    expect(await till.refusals()).toEqual(['NoChildOfAge']);
  });

  test('comes back with undo only where it was given', async () => {
    const till = aTill();
    await till.scan(till.aHousehold({ size: 2 }).cardNumber, NAPPIES);
    await till.override(1);
    await till.scan(till.aHousehold({ size: 2 }).cardNumber);
    await till.handlers['till.undo'](till.cashier, {});
    expect(await till.refusals()).toEqual([]);
    await till.handlers['till.undo'](till.cashier, {});
    expect(await till.refusals()).toEqual(['NoChildOfAge']);
  });
});
