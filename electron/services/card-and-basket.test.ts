import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { operationIdSchema } from '../../shared/domain/ids.ts';
import { err } from '../../shared/domain/result.ts';
import { aCounter, callerOf, categoryIdOf } from '../counter-fixture.ts';
import { createCardsService } from './cards.ts';
import { createTillService } from './till.ts';

const noPaper = async () => err({ type: 'NoA4Printer' as const });

test('a card blocked while a basket is open on it stops that basket, and unblocked lets it go on', async () => {
  const counter = aCounter();
  const pasta = counter.aProduct('8076800195057', 'Spaghetti n. 5', categoryIdOf('pasta'));
  const cashier = callerOf(counter.anOperator('Anna Cassa', 'cashier'));
  const office = callerOf(counter.anOperator('Ugo Ufficio', 'office'));
  const till = createTillService(counter.context).handlers;
  const cards = createCardsService(counter.context, {
    draw: async () => new Uint8Array(),
    paperDoor: { printPdf: noPaper, printFile: noPaper },
  }).handlers;
  const { cardNumber, cardId } = counter.aHousehold();
  await till['till.scan'](cashier, { text: cardNumber });
  await till['till.addProduct'](cashier, { productId: pasta, quantity: 2 });
  const basketId = async () => {
    const view = await till['till.view'](cashier, {});
    if (!view.ok) throw new Error('the basket is open');
    return view.value.basketId;
  };
  const sales = () => counter.raw.prepare('SELECT count(*) FROM sale').pluck().get();

  const blocked = { operationId: operationIdSchema.parse(v7()), cardId, reason: 'stolen' as const };
  expect(await cards['cards.block'](office, blocked)).toEqual({ ok: true, value: null });
  expect(await till['till.view'](cashier, {})).toMatchObject({
    value: { refusals: expect.arrayContaining([expect.objectContaining({ type: 'CardBlocked' })]) },
  });
  expect((await till['till.complete'](cashier, { basketId: await basketId() })).ok).toBe(false);
  expect(sales()).toBe(0);

  const lifted = { operationId: operationIdSchema.parse(v7()), cardId };
  await cards['cards.unblock'](office, lifted);
  expect((await till['till.complete'](cashier, { basketId: await basketId() })).ok).toBe(true);
  expect(sales()).toBe(1);
});
