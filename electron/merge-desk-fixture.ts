import { v7 } from 'uuid';
import { type HouseholdId, operationIdSchema, programmeIdSchema } from '../shared/domain/ids.ts';
import { creditToppedUp } from '../shared/operations/credit-operations.ts';
import { aCounter, callerOf, categoryIdOf, type HouseholdChanges } from './counter-fixture.ts';
import { ensureAllowance } from './database/allowance-posting.ts';
import { query } from './database/database.ts';
import { findHousehold, findHouseholdNumber, listBalances } from './database/households.ts';
import { findMergeOf, listMergedInto } from './database/merges.ts';
import { createHouseholdsService } from './services/households.ts';
import { createMergesService } from './services/merges.ts';
import { createTillService } from './services/till.ts';

export const PASTA = '8076800195057';
export const newId = () => operationIdSchema.parse(v7());

/** An office and a till beside it, with households that have this month’s points. */
export function aMergeDesk() {
  const counter = aCounter();
  counter.aProduct(PASTA, 'Spaghetti n. 5', categoryIdOf('pasta'), 30);
  const office = callerOf(counter.anOperator('Ugo Ufficio', 'office'));
  const cashier = callerOf(counter.anOperator('Anna Cassa', 'cashier'));
  const { handlers } = createMergesService(counter.context);
  const till = createTillService(counter.context).handlers;
  const households = createHouseholdsService(counter.context).handlers;

  const aHousehold = (changes: HouseholdChanges = {}) => {
    const made = counter.aHousehold(changes);
    counter.inTransaction((tx) => {
      const row = findHousehold(tx, made.householdId);
      if (row !== null) ensureAllowance(counter.context, tx, row, counter.siteId);
    });
    return made;
  };
  const topUp = (householdId: HouseholdId, purse: 'cents' | 'washes', amount: number) =>
    counter.write(creditToppedUp, {
      householdId,
      siteId: counter.siteId,
      programmeId: programmeIdSchema.parse('surplus'),
      purse,
      amount,
      reason: 'periodic',
    });
  const shop = async (cardNumber: string, pieces: number) => {
    await till['till.scan'](cashier, { text: cardNumber });
    for (let i = 0; i < pieces; i++) await till['till.scan'](cashier, { text: PASTA });
    return complete();
  };
  const complete = async () => {
    const view = await till['till.view'](cashier, {});
    if (!view.ok) throw new Error('no view');
    const sale = await till['till.complete'](cashier, { basketId: view.value.basketId });
    if (!sale.ok) throw new Error(JSON.stringify(sale.error));
  };
  const balances = (householdId: HouseholdId) =>
    Object.fromEntries(
      listBalances(counter.db, findHouseholdNumber(counter.db, householdId) ?? 0)
        .filter(({ balance }) => balance !== 0)
        .map(({ account, balance }) => [account, balance]),
    );
  const merge = (householdId: HouseholdId, intoHouseholdId: HouseholdId, size = 4) =>
    handlers['merges.merge'](office, { operationId: newId(), householdId, intoHouseholdId, size });
  const undo = (intoHouseholdId: HouseholdId) => {
    const mergeId = listMergedInto(counter.db, intoHouseholdId)[0]?.mergeId ?? newId();
    return handlers['merges.undo'](office, { operationId: newId(), mergeId });
  };
  /** The merge by which a household went. */
  const undoOf = (householdId: HouseholdId) => {
    const mergeId = findMergeOf(counter.db, householdId)?.mergeId ?? newId();
    return handlers['merges.undo'](office, { operationId: newId(), mergeId });
  };
  /** Of every unit, over all accounts: nothing was made and nothing was lost. */
  const imbalance = () =>
    counter.db.all(
      query<readonly [], { unit: string; sum: number }>(
        'sumOfPostings',
        `SELECT value ->> 'unit' AS unit, sum(value ->> 'amount') AS sum FROM operation, json_each(postings)
         GROUP BY unit HAVING sum <> 0`,
      ),
    );
  return {
    ...counter,
    office,
    cashier,
    handlers,
    till,
    households,
    aHousehold,
    topUp,
    shop,
    complete,
    balances,
    merge,
    undo,
    undoOf,
    imbalance,
  };
}
