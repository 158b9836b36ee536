import type { MergeFigures, mergesContract } from '../../shared/contract/merges-contract.ts';
import { ok } from '../../shared/domain/result.ts';
import type { Db, Tx } from '../database/database.ts';
import { balanceOf, findHousehold, type HouseholdRow, listCards } from '../database/households.ts';
import { findOperation } from '../database/log.ts';
import { headOf } from '../database/merges.ts';
import type { Handlers } from '../handlers.ts';
import { bringUpToDate, mergeHouseholds, undoHouseholdMerge } from '../households/merge-households.ts';
import { type PlannedMerge, planHouseholdMerge } from '../households/plan-household-merge.ts';
import { createActUnderClaim } from '../sync/act-under-cover.ts';
import type { ServiceContext } from './service-context.ts';

const TOPICS = ['households', 'registers', 'merges', 'till', 'statements', 'credit'];

/** Joins two records of one household, and takes it back. */
export function createMergesService(context: ServiceContext): { handlers: Handlers<typeof mergesContract> } {
  const { inTransaction } = context;
  const act = createActUnderClaim(context);
  const announce = (tx: Tx) => tx.afterCommit(() => context.announce({ type: 'changed', topics: TOPICS }));
  return {
    handlers: {
      'merges.preview': (_caller, { householdId, intoHouseholdId, size }) =>
        inTransaction((tx) => {
          bringUpToDate(context, tx, [householdId, intoHouseholdId]);
          const people = size ?? largestOf(tx, [householdId, headOf(tx, intoHouseholdId)]);
          const planned = planHouseholdMerge(tx, householdId, intoHouseholdId, people, context.today());
          if (!planned.ok) return planned;
          const { from, into, intoSide } = planned.value;
          const current = intoSide.periods.find(({ isCurrent, purse }) => isCurrent && purse === 'points');
          return ok({
            from: { ...namesOf(from), ...figuresOf(tx, from, planned.value.fromSide) },
            into: { ...namesOf(into), ...figuresOf(tx, into, intoSide) },
            after: figuresAfter(tx, planned.value, people),
            allowancePoints: current?.wanted ?? null,
            periodStartsOn: current?.periodStartsOn ?? null,
            cards: listCards(tx, from.household).length,
          });
        }),
      'merges.merge': (caller, { operationId, ...pair }) =>
        act(operationId, (tx, claimFor) => {
          if (findOperation(tx, operationId) !== null) return ok(null); // Enter was pressed twice
          announce(tx);
          return mergeHouseholds(context, tx, caller.operator().operatorId, operationId, pair, claimFor);
        }),
      'merges.undo': (caller, { operationId, mergeId }) =>
        act(operationId, (tx, claimFor) => {
          if (findOperation(tx, operationId) !== null) return ok(null);
          announce(tx);
          return undoHouseholdMerge(
            context,
            tx,
            caller.operator().operatorId,
            operationId,
            mergeId,
            claimFor,
          );
        }),
    },
  };
}

const namesOf = ({ householdId, displayName }: HouseholdRow) => ({ householdId, displayName });

const largestOf = (db: Db, ids: readonly HouseholdRow['householdId'][]): number =>
  Math.max(1, ...ids.map((id) => findHousehold(db, id)?.size ?? 1));

function figuresOf(
  db: Db,
  { household, size }: HouseholdRow,
  { periods }: PlannedMerge['fromSide'],
): MergeFigures {
  const current = (purse: 'points' | 'points-baby') =>
    periods.find((each) => each.isCurrent && each.purse === purse)?.balance ?? null;
  return {
    size,
    points: current('points'),
    babyPoints: current('points-baby'),
    cents: balanceOf(db, household, 'cents'),
    washes: balanceOf(db, household, 'washes'),
  };
}

function figuresAfter(db: Db, { into, intoSide, plan }: PlannedMerge, size: number): MergeFigures {
  const before = figuresOf(db, into, intoSide);
  const moved = (purse: 'cents' | 'washes') =>
    plan.moves.filter((move) => move.purse === purse).reduce((sum, { amount }) => sum + amount, 0);
  const gained = (purse: 'points' | 'points-baby') => {
    const current = intoSide.periods.find((each) => each.isCurrent && each.purse === purse);
    const line = plan.recomputed.find(
      (each) =>
        each.householdId === into.householdId &&
        each.purse === purse &&
        each.periodStartsOn === current?.periodStartsOn,
    );
    return line?.amount ?? 0;
  };
  return {
    size,
    points: before.points === null ? null : before.points + gained('points'),
    babyPoints: before.babyPoints === null ? null : before.babyPoints + gained('points-baby'),
    cents: before.cents + moved('cents'),
    washes: before.washes + moved('washes'),
  };
}
