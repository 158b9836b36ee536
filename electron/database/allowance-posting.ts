import { v5 } from 'uuid';
import { entitlementOn } from '../../shared/domain/entitlement.ts';
import {
  type HouseholdId,
  type OperationId,
  operationIdSchema,
  type SiteId,
} from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { allowanceOf, type Period, periodOn, type Scheme } from '../../shared/domain/scheme.ts';
import { allowancePosted } from '../../shared/operations/household-operations.ts';
import { type Db, query, type Tx } from './database.ts';
import { findScheme, type HouseholdRow, hasAllowance, listEntitlements } from './households.ts';
import type { RecordOperation } from './log.ts';

export type AllowanceContext = {
  readonly record: RecordOperation;
  readonly today: () => LocalDate;
};

/**
 * Posts what today's period gives to a household whose entitlement is valid today; otherwise, and where it was posted
 * before, does nothing. This counter is the authority while it stands alone (design, section 4).
 *
 * Law: each household, purse and period is given once, whatever happens: two runs, a restart, a clock set back, a scheme
 * whose period changes. The id of the operation derives from its key, so the log itself refuses a second one.
 */
export function ensureAllowance(
  context: AllowanceContext,
  tx: Tx,
  household: HouseholdRow,
  siteId: SiteId,
): void {
  const today = context.today();
  const entitlement = entitlementOn(listEntitlements(tx, household.household), today);
  if (!entitlement.ok) return;
  const scheme = findScheme(tx, entitlement.value.schemeId);
  if (scheme === null) return; // its definition has not arrived yet: given when it has
  if (findPostedPeriod(tx, household.household, today) !== null) return;
  const period = periodOn(scheme, today);
  // A shorter period that began on the same day was given before the scheme changed: it is the same account.
  if (hasAllowance(tx, household.household, PURSE, period.startsOn)) return;
  context.record(tx, {
    id: allowanceId(household.householdId, period.startsOn),
    kind: allowancePosted,
    body: {
      householdId: household.householdId,
      siteId: household.siteId ?? siteId,
      schemeId: scheme.schemeId,
      purse: PURSE,
      periodStartsOn: period.startsOn,
      periodEndsOn: period.endsOn,
      revision: FIRST_REVISION,
      points: allowanceOf(scheme, household.size),
    },
    businessOn: today,
  });
}

/**
 * The period whose points a household spends on a day: the one that was given and holds the day, else the scheme's own.
 * A scheme that changes its period in the middle of one therefore takes effect when that one has ended.
 */
export const allowancePeriodOn = (db: Db, household: number, scheme: Scheme, day: LocalDate): Period =>
  findPostedPeriod(db, household, day) ?? periodOn(scheme, day);

const PURSE = 'points';
const FIRST_REVISION = 1;

/** Never changed: the ids of allowances derive from it. */
const ALLOWANCES = '0b8f6c1d-7f3e-4a44-9a54-0d6f6c5e2b90';

const allowanceId = (householdId: HouseholdId, periodStartsOn: LocalDate): OperationId =>
  operationIdSchema.parse(v5(`${householdId}|${PURSE}|${periodStartsOn}|${FIRST_REVISION}`, ALLOWANCES));

const findPostedPeriodSql = query<readonly [number, string, string, string], Period>(
  'findPostedPeriod',
  `SELECT period_starts_on AS startsOn, period_ends_on AS endsOn FROM allowance
   WHERE household = ? AND purse = ? AND period_starts_on <= ? AND period_ends_on >= ?
   ORDER BY period_starts_on DESC LIMIT 1`,
);

const findPostedPeriod = (db: Db, household: number, day: LocalDate): Period | null =>
  db.one(findPostedPeriodSql, household, PURSE, day, day) ?? null;
