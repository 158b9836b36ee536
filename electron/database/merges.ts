import type { HouseholdId, OperationId } from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { assert } from '../../shared/domain/result.ts';
import { householdMergeSwept, householdMergeUndone } from '../../shared/operations/merge-operations.ts';
import type { Claim } from '../../shared/sync/claims.ts';
import { type Db, query } from './database.ts';
import { findHousehold, type HouseholdRow } from './households.ts';
import { listHistory } from './log.ts';
import { findMembership } from './sync.ts';

export type MergeRow = {
  readonly mergeId: OperationId;
  readonly household: number;
  readonly householdId: HouseholdId;
  readonly intoHousehold: number;
  readonly intoHouseholdId: HouseholdId;
};

const mergeColumns = `merge_id AS mergeId, merge.household, own.household_id AS householdId,
  into_household AS intoHousehold, other.household_id AS intoHouseholdId
  FROM household_merge AS merge JOIN household_key AS own ON own.household = merge.household
  JOIN household_key AS other ON other.household = into_household`;

const findMergeOfSql = query<readonly [string], MergeRow>(
  'findMergeOf',
  `SELECT ${mergeColumns} WHERE own.household_id = ? AND is_undone = 0 ORDER BY merge_id LIMIT 1`,
);
const listMergesIntoSql = query<readonly [string], MergeRow>(
  'listMergesInto',
  `SELECT ${mergeColumns} WHERE other.household_id = ? AND is_undone = 0 ORDER BY merge_id`,
);
const isMergedAwaySql = query<readonly [number], { found: number }>(
  'isHouseholdMergedAway',
  'SELECT 1 AS found FROM household_merge WHERE household = ? AND is_undone = 0 LIMIT 1',
);

/** Whether a household is read as another one. */
export const isMergedAway = (db: Db, household: number): boolean =>
  db.one(isMergedAwaySql, household) !== undefined;

/** The merge that joined this household to another and still holds. */
export const findMergeOf = (db: Db, householdId: HouseholdId): MergeRow | null =>
  db.one(findMergeOfSql, householdId) ?? null;

/**
 * The household that this one is read as: itself, or the last it was merged into. Merges that two counters made against
 * each other go in no circle, because the later one does not hold (`mergesThatHold`).
 */
export function headOf(db: Db, householdId: HouseholdId): HouseholdId {
  const seen = new Set<HouseholdId>();
  let head = householdId;
  for (let merge = findMergeOf(db, head); merge !== null; merge = findMergeOf(db, head)) {
    assert(!seen.has(head), 'merges that hold go in no circle');
    seen.add(head);
    head = merge.intoHouseholdId;
  }
  return head;
}

/**
 * What has to be claimed of the hub before these households are joined or parted: nothing on a counter that stands alone.
 */
export function claimsToMerge(db: Db, householdIds: readonly HouseholdId[]): Claim[] {
  if (findMembership(db) === null) return [];
  return householdIds.map((householdId) => ({
    kind: 'household',
    householdId,
    mergeId: findMergeOf(db, householdId)?.mergeId ?? null,
    sweeps: countSweeps(db, householdId),
  }));
}

/** How often something was brought along of what came late to this household and to those that are read as it. */
const countSweeps = (db: Db, householdId: HouseholdId): number =>
  [householdId, ...new Set(listMergedInto(db, householdId).map((merge) => merge.householdId))]
    .flatMap((id) => listHistory(db, `household:${id}`, MOST_HISTORY))
    .filter(({ operation: { type, causeId } }) => type === householdMergeSwept.type && causeId !== undefined)
    .length;

/** The household that an id is read as today; null where nothing here knows it. */
export const findHead = (db: Db, householdId: HouseholdId): HouseholdRow | null =>
  findHousehold(db, headOf(db, householdId));

const wasMergedSql = query<readonly [number], { found: number }>(
  'wasHouseholdMerged',
  'SELECT 1 AS found FROM household_merge WHERE household = ? AND is_undone = 1 LIMIT 1',
);

/** Acts on a household that are read of its history. */
const MOST_HISTORY = 10_000;

/** The last day on which a household was still read as another one, which was then undone; null where it never was. */
export function mergedUntil(db: Db, household: number, householdId: HouseholdId): LocalDate | null {
  if (db.one(wasMergedSql, household) === undefined) return null;
  const days = listHistory(db, `household:${householdId}`, MOST_HISTORY).flatMap(({ operation }) =>
    operation.type === householdMergeUndone.type ? [operation.businessOn] : [],
  );
  return days.sort().at(-1) ?? null;
}

/** Every merge that ends in this household, those that were merged before among them, each once. */
export function listMergedInto(db: Db, householdId: HouseholdId): MergeRow[] {
  const found = new Map<OperationId, MergeRow>();
  const waiting = [householdId];
  for (let into = waiting.shift(); into !== undefined; into = waiting.shift()) {
    for (const merge of db.all(listMergesIntoSql, into)) {
      if (found.has(merge.mergeId)) continue;
      found.set(merge.mergeId, merge);
      waiting.push(merge.householdId);
    }
  }
  return [...found.values()].filter((merge) => merge.householdId !== householdId);
}
