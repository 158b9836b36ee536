import type { PastSuspension } from '../../shared/domain/allowance-due.ts';
import type { SuspensionReason } from '../../shared/domain/entitlement-reason.ts';
import type {
  EntitlementId,
  HouseholdId,
  OperationId,
  OrganisationId,
  SchemeId,
  SiteId,
} from '../../shared/domain/ids.ts';
import { type Isee, iseeBandOn, iseeSchema } from '../../shared/domain/isee.ts';
import { addDays, type LocalDate } from '../../shared/domain/local-date.ts';
import { entitlementResumed, entitlementSuspended } from '../../shared/operations/household-operations.ts';
import { type Db, query } from './database.ts';
import { listHistory } from './log.ts';

type IseeRow = {
  band: number | null;
  certificate: string | null;
  valueCents: number | null;
  expiresOn: LocalDate;
};

const iseeColumns = `band, certificate, value_cents AS valueCents, expires_on AS expiresOn
  FROM isee_assessment`;

const findIseeSql = query<readonly [number, string], IseeRow>(
  'findIsee',
  `SELECT ${iseeColumns} WHERE household = ? AND organisation_id = ?`,
);
const findLongestIseeSql = query<readonly [number], IseeRow>(
  'findLongestIsee',
  `SELECT ${iseeColumns} WHERE household = ? ORDER BY expires_on DESC, organisation_id LIMIT 1`,
);

/** What the offices of one organisation saw last of a household's means. Of another organisation's it says nothing. */
export function findIsee(db: Db, household: number, organisationId: OrganisationId): Isee | null {
  const row = db.one(findIseeSql, household, organisationId);
  if (row === undefined) return null;
  const { band, certificate, valueCents, expiresOn } = row;
  return iseeSchema.parse({
    band,
    expiresOn,
    ...(certificate === null ? {} : { certificate }),
    ...(valueCents === null ? {} : { valueCents }),
  });
}

/**
 * What counts of a household's means for its allowance: of several assessments the one that holds longest. Null where there
 * is none, or where this counter may not know it.
 */
export const findLongestIsee = (db: Db, household: number): Pick<Isee, 'band' | 'expiresOn'> | null =>
  db.one(findLongestIseeSql, household) ?? null;

/** The ISEE band that counts on a day. */
export function findIseeBand(db: Db, household: number, on: LocalDate): number | null {
  const isee = findLongestIsee(db, household);
  return isee === null ? null : iseeBandOn(isee, on);
}

const findReasonSql = query<readonly [string, string], { reason: SuspensionReason }>(
  'findSuspensionReason',
  'SELECT reason FROM entitlement_reason WHERE act_id = ? AND organisation_id = ?',
);

/** Why a right was suspended, as the offices of one organisation know it. */
export const findSuspensionReason = (
  db: Db,
  suspensionId: OperationId,
  organisationId: OrganisationId,
): SuspensionReason | null => db.one(findReasonSql, suspensionId, organisationId)?.reason ?? null;

export type ExpiringRow = {
  readonly householdId: HouseholdId;
  readonly displayName: string | null;
  readonly size: number;
  readonly siteId: SiteId | null;
  readonly entitlementId: EntitlementId;
  readonly schemeId: SchemeId;
  readonly startsOn: LocalDate;
  readonly endsOn: LocalDate;
  readonly isSuspended: number;
  readonly iseeExpiresOn: LocalDate | null;
};

/** The newest right of each household: one that was renewed is not about to end. */
const newestRights = `FROM entitlement JOIN household USING (household) JOIN household_key USING (household)
   LEFT JOIN isee_assessment AS isee ON isee.household = entitlement.household AND isee.organisation_id = ?
   WHERE NOT EXISTS (SELECT 1 FROM entitlement AS later WHERE later.household = entitlement.household
     AND (later.ends_on, later.entitlement_id) > (entitlement.ends_on, entitlement.entitlement_id))`;

