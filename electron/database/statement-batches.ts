import {
  type WantedStatements,
  wantedStatementsSchema,
} from '../../shared/contract/statement-batches-contract.ts';
import { entitlementOn } from '../../shared/domain/entitlement.ts';
import type { HouseholdId, OperationId, OperatorId } from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { type Db, query, type Tx } from './database.ts';
import { noteFileWritten } from './files-to-destroy.ts';
import { listEntitlements } from './households.ts';
import { accountsOf } from './statements.ts';

export type BatchCandidate = {
  readonly household: number;
  readonly householdId: HouseholdId;
  readonly displayName: string;
};

const listCandidatesSql = query<readonly [string | null, string | null], BatchCandidate>(
  'listStatementCandidates',
  `SELECT household, household_id AS householdId, display_name AS displayName
   FROM household JOIN household_key USING (household)
   WHERE display_name IS NOT NULL AND (? IS NULL OR site_id = ?)`,
);

/** Households that a paper can be printed for, of one site or of all. */
export const listBatchCandidates = (db: Db, siteId: WantedStatements['siteId']): BatchCandidate[] =>
  db.all(listCandidatesSql, siteId, siteId);

const movedWithinSql = query<readonly [number, string, string, string, string], { found: number }>(
  'hasMovedWithin',
  // From the newest on: most that are asked for have moved lately.
  `SELECT 1 AS found FROM movement
   WHERE household = ? AND account >= ? AND account < ? AND business_on >= ? AND business_on <= ?
   ORDER BY account DESC, n DESC LIMIT 1`,
);
const movedUpToSql = query<readonly [number, string, string, string], { found: number }>(
  'hasMovedUpTo',
  `SELECT 1 AS found FROM movement
   WHERE household = ? AND account >= ? AND account < ? AND business_on <= ?
   ORDER BY account, n LIMIT 1`,
);

/** Whether a household belongs to what is wanted, as its entitlement stands today. */
export function isWanted(
  db: Db,
  { household }: Pick<BatchCandidate, 'household'>,
  { purse, from, to, entitlement, onlyWithMovements }: WantedStatements,
  today: LocalDate,
): boolean {
  const [first, beyond] = accountsOf(purse);
  const moved = onlyWithMovements
    ? db.one(movedWithinSql, household, first, beyond, from, to)
    : db.one(movedUpToSql, household, first, beyond, to);
  if (moved === undefined) return false;
  if (entitlement === 'any') return true;
  const held = entitlementOn(listEntitlements(db, household), today);
  if (held.ok) return entitlement === 'active';
  return held.error.type === 'EntitlementSuspended' ? entitlement === 'suspended' : entitlement === 'none';
}

type StoredState = 'running' | 'cancelled' | 'failed' | 'done';

export type BatchRow = {
  readonly batch: number;
  readonly batchId: OperationId;
  readonly startedAt: number;
  readonly operatorId: OperatorId;
  readonly operatorName: string | null;
  readonly wanted: WantedStatements;
  readonly folder: string;
  readonly state: StoredState;
  readonly failureCode: string | null;
  readonly total: number;
  readonly recorded: number;
  readonly skipped: number;
};

const columns = `batch, batch_id AS batchId, started_at AS startedAt, operator_id AS operatorId,
  (SELECT display_name FROM operator WHERE operator.operator_id = statement_batch.operator_id) AS operatorName,
  wanted, folder, state, failure ->> '$.code' AS failureCode,
  (SELECT count(*) FROM statement_batch_household AS each WHERE each.batch = statement_batch.batch) AS total,
  (SELECT count(*) FROM statement_batch_household AS each
   WHERE each.batch = statement_batch.batch AND outcome = 'recorded') AS recorded,
  (SELECT count(*) FROM statement_batch_household AS each
   WHERE each.batch = statement_batch.batch AND outcome = 'skipped') AS skipped
  FROM statement_batch`;

type RawBatch = Omit<BatchRow, 'wanted'> & { wanted: string };
const toBatch = (row: RawBatch): BatchRow => ({
  ...row,
  wanted: wantedStatementsSchema.parse(JSON.parse(row.wanted)),
});

const findBatchSql = query<readonly [string], RawBatch>(
  'findStatementBatch',
  `SELECT ${columns} WHERE batch_id = ?`,
);
const listBatchesSql = query<readonly [number], RawBatch>(
  'listStatementBatches',
  `SELECT ${columns} ORDER BY batch DESC LIMIT ?`,
);

export function findBatch(db: Db, batchId: OperationId): BatchRow | null {
  const row = db.one(findBatchSql, batchId);
  return row === undefined ? null : toBatch(row);
}

/** Newest first. */
export const listBatches = (db: Db, most: number): BatchRow[] => db.all(listBatchesSql, most).map(toBatch);

