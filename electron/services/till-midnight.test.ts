import { expect, test } from 'vitest';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { aCounter, callerOf, categoryIdOf } from '../counter-fixture.ts';
import { balanceOf, findHouseholdNumber } from '../database/households.ts';
import { createTillService } from './till.ts';

const PASTA = '8076800195057';

test('a basket that is open at midnight is paid with the points of the new period', async () => {
  const counter = aCounter({ today: '2026-11-30' });
  counter.aProduct(PASTA, 'Spaghetti n. 5', categoryIdOf('pasta'), 30);
  const cashier = callerOf(counter.anOperator('Anna Cassa', 'cashier'));
  const { householdId, cardNumber } = counter.aHousehold({ size: 1 });
  const { handlers } = createTillService(counter.context);
  await handlers['till.scan'](cashier, { text: cardNumber });
  const scanned = await handlers['till.scan'](cashier, { text: PASTA });
  if (!scanned.ok) throw new Error('goods are scanned');

  counter.clock.today = localDateSchema.parse('2026-12-01');
  const { basketId } = scanned.value.view;
  expect(await handlers['till.complete'](cashier, { basketId })).toMatchObject({ ok: true });
  const household = findHouseholdNumber(counter.db, householdId) ?? 0;
  expect(balanceOf(counter.db, household, 'points/2026-11-01')).toBe(100);
  expect(balanceOf(counter.db, household, 'points/2026-12-01')).toBe(70);
});
