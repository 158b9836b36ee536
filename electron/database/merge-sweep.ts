import { v5 } from 'uuid';
import { type OperationId, operationIdSchema } from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import type { MergeMove, MergePlan, MergeRecomputed } from '../../shared/domain/merge.ts';
import { householdMergeSwept } from '../../shared/operations/merge-operations.ts';
import { findPostedUpTo } from './allowances.ts';
import { type Db, query, type Tx } from './database.ts';
import { findHousehold, type HouseholdRow } from './households.ts';
import type { RecordOperation } from './log.ts';
import { readMergeSide } from './merge-accounts.ts';
import { listMergedInto } from './merges.ts';
import { isMergeSweeper } from './sync.ts';

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
 * Brings along what reached the accounts of households after they were merged into this one: a sale at a counter that had
 * not heard of it counts against the one allowance there is, an allowance that was under way goes back to its scheme, euro and
 * washes are added. Does nothing where nothing has come, and where another counter does it. The id of each operation derives from what was swept, so that two
 * runs write one.
 */
export function sweepInto(context: SweepContext, tx: Tx, head: HouseholdRow): void {
  if (tx.one(findAnyMergeSql, head.household) === undefined || !isMergeSweeper(tx)) return;
  const today = context.today();
  for (const merge of listMergedInto(tx, head.householdId)) {
    const from = findHousehold(tx, merge.householdId);
    const { moves, recomputed } = from === null ? NOTHING : planSweep(tx, from, head, today);
    if (moves.length === 0 && recomputed.length === 0) continue;
    const n = tx.one(findNewestMovementSql, merge.household)?.n ?? 0;
    context.record(tx, {
      id: idOf(`${merge.mergeId}|${n}`),
      kind: householdMergeSwept,
      body: {
        householdId: merge.householdId,
        intoHouseholdId: head.householdId,
        moves: moves.slice(0, MOST_MOVES),
        recomputed,
      },
      causeId: merge.mergeId,
      businessOn: today,
    });
  }
}

const NOTHING: MergePlan = { moves: [], recomputed: [] };

/** What one operation takes; the rest follows with the next sweep. */
const MOST_MOVES = 150;

function planSweep(db: Db, from: HouseholdRow, head: HouseholdRow, today: LocalDate): MergePlan {
  const side = readMergeSide(db, from, today, head);
  const current = findPostedUpTo(db, head.household, today);
  const intoPeriodStartsOn = current !== null && current.endsOn >= today ? current.startsOn : null;
  const recomputed = side.periods.flatMap(({ purse, periodStartsOn, schemeId, given }): MergeRecomputed[] =>
    given === 0
      ? []
      : [
          {
            householdId: from.householdId,
            purse,
            periodStartsOn,
            schemeId,
            amount: -given,
            allowancePoints: -given,
          },
        ],
  );
  const moves = [
    ...side.plain.map(
      ({ purse, periodStartsOn, balance }): MergeMove => ({
        purse,
        amount: balance,
        ...(periodStartsOn === null ? {} : { periodStartsOn }),
      }),
    ),
    ...side.periods.flatMap(({ purse, periodStartsOn, balance, given }): MergeMove[] =>
      balance === given || intoPeriodStartsOn === null
        ? []
        : [{ purse, periodStartsOn, intoPeriodStartsOn, amount: balance - given }],
    ),
  ];
  return { moves, recomputed };
}

/** Never changed: the ids of sweeps derive from it. */
const SWEEPS = '6d5b1f38-8d4a-4c59-9a1c-3f0f0a4c7e21';

const idOf = (key: string): OperationId => operationIdSchema.parse(v5(key, SWEEPS));