const insertBatchSql = query<readonly [string, number, string, string, string]>(
  'insertStatementBatch',
  `INSERT INTO statement_batch (batch_id, started_at, operator_id, wanted, folder, state)
   VALUES (?, ?, ?, ?, ?, 'running')`,
);
const insertHouseholdSql = query<readonly [number, number, string, string]>(
  'insertStatementBatchHousehold',
  'INSERT INTO statement_batch_household (batch, place, household_id, statement_id) VALUES (?, ?, ?, ?)',
);

export type NewBatch = Pick<BatchRow, 'batchId' | 'startedAt' | 'operatorId' | 'wanted' | 'folder'> & {
  /** In the order of their papers. */
  readonly households: readonly { readonly householdId: HouseholdId; readonly statementId: OperationId }[];
};

export function insertBatch(tx: Tx, made: NewBatch): void {
  const { batchId, startedAt, operatorId, wanted, folder } = made;
  const batch = tx.run(
    insertBatchSql,
    batchId,
    startedAt,
    operatorId,
    JSON.stringify(wanted),
    folder,
  ).lastRowId;
  for (const [index, { householdId, statementId }] of made.households.entries()) {
    tx.run(insertHouseholdSql, batch, index + 1, householdId, statementId);
  }
}

const setStateSql = query<readonly [string, string | null, number]>(
  'setStatementBatchState',
  'UPDATE statement_batch SET state = ?, failure = ? WHERE batch = ?',
);

/** `code`, of a failure alone, is the system's. */
export const setBatchState = (tx: Tx, batch: number, state: StoredState, code: string | null): void => {
  tx.run(setStateSql, state, code === null ? null : JSON.stringify({ code }), batch);
};

export type BatchPlace = {
  readonly place: number;
  readonly householdId: HouseholdId;
  readonly statementId: OperationId;
};

const listPlacesSql = query<readonly [number, number, number], BatchPlace>(
  'listStatementBatchPlaces',
  `SELECT place, household_id AS householdId, statement_id AS statementId
   FROM statement_batch_household WHERE batch = ? AND place >= ? ORDER BY place LIMIT ?`,
);

/** The next households of a batch, from a place on. */
export const listBatchPlaces = (db: Db, batch: number, from: number, most: number): BatchPlace[] =>
  db.all(listPlacesSql, batch, from, most);

const setOutcomeSql = query<readonly [string, number, number]>(
  'setStatementBatchOutcome',
  'UPDATE statement_batch_household SET outcome = ? WHERE batch = ? AND place = ?',
);

export const setBatchOutcome = (
  tx: Tx,
  batch: number,
  place: number,
  outcome: 'recorded' | 'skipped',
): void => {
  tx.run(setOutcomeSql, outcome, batch, place);
};

export type BatchHousehold = {
  readonly place: number;
  readonly displayName: string | null;
  readonly outcome: 'waiting' | 'recorded' | 'skipped';
};

const listHouseholdsSql = query<readonly [number], BatchHousehold>(
  'listStatementBatchHouseholds',
  `SELECT place, display_name AS displayName, outcome
   FROM statement_batch_household LEFT JOIN household_key USING (household_id)
     LEFT JOIN household USING (household)
   WHERE batch = ? ORDER BY place`,
);

/** As they are called today. */
export const listBatchHouseholds = (db: Db, batch: number): BatchHousehold[] =>
  db.all(listHouseholdsSql, batch);

export type BatchFile = {
  readonly fileName: string;
  readonly firstPlace: number;
  readonly lastPlace: number;
  readonly households: number;
  readonly pages: number;
};

const insertFileSql = query<readonly [number, number, number, string, number, number]>(
  'insertStatementBatchFile',
  `INSERT OR REPLACE INTO statement_batch_file (batch, first_place, last_place, file_name, households, pages)
   VALUES (?, ?, ?, ?, ?, ?)`,
);
const listFilesSql = query<readonly [number], BatchFile>(
  'listStatementBatchFiles',
  `SELECT file_name AS fileName, first_place AS firstPlace, last_place AS lastPlace, households, pages
   FROM statement_batch_file WHERE batch = ? ORDER BY first_place, last_place`,
);

export const insertBatchFile = (tx: Tx, batch: number, file: BatchFile): void => {
  tx.run(insertFileSql, batch, file.firstPlace, file.lastPlace, file.fileName, file.households, file.pages);
  noteFileWritten(tx, batch, file.fileName);
};

export const listBatchFiles = (db: Db, batch: number): BatchFile[] => db.all(listFilesSql, batch);

const findNextPlaceSql = query<readonly [number], { place: number | null }>(
  'findNextStatementPlace',
  `SELECT min(place) AS place FROM statement_batch_household AS wanted
   WHERE batch = ? AND outcome <> 'skipped' AND place > coalesce(
     (SELECT last_place FROM statement_batch_file AS file
      WHERE file.batch = wanted.batch AND first_place <= place ORDER BY first_place DESC LIMIT 1), 0)`,
);

/** The first household without a finished file; null where all have one. */
export const findNextPlace = (db: Db, batch: number): number | null =>
  db.one(findNextPlaceSql, batch)?.place ?? null;
