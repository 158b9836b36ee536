import type { OrganisationId } from '../../shared/domain/ids.ts';
import type { Db, SqlValue } from '../database/database.ts';
import { type Holding, listHoldings } from '../database/household-holdings.ts';
import { findHousehold, type HouseholdRow } from '../database/households.ts';
import { listMergedInto } from '../database/merges.ts';
import { type CsvCell, rowsToCsv } from '../documents/write-csv.ts';
import { writeZip } from '../documents/write-zip.ts';

/**
 * Everything that is held on a household and on those that were merged into it, for whoever asks what is known of them:
 * one JSON file that a machine reads, and a table for each part that has anything.
 */
export function exportHousehold(
  db: Db,
  household: HouseholdRow,
  organisationId: OrganisationId,
  now: number,
): { readonly bytes: Uint8Array; readonly parts: number } {
  const merged = listMergedInto(db, household.householdId).flatMap(
    (merge) => findHousehold(db, merge.householdId) ?? [],
  );
  const records = [household, ...merged].map((each) => ({
    householdId: each.householdId,
    holdings: listHoldings(db, { ...each, organisationId }).filter(({ rows }) => rows.length > 0),
  }));
  const whole = {
    format: 1,
    madeAt: new Date(now).toISOString(),
    households: records.map(({ householdId, holdings }) => ({
      householdId,
      parts: Object.fromEntries(holdings.map(({ part, rows }) => [part, rows])),
    })),
  };
  const tables = records.flatMap(({ holdings }, at) =>
    holdings.map(({ part, rows }) => ({
      name: `${at === 0 ? '' : `unito-${at}/`}${part}.csv`,
      bytes: Buffer.from(toCsv(rows)),
    })),
  );
  const json = { name: 'tutto.json', bytes: Buffer.from(`${JSON.stringify(whole, null, 2)}\n`) };
  return { bytes: writeZip([json, ...tables]), parts: tables.length };
}

function toCsv(rows: Holding['rows']): string {
  const [first] = rows;
  return rowsToCsv([Object.keys(first ?? {}), ...rows.map((row) => Object.values(row).map(toCell))]);
}

function toCell(value: SqlValue): CsvCell {
  if (value === null) return '';
  return typeof value === 'number' ? { figure: String(value) } : String(value);
}
