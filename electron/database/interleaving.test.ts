import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cardNumberFromBytes } from '../../shared/domain/card-number.ts';
import { cardIdSchema, operationIdSchema } from '../../shared/domain/ids.ts';
import { toPoints } from '../../shared/domain/points.ts';
import { productSet } from '../../shared/operations/catalogue-operations.ts';
import {
  cardBlocked,
  cardReplaced,
  cardUnblocked,
  entitlementResumed,
  entitlementSuspended,
} from '../../shared/operations/household-operations.ts';
import { aCounter, callerOf, categoryIdOf } from '../counter-fixture.ts';
import { interleave, receive } from '../interleave-fixture.ts';
import { createTillService } from '../services/till.ts';
import type { BanconeDatabase, SqlValue } from './database.ts';
import { iterateOperations } from './log.ts';

/** A log with sales, allowances, cards blocked and lifted, suspensions and corrections, over three streams. */
async function aLivelyLog() {
  const counter = aCounter();
  const pasta = counter.aProduct('8076800195057', 'Spaghetti', categoryIdOf('pasta'));
  const office = counter.anOperator('Ugo', 'office');
  const till = createTillService(counter.context);
  const caller = callerOf(office);
  for (let i = 0; i < 4; i++) {
    const { cardNumber, cardId, householdId, entitlementId } = counter.aHousehold({
      displayName: `Nucleo ${i}`,
    });
    await till.handlers['till.scan'](caller, { text: cardNumber });
    await till.handlers['till.addProduct'](caller, { productId: pasta, quantity: i + 1 });
    const view = await till.handlers['till.view'](caller, {});
    if (view.ok) await till.handlers['till.complete'](caller, { basketId: view.value.basketId });
    const block = counter.write(cardBlocked, { cardId, householdId, reason: 'lost' });
    const suspension = counter.write(entitlementSuspended, { entitlementId, householdId });
    counter.inTransaction((tx) => {
      const lift = { operatorId: office.operatorId, businessOn: counter.clock.today };
      const newId = () => operationIdSchema.parse(counter.context.newId());
      if (i % 2 === 0) {
        const reversesId = block.operation.id;
        counter.context.record(tx, {
          id: newId(),
          kind: cardUnblocked,
          body: { cardId, householdId },
          reversesId,
          ...lift,
        });
      } else {
        const reversesId = suspension.operation.id;
        counter.context.record(tx, {
          id: newId(),
          kind: entitlementResumed,
          body: { entitlementId, householdId },
          reversesId,
          ...lift,
        });
      }
    });
    const newCardNumber = cardNumberFromBytes(counter.context.randomBytes(8));
    const newCardId = cardIdSchema.parse(counter.context.newId());
    counter.write(cardReplaced, { cardId, householdId, newCardId, newCardNumber });
    counter.write(productSet, {
      productId: pasta,
      by: i % 2 === 0 ? 'person' : 'import',
      points: toPoints(i + 2),
    });
  }
  return { counter, log: [...iterateOperations(counter.db)] };
}

/** Every projection with the numbers of this database replaced by the ids that they stand for. */
function readProjections({ raw }: BanconeDatabase): Record<string, unknown[]> {
  const list = (sql: string): unknown[] =>
    raw
      .prepare<SqlValue[], Record<string, SqlValue>>(sql)
      .all()
      .map((row) =>
        JSON.stringify(
          Object.values(row).map((each) =>
            each instanceof Uint8Array ? Buffer.from(each).toString('hex') : each,
          ),
        ),
      )
      .sort();
  const byHousehold = 'JOIN household_key USING (household)';
  return {
    balances: list(`SELECT household_id, account, unit, balance FROM household_balance ${byHousehold}`),
    movements: list(
      `SELECT household_id, account, id, unit, amount FROM movement ${byHousehold} JOIN operation USING (n)`,
    ),
    households: list(`SELECT household_id, display_name, size, site_id FROM household ${byHousehold}`),
    words: list(`SELECT household_id, word FROM household_word ${byHousehold}`),
    cards: list(`SELECT card_id, card_number, household_id, replaced_by_card_id FROM card ${byHousehold}`),
    blocks: list('SELECT block_id, card_id, reason, is_lifted FROM card_block'),
    entitlements: list(
      `SELECT household_id, entitlement_id, starts_on, ends_on FROM entitlement ${byHousehold}`,
    ),
    suspensions: list('SELECT suspension_id, entitlement_id, is_lifted FROM entitlement_suspension'),
    allowances: list(`SELECT household_id, purse, period_starts_on, revision FROM allowance ${byHousehold}`),
    products: list(
      'SELECT product_id, code, name, points, corrected, to_complete FROM product JOIN product_key USING (product)',
    ),
    sales: list(
      `SELECT id, household_id, sale.business_on, total_points FROM sale JOIN operation USING (n) ${byHousehold}`,
    ),
    history: list('SELECT subject, id FROM history JOIN operation USING (n)'),
  };
}

describe('projections', () => {
  test('are the same whatever the interleaving of the streams', async () => {
    const { counter, log } = await aLivelyLog();
    const live = readProjections(counter);
    expect(live.movements).toHaveLength(8);
    expect(new Set(log.map(({ operation }) => operation.stream)).size).toBe(3);
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 60 }), (choices) => {
        const received = receive(interleave(log, choices), counter.deviceId);
        expect(readProjections(received)).toEqual(live);
        received.raw.close();
      }),
      { numRuns: 25 },
    );
  });

  test('never leave an account whose postings do not sum to zero with the others of its unit', async () => {
    const { counter } = await aLivelyLog();
    const sums = counter.raw
      .prepare(
        `SELECT unit, sum(balance) AS sum FROM
           (SELECT unit, balance FROM household_balance UNION ALL SELECT value ->> 'unit', value ->> 'amount'
           FROM operation, json_each(postings) WHERE value ->> 'account' NOT LIKE 'household:%')
         GROUP BY unit`,
      )
      .all();
    expect(sums).toEqual([{ unit: 'points', sum: 0 }]);
  });
});
