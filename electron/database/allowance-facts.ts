import {
  type AllowanceAccount,
  type AllowancePurse,
  allowanceAccount,
  type DueAllowance,
  dueAllowances,
  isSettledOn,
  keyOfCarryOver,
  type PostedAllowance,
} from '../../shared/domain/allowance-due.ts';
import type { PostedAround } from '../../shared/domain/allowance-period.ts';
import { entitlementOn } from '../../shared/domain/entitlement.ts';
import { addDays, type LocalDate } from '../../shared/domain/local-date.ts';
import { idOfAllowance } from './allowance-id.ts';
import { findPostedAround, findPostedUpTo, listPostedFrom } from './allowances.ts';
import { type Db, query } from './database.ts';
import { findLongestIsee, listPastSuspensions } from './entitlements.ts';
import { membersOf } from './household-facts.ts';
import { type HouseholdRow, listBalances, listEntitlements } from './households.ts';
import { findOperation } from './log.ts';
import { mergedUntil } from './merges.ts';
import { listSchemeVersions } from './schemes.ts';

/** What is due to a household for the period that holds a day, from what this database knows of it. */
export function listDueAllowances(
  db: Db,
  household: HouseholdRow,
  day: LocalDate,
  today: LocalDate,
): DueAllowance[] {
  const entitlements = listEntitlements(db, household.household);
  const right = entitlementOn(entitlements, day);
  if (!right.ok) return [];
  const schemes = new Map(
    entitlements.map(({ schemeId }) => [schemeId, listSchemeVersions(db, schemeId)] as const),
  );
  const around = findPostedAround(db, household.household, day);
  if (isSettledOn(schemes.get(right.value.schemeId) ?? [], around.upTo, day)) return [];
  const mayCarryOver = [...schemes.values()].flat().some(({ carryOver }) => carryOver.kind !== 'none');
  const posted = listPostedAround(db, household.household, around, mayCarryOver);
  return dueAllowances(
    {
      ...membersOf(db, household),
      entitlements,
      schemes,
      isee: findLongestIsee(db, household.household),
      posted,
      mergedPoints: mergedPointsOf(db, household.household),
      ...(mayCarryOver ? whatIsLeft(db, household, posted) : NOTHING_LEFT),
    },
    day,
    today,
  );
}

/** What was given from the last period on, and of the one before it where its rest may be carried over. */
function listPostedAround(
  db: Db,
  household: number,
  { upTo, after }: PostedAround,
  mayCarryOver: boolean,
): PostedAllowance[] {
  const first = upTo ?? after;
  if (first === null) return [];
  const before = mayCarryOver ? findPostedUpTo(db, household, addDays(first.startsOn, -1)) : null;
  return listPostedFrom(db, household, (before ?? first).startsOn);
}

const NOTHING_LEFT = {
  leftPoints: new Map<AllowanceAccount, number>(),
  carriedOver: new Set<AllowanceAccount>(),
  readAsOtherUntil: null,
  pastSuspensions: [],
};

/** What only a scheme that carries over asks for. */
function whatIsLeft(db: Db, { household, householdId }: HouseholdRow, posted: readonly PostedAllowance[]) {
  const leftPoints = new Map(
    listBalances(db, household)
      .filter(({ unit }) => unit === 'points')
      .map(({ account, balance }) => [account as AllowanceAccount, balance] as const), // the purses kept in points
  );
  const carriedOver = new Set<AllowanceAccount>();
  for (const startsOn of new Set(posted.map((each) => each.startsOn))) {
    for (const purse of ['points', 'points-baby'] as const) {
      const id = idOfAllowance(keyOfCarryOver(householdId, purse, startsOn));
      if (findOperation(db, id) !== null) carriedOver.add(allowanceAccount(purse, startsOn));
    }
  }
  return {
    leftPoints,
    carriedOver,
    readAsOtherUntil: mergedUntil(db, household, householdId),
    pastSuspensions: listPastSuspensions(db, household, householdId),
  };
}

type MergedRow = { purse: AllowancePurse; startsOn: LocalDate; points: number };

const listMergedPointsSql = query<readonly [number], MergedRow>(
  'listMergedPoints',
  `SELECT purse, period_starts_on AS startsOn, sum(points) AS points FROM merged_allowance WHERE household = ?
   GROUP BY purse, period_starts_on`,
);

const mergedPointsOf = (db: Db, household: number): Map<AllowanceAccount, number> =>
  new Map(
    db
      .all(listMergedPointsSql, household)
      .map(({ purse, startsOn, points }) => [allowanceAccount(purse, startsOn), points]),
  );
