import { describe, expect, test } from 'vitest';
import { toPoints } from '../../shared/domain/points.ts';
import { productSet } from '../../shared/operations/catalogue-operations.ts';
import { cardBlocked } from '../../shared/operations/household-operations.ts';
import { aCounter, callerOf, categoryIdOf } from '../counter-fixture.ts';
import { createTillService } from '../services/till.ts';
import type { BanconeDatabase } from './database.ts';
import { KEPT_TABLES, OWN_TABLES, PROJECTION_TABLES, rebuildProjections, SEARCH_TABLES } from './rebuild.ts';

/** Sales, a correction, a block: something in most tables. */
async function aCounterWithSales() {
  const counter = aCounter();
  const pasta = counter.aProduct('8076800195057', 'Spaghetti n. 5', categoryIdOf('pasta'));
  const oil = counter.aProduct('8002210500105', 'Olio extravergine', categoryIdOf('olive-oil'), 12);
  const caller = callerOf(counter.anOperator('Ugo', 'cashier'));
  const till = createTillService(counter.context);
  for (let i = 0; i < 3; i++) {
    const { cardNumber, cardId, householdId } = counter.aHousehold({ displayName: `Rossi Anna ${i}` });
    await till.handlers['till.scan'](caller, { text: cardNumber });
    await till.handlers['till.addProduct'](caller, { productId: pasta, quantity: i + 1 });
    await till.handlers['till.addProduct'](caller, { productId: oil, quantity: 1 });
    const view = await till.handlers['till.view'](caller, {});
    if (view.ok) await till.handlers['till.complete'](caller, { basketId: view.value.basketId });
    counter.write(cardBlocked, { cardId, householdId, reason: 'lost' });
  }
  counter.write(productSet, { productId: pasta, by: 'person', points: toPoints(4) });
  return counter;
}

const rowsOf = ({ raw }: BanconeDatabase) =>
  Object.fromEntries(
    PROJECTION_TABLES.map((table) => [
      table,
      raw
        .prepare(`SELECT * FROM ${table}`)
        .all()
        .map((row) => JSON.stringify(row))
        .sort(),
    ]),
  );

const findWord = ({ raw }: BanconeDatabase, word: string) =>
  raw.prepare('SELECT rowid FROM product_search WHERE product_search MATCH ?').all(word);

describe('the rebuild of projections', () => {
  test('makes the same tables as the live ones, search included', async () => {
    const counter = await aCounterWithSales();
    const live = rowsOf(counter);
    expect(live.sale).toHaveLength(3);
    const found = findWord(counter, 'spag*');
    expect(found).toHaveLength(1);
    // What rebuilding must mend: a projection that lies.
    counter.raw.exec(
      `UPDATE household_balance SET balance = balance + 7; DELETE FROM card; DELETE FROM sale;
       UPDATE product SET name = 'x'; INSERT INTO product_search (product_search) VALUES ('delete-all')`,
    );
    expect(rowsOf(counter)).not.toEqual(live);
    const done = rebuildProjections(counter.inTransaction);
    expect(rowsOf(counter)).toEqual(live);
    expect(findWord(counter, 'spag*')).toEqual(found);
    expect(done).toBe(counter.raw.prepare('SELECT count(*) FROM operation').pluck().get());
  });

  test('keeps figures where bodies were erased', async () => {
    const counter = await aCounterWithSales();
    const balances = rowsOf(counter).household_balance;
    counter.raw.exec(
      `UPDATE operation SET body = NULL, salt = NULL
       WHERE kind IN (SELECT kind FROM kind WHERE type = 'household.set')`,
    );
    rebuildProjections(counter.inTransaction);
    expect(rowsOf(counter).household_balance).toEqual(balances);
    expect(balances?.length).toBeGreaterThan(0);
  });

  test('knows every table of the schema: made from the log, kept, or this PC’s own', () => {
    const { raw } = aCounter();
    const tables = raw
      .prepare<[], { name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table'`)
      .all()
      .map(({ name }) => name)
      .filter((name) => !/^(product_search_|sqlite_)/.test(name));
    const known = [...PROJECTION_TABLES, ...SEARCH_TABLES, ...KEPT_TABLES, ...OWN_TABLES];
    expect(tables.sort()).toEqual([...known].sort());
  });
});
