import type { HouseholdId } from '../../shared/domain/ids.ts';
import { findKind } from '../../shared/operations/kinds.ts';
import { type Db, query, type Tx } from './database.ts';
import { eraseBody, listKindsInLog, listNaming } from './erasures.ts';

/*
 * Whoever orders a household erased once more has seen something that was missed: the text of everything that may be personal is
 * looked through for its id. Of many households that is long, so it goes on in slices, and what it has looked through is kept.
 */

/** One search: of the household of an order, in what was here before it. */
export type ErasureSearch = {
  /** The order's number in the log. */
  readonly n: number;
  readonly householdId: HouseholdId;
} & Position;

/** Kinds below are done, of this one operations up to `afterN`. */
type Position = { readonly kind: number; readonly afterN: number };

const insertSearchSql = query<readonly [number, number]>(
  'insertErasureSearch',
  // In a rebuild the order comes again, and what was looked through then was.
  'INSERT OR IGNORE INTO erasure_search (n, household) VALUES (?, ?)',
);
const findSearchSql = query<readonly [], ErasureSearch>(
  'findErasureSearch',
  `SELECT n, household_id AS householdId, kind, after_n AS afterN
   FROM erasure_search JOIN household_key USING (household) WHERE is_done = 0 ORDER BY n LIMIT 1`,
);
const saveSearchSql = query<readonly [number, number, number, number]>(
  'saveErasureSearch',
  'UPDATE erasure_search SET kind = ?, after_n = ?, is_done = ? WHERE n = ?',
);
const findSliceSql = query<
  readonly [number, number, number, number],
  { lastN: number | null; count: number }
>(
  'findSliceToSearch',
  `SELECT max(n) AS lastN, count(*) AS count FROM (
     SELECT n FROM operation INDEXED BY operation_said_by_kind
     WHERE body IS NOT NULL AND kind = ? AND n > ? AND n < ? ORDER BY n LIMIT ?)`,
);

export const insertErasureSearch = (tx: Tx, n: number, household: number): void => {
  tx.run(insertSearchSql, n, household);
};

/** The oldest search that is not done; null where there is none. */
export const findErasureSearch = (db: Db): ErasureSearch | null => db.one(findSearchSql) ?? null;

export type SearchedSlice = {
  /** Numbers of operations that are personal of the household. */
  readonly found: readonly number[];
  /** Where the next slice begins; null where there is none. */
  readonly next: Position | null;
  /** How many texts were looked through. */
  readonly count: number;
};

/** Looks through the next so many texts that may be personal, of one kind. Changes nothing. */
export function searchSlice(
  db: Db,
  { n, householdId, kind, afterN }: ErasureSearch,
  most: number,
): SearchedSlice {
  const personal = listKindsInLog(db)
    .filter((each) => each.kind >= kind && findKind(each.type, each.version)?.personal === true)
    .map((each) => each.kind)
    .sort((one, other) => one - other);
  const [current, following] = personal;
  if (current === undefined) return { found: [], next: null, count: 0 };
  const from = current === kind ? afterN : 0;
  const { lastN, count } = db.one(findSliceSql, current, from, n, most) ?? { lastN: null, count: 0 };
  const found =
    lastN === null ? [] : listNaming(db, { kinds: [current], afterN: from, upToN: lastN }, householdId);
  if (lastN !== null && count === most) return { found, next: { kind: current, afterN: lastN }, count };
  return { found, next: following === undefined ? null : { kind: following, afterN: 0 }, count };
}

/** Erases what was found, and keeps how far the search has got. */
export function saveErasureSearch(
  tx: Tx,
  { n, kind, afterN }: Omit<ErasureSearch, 'householdId'>,
  found: readonly number[],
  isDone: boolean,
): void {
  for (const each of found) eraseBody(tx, each);
  tx.run(saveSearchSql, kind, afterN, isDone ? 1 : 0, n);
}
