import {
  EXPIRING_COLUMNS,
  type ExpiringLine,
  type ExpiryFilter,
} from '../../shared/contract/entitlements-contract.ts';
import { expiryWindow } from '../../shared/domain/entitlement-plan.ts';
import type { OrganisationId } from '../../shared/domain/ids.ts';
import { isLocalDate, type LocalDate } from '../../shared/domain/local-date.ts';
import type { Db } from '../database/database.ts';
import { listEndingEntitlements, listEndingIsee } from '../database/entitlements.ts';
import { headOf } from '../database/merges.ts';
import { listSites } from '../database/network.ts';
import { listSchemes } from '../database/schemes.ts';
import { type CsvCell, rowsToCsv } from '../documents/write-csv.ts';

/** What is about to end, or has just ended, and was not renewed. */
export function listExpiring(
  db: Db,
  { days, siteId, of }: ExpiryFilter,
  organisationId: OrganisationId,
  today: LocalDate,
): ExpiringLine[] {
  const wanted = { organisationId, siteId, ...expiryWindow(today, days) };
  const rows = of === 'isee' ? listEndingIsee(db, wanted, today) : listEndingEntitlements(db, wanted);
  const siteNames = new Map(listSites(db).map((each) => [each.siteId, each.name]));
  const schemeNames = new Map(listSchemes(db, today).map((each) => [each.schemeId, each.name]));
  // A household that was merged into another one has its rights there.
  const living = rows.filter(({ householdId }) => headOf(db, householdId) === householdId);
  return living.map(({ siteId: ownSiteId, schemeId, isSuspended, ...row }) => ({
    ...row,
    siteName: ownSiteId === null ? null : (siteNames.get(ownSiteId) ?? null),
    schemeName: schemeNames.get(schemeId) ?? null,
    isSuspended: isSuspended === 1,
  }));
}

/** The list as CSV: one column for each of `EXPIRING_COLUMNS`, under the headings that the screen gives. */
export const expiringToCsv = (headings: readonly string[], lines: readonly ExpiringLine[]): string =>
  rowsToCsv([headings, ...lines.map((line) => EXPIRING_COLUMNS.map((column) => toCell(line[column])))]);

function toCell(value: ExpiringLine[(typeof EXPIRING_COLUMNS)[number]]): CsvCell {
  if (value === null) return '';
  if (typeof value === 'number') return { figure: String(value) };
  return isLocalDate(value) ? italianDate(value) : value;
}

/** As spreadsheets in Italy read a day: `01/04/2026`. */
const italianDate = (day: LocalDate): string => day.split('-').reverse().join('/');
