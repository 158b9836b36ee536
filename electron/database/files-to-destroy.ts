import {
  type HouseholdId,
  householdIdSchema,
  type OperationId,
  type OperatorId,
} from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { type Db, query, type Tx } from './database.ts';

/** Households whose pages are in a file: those that it was drawn with. */
const linesInFiles = `statement_batch_household AS line
   JOIN statement_batch_file AS file ON file.batch = line.batch AND place BETWEEN first_place AND last_place`;

const countFilesSql = query<readonly [string], { files: number }>(
  'countStatementFilesOf',
  `SELECT count(*) AS files FROM (
     SELECT DISTINCT line.batch, file_name FROM ${linesInFiles}
     WHERE household_id IN (SELECT value FROM json_each(?)) AND outcome = 'recorded')`,
);

/** Files of statements that hold pages of these households, among those of others: nobody but a person can tell them apart. */
export const countStatementFiles = (db: Db, householdIds: readonly HouseholdId[]): number =>
  db.one(countFilesSql, JSON.stringify(householdIds))?.files ?? 0;

const noteFilesOfSql = query<readonly [string]>(
  'noteFilesOfErased',
  `INSERT OR IGNORE INTO file_to_destroy (batch, file_name, household_id)
   SELECT line.batch, file_name, household_id FROM ${linesInFiles} WHERE household_id = ? AND outcome = 'recorded'`,
);

/** At an erasure, whoever ordered it: what was saved of the household at this PC stays a person's to destroy. */
export const noteFilesOfErased = (tx: Tx, householdId: HouseholdId): void => {
  tx.run(noteFilesOfSql, householdId);
};

const forgetFileSql = query<readonly [number, string]>(
  'forgetFileToDestroy',
  'DELETE FROM file_to_destroy WHERE batch = ? AND file_name = ?',
);
const noteFileSql = query<readonly [number, string]>(
  'noteFileWithErased',
  `INSERT INTO file_to_destroy (batch, file_name, household_id)
   SELECT DISTINCT line.batch, file_name, household_id FROM ${linesInFiles}
     JOIN household_key USING (household_id) JOIN household_erasure USING (household)
   WHERE line.batch = ? AND file_name = ? AND outcome = 'recorded'`,
);

/** A file was written, maybe over one of that name: it holds whoever was erased while it was drawn, and nobody from before. */
export function noteFileWritten(tx: Tx, batch: number, fileName: string): void {
  tx.run(forgetFileSql, batch, fileName);
  tx.run(noteFileSql, batch, fileName);
}

const destroySql = query<readonly [number, string, number, string]>(
  'noteFileDestroyed',
  `UPDATE file_to_destroy SET destroyed_at = ?, destroyed_by = ?
   WHERE batch = ? AND file_name = ? AND destroyed_at IS NULL`,
);

/** Somebody says that a file is destroyed, with whatever was copied or printed of it. `at` in UTC milliseconds. */
export const noteFileDestroyed = (
  tx: Tx,
  batch: number,
  fileName: string,
  { at, by }: { readonly at: number; readonly by: OperatorId },
): void => {
  tx.run(destroySql, at, by, batch, fileName);
};

export type FileToDestroyRow = {
  readonly batch: number;
  readonly batchId: OperationId;
  readonly folder: string;
  readonly fileName: string;
  /** Who in it was erased. */
  readonly householdIds: readonly HouseholdId[];
  /** When the last of them was. */
  readonly erasedOn: LocalDate;
};

type RawFile = Omit<FileToDestroyRow, 'householdIds'> & { readonly householdIds: string };

const listToDestroySql = query<readonly [number], RawFile>(
  'listFilesToDestroy',
  `SELECT batch, batch_id AS batchId, folder, file_name AS fileName,
     group_concat(DISTINCT household_id) AS householdIds, max(erased_on) AS erasedOn
   FROM file_to_destroy JOIN statement_batch USING (batch)
     JOIN household_key USING (household_id) JOIN household_erasure USING (household)
   WHERE destroyed_at IS NULL GROUP BY batch, file_name ORDER BY batch DESC, file_name LIMIT ?`,
);

/** Files of this PC that hold somebody who was erased, and that nobody has said to be destroyed; the newest batch first. */
export const listFilesToDestroy = (db: Db, most: number): FileToDestroyRow[] =>
  db.all(listToDestroySql, most).map((row) => ({
    ...row,
    householdIds: row.householdIds.split(',').map((id) => householdIdSchema.parse(id)),
  }));

const countToDestroySql = query<readonly [], { files: number }>(
  'countFilesToDestroy',
  `SELECT count(*) AS files FROM (SELECT DISTINCT batch, file_name FROM file_to_destroy WHERE destroyed_at IS NULL)`,
);

export const countFilesToDestroy = (db: Db): number => db.one(countToDestroySql)?.files ?? 0;
