import type { SuspensionReason } from '../../shared/domain/entitlement-reason.ts';
import type { OperationId, OrganisationId } from '../../shared/domain/ids.ts';
import { type Isee, iseeBandOn, iseeSchema } from '../../shared/domain/isee.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { type Db, query } from './database.ts';

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
const listIseeSql = query<readonly [number, string], IseeRow>(
  'listIsee',
  `SELECT ${iseeColumns} WHERE household = ? AND expires_on >= ? ORDER BY expires_on DESC, organisation_id`,
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
 * The ISEE band of a household that counts on a day, for its allowance: of several assessments that hold, the one that
 * holds longest. Null where none does, or where this counter may not know it.
 */
export function findIseeBand(db: Db, household: number, on: LocalDate): number | null {
  const row = db.one(listIseeSql, household, on);
  return row === undefined ? null : iseeBandOn(row, on);
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
