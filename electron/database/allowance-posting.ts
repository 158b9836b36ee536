import { type DueAllowance, keyOfDue } from '../../shared/domain/allowance-due.ts';
import { ungivenPeriodOn, versionThatGave } from '../../shared/domain/allowance-period.ts';
import type { Entitlement } from '../../shared/domain/entitlement.ts';
import type { SiteId } from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import type { Scheme } from '../../shared/domain/scheme.ts';
import type { Period } from '../../shared/domain/scheme-period.ts';
import { allowancePosted } from '../../shared/operations/household-operations.ts';
import { allowanceCarriedOver } from '../../shared/operations/scheme-operations.ts';
import { listDueAllowances } from './allowance-facts.ts';
import { idOfAllowance } from './allowance-id.ts';
import { findPostedAround } from './allowances.ts';
import type { Db, Tx } from './database.ts';
import type { HouseholdRow } from './households.ts';
import type { RecordOperation } from './log.ts';
import { sweepInto } from './merge-sweep.ts';
import { isMergedAway } from './merges.ts';
import { listSchemeVersions } from './schemes.ts';
import { isAllowanceAuthority } from './sync.ts';

export type AllowanceContext = {
  readonly record: RecordOperation;
  readonly today: () => LocalDate;
};

/**
 * Posts what today's period gives to a household whose entitlement is valid today, with what the period before left
 * where that is carried over; otherwise, and where it was posted before, does nothing. This counter is the authority
 * while it stands alone; once it has joined a hub, the hub is (design, section 4), and nothing is posted here.
 *
 * Law: each household, purse, period and revision is given once, whatever happens: two runs, a restart, a clock set
 * back, a scheme that changes. The id of each operation derives from its key, so the log itself refuses a second one.
 * The periods of a household never overlap.
 */
export const ensureAllowance = (
  context: AllowanceContext,
  tx: Tx,
  household: HouseholdRow,
  siteId: SiteId,
): void => ensureAllowanceOn(context, tx, household, siteId, context.today());

/** The same for the period that holds another day, which may begin after today: posted ahead. */
export function ensureAllowanceOn(
  context: AllowanceContext,
  tx: Tx,
  household: HouseholdRow,
  siteId: SiteId,
  day: LocalDate,
): void {
  sweepInto(context, tx, household);
  if (!isAllowanceAuthority(tx)) return;
  // What a household that was merged has a right to is given to the one that it was merged into, once.
  if (isMergedAway(tx, household.household)) return;
  for (const due of listDueAllowances(tx, household, day, context.today())) {
    recordDue(context, tx, household, household.siteId ?? siteId, due);
  }
}

function recordDue(
  { record, today }: AllowanceContext,
  tx: Tx,
  { householdId }: HouseholdRow,
  siteId: SiteId,
  due: DueAllowance,
): void {
  const act = { id: idOfAllowance(keyOfDue(householdId, due)), businessOn: today() };
  if (due.kind === 'posted') {
    const { kind: _, ...given } = due;
    record(tx, { ...act, kind: allowancePosted, body: { householdId, siteId, ...given } });
  } else {
    const { kind: _, ...carried } = due;
    record(tx, { ...act, kind: allowanceCarriedOver, body: { householdId, siteId, ...carried } });
  }
}

/** A period and the version of a scheme that rules it; null where that is not known here. */
export type HouseholdPeriod = { readonly period: Period; readonly scheme: Scheme | null };

/**
 * The period whose points a household with this right spends on a day, and the version of the scheme that rules it:
 * the one that was given and holds the day, else the one that the scheme would give. Null where the scheme's
 * definition is not here.
 */
export function householdPeriodOn(
  db: Db,
  household: number,
  right: Pick<Entitlement, 'schemeId' | 'startsOn' | 'endsOn'>,
  day: LocalDate,
): HouseholdPeriod | null {
  const around = findPostedAround(db, household, day);
  const posted = around.upTo;
  if (posted === null || posted.endsOn < day) {
    return ungivenPeriodOn(listSchemeVersions(db, right.schemeId), right, day, around);
  }
  const { startsOn, endsOn, schemeId } = posted;
  const scheme = schemeId === null ? null : versionThatGave(listSchemeVersions(db, schemeId), posted);
  return { period: { startsOn, endsOn }, scheme };
}

/** The days of `householdPeriodOn`. */
export const allowancePeriodOn = (
  db: Db,
  household: number,
  right: Pick<Entitlement, 'schemeId' | 'startsOn' | 'endsOn'>,
  day: LocalDate,
): Period | null => householdPeriodOn(db, household, right, day)?.period ?? null;