const expiringColumns = `household_id AS householdId, display_name AS displayName, size, site_id AS siteId,
   entitlement.entitlement_id AS entitlementId, scheme_id AS schemeId, starts_on AS startsOn, ends_on AS endsOn,
   EXISTS (SELECT 1 FROM entitlement_suspension AS suspension
     WHERE suspension.entitlement_id = entitlement.entitlement_id AND is_lifted = 0) AS isSuspended,
   isee.expires_on AS iseeExpiresOn`;

type ExpiryParams = readonly [string, string, string, string | null, string | null];

const listEndingSql = query<ExpiryParams, ExpiringRow>(
  'listEndingEntitlements',
  `SELECT ${expiringColumns} ${newestRights} AND ends_on BETWEEN ? AND ? AND (? IS NULL OR site_id = ?)
   ORDER BY ends_on, display_name, entitlement.entitlement_id`,
);
const listEndingIseeSql = query<readonly [...ExpiryParams, string], ExpiringRow>(
  'listEndingIsee',
  `SELECT ${expiringColumns} ${newestRights} AND isee.expires_on BETWEEN ? AND ? AND (? IS NULL OR site_id = ?)
     AND ends_on >= ?
   ORDER BY isee.expires_on, display_name, entitlement.entitlement_id`,
);

export type ExpiryQuery = {
  readonly organisationId: OrganisationId;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly siteId: SiteId | null;
};

/** Rights that end from one day to another and were not renewed, first to end first. */
export const listEndingEntitlements = (
  db: Db,
  { organisationId, from, to, siteId }: ExpiryQuery,
): ExpiringRow[] => db.all(listEndingSql, organisationId, from, to, siteId, siteId);

/** Households with a right from today on whose ISEE, as this organisation saw it, ends between two days. */
export const listEndingIsee = (
  db: Db,
  { organisationId, from, to, siteId }: ExpiryQuery,
  today: LocalDate,
): ExpiringRow[] => db.all(listEndingIseeSql, organisationId, from, to, siteId, siteId, today);

const countUnderSql = query<readonly [string, string], { households: number }>(
  'countHouseholdsUnderScheme',
  'SELECT count(DISTINCT household) AS households FROM entitlement WHERE scheme_id = ? AND ends_on >= ?',
);

/** Households with a right under a scheme, from a day on. */
export const countHouseholdsUnder = (db: Db, schemeId: SchemeId, from: LocalDate): number =>
  db.one(countUnderSql, schemeId, from)?.households ?? 0;

const wasSuspendedSql = query<readonly [number], { found: number }>(
  'wasHouseholdSuspended',
  `SELECT 1 AS found FROM entitlement JOIN entitlement_suspension USING (entitlement_id)
   WHERE household = ? AND is_lifted = 1 LIMIT 1`,
);

/** Acts on a household that are read of its history. */
const MOST_HISTORY = 10_000;

/** Suspensions of a household's rights that were lifted. */
export function listPastSuspensions(db: Db, household: number, householdId: HouseholdId): PastSuspension[] {
  if (db.one(wasSuspendedSql, household) === undefined) return [];
  const acts = listHistory(db, `household:${householdId}`, MOST_HISTORY).map(({ operation }) => operation);
  const liftedOn = new Map(
    acts.flatMap(({ type, reversesId, businessOn }) =>
      type === entitlementResumed.type && reversesId !== undefined ? [[reversesId, businessOn] as const] : [],
    ),
  );
  return acts.flatMap(({ id, type, body, businessOn: startsOn }): PastSuspension[] => {
    const on = liftedOn.get(id);
    if (type !== entitlementSuspended.type || body === undefined || on === undefined) return [];
    const { entitlementId } = entitlementSuspended.body.parse(JSON.parse(body));
    return [{ entitlementId, startsOn, endsOn: addDays(on, -1) }];
  });
}
