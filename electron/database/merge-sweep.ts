import { v5 } from 'uuid';
import { type OperationId, operationIdSchema } from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { planSweep, SWEEPS } from '../../shared/domain/merge-sweep.ts';
import { householdMergeSwept } from '../../shared/operations/merge-operations.ts';
import { findPostedUpTo } from './allowances.ts';
import { type Db, query, type Tx } from './database.ts';
import { balanceOf, findHousehold, type HouseholdRow } from './households.ts';
import type { RecordOperation } from './log.ts';
import { readMergeSide } from './merge-accounts.ts';
import { listMergedInto } from './merges.ts';
import { isAllowanceAuthority } from './sync.ts';

export type SweepContext = { readonly record: RecordOperation; readonly today: () => LocalDate };

const findAnyMergeSql = query<readonly [number], { found: number }>(
  'findAnyMergeInto',
  'SELECT 1 AS found FROM household_merge WHERE into_household = ? AND is_undone = 0 LIMIT 1',
);
const findNewestMovementSql = query<readonly [number], { n: number | null }>(
  'findNewestMovement',
  'SELECT max(n) AS n FROM movement WHERE household = ?',
);

/**
 * Brings along what reached the accounts of households after they were merged into this one: a sale on a basket that was
 * open, a top-up that was being written, an allowance that was under way (`planSweep`). Does nothing where nothing has come, and
 * nothing in a network, where the hub does it. The id of each operation derives from what was swept, so that two runs write
 * one.
 */
export function sweepInto(context: SweepContext, tx: Tx, head: HouseholdRow): void {
  if (tx.one(findAnyMergeSql, head.household) === undefined || !isAllowanceAuthority(tx)) return;
  const today = context.today();
  for (const merge of listMergedInto(tx, head.householdId)) {
    const from = findHousehold(tx, merge.householdId);
    if (from === null) continue;
    const { moves, recomputed } = planSweep({
      from: readMergeSide(tx, from, today, head),
      setAsideOf: () => 0, // a counter that stands alone has promised nothing to anybody
      intoPeriodStartsOn: findCurrentPeriod(tx, head, today),
      freeOf: (purse, periodStartsOn) =>
        balanceOf(tx, head.household, periodStartsOn === null ? purse : `${purse}/${periodStartsOn}`),
    });
    if (moves.length === 0 && recomputed.length === 0) continue;
    const n = tx.one(findNewestMovementSql, merge.household)?.n ?? 0;
    context.record(tx, {
      id: idOf(`${merge.mergeId}|${n}`),
      kind: householdMergeSwept,
      body: { householdId: merge.householdId, intoHouseholdId: head.householdId, moves, recomputed },
      causeId: merge.mergeId,
      businessOn: today,
    });
  }
}

/** The first day of the period whose points a household spends today; null where it was given none. */
function findCurrentPeriod(db: Db, { household }: HouseholdRow, today: LocalDate): LocalDate | null {
  const posted = findPostedUpTo(db, household, today);
  return posted !== null && posted.endsOn >= today ? posted.startsOn : null;
}

const idOf = (key: string): OperationId => operationIdSchema.parse(v5(key, SWEEPS));
