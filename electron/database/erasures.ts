import type { HouseholdId } from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import type { ErasureReason } from '../../shared/operations/erasure-operations.ts';
import { findKind } from '../../shared/operations/kinds.ts';
import type { StreamName } from '../../shared/operations/operation.ts';
import { householdsInDoubt, PERSONAL_TYPES } from '../../shared/operations/personal.ts';
import { type Db, query, type Tx } from './database.ts';
import { findHousehold, findHouseholdNumber, type HouseholdRow } from './households.ts';
import { idFromBytes } from './uuid-bytes.ts';

const isErasedSql = query<readonly [string], { found: number }>(
  'isHouseholdErased',
  `SELECT 1 AS found FROM household_erasure JOIN household_key USING (household) WHERE household_id = ? LIMIT 1`,
);

/** Whether an order to erase this household is here. */
export const isHouseholdErased = (db: Db, householdId: HouseholdId): boolean =>
  db.one(isErasedSql, householdId) !== undefined;

/** A household that something may still be written of; null for one that is not known or was erased. */
export const findKeptHousehold = (db: Db, householdId: HouseholdId): HouseholdRow | null =>
  isHouseholdErased(db, householdId) ? null : findHousehold(db, householdId);

export type ErasureRow = {
  readonly householdId: HouseholdId;
  readonly reason: ErasureReason;
  readonly erasedOn: LocalDate;
};

const listErasuresSql = query<readonly [], ErasureRow>(
  'listHouseholdErasures',
  `SELECT household_id AS householdId, reason, min(erased_on) AS erasedOn
   FROM household_erasure JOIN household_key USING (household) GROUP BY household ORDER BY household_id`,
);
const findErasureSql = query<readonly [string], ErasureRow>(
  'findHouseholdErasure',
  `SELECT household_id AS householdId, reason, erased_on AS erasedOn
   FROM household_erasure JOIN household_key USING (household) WHERE household_id = ?
   ORDER BY erased_on, operation_id LIMIT 1`,
);

/** Every household that was erased, each once. */
export const listErasures = (db: Db): ErasureRow[] => db.all(listErasuresSql);

const listErasedByOthersSql = query<readonly [], { householdId: HouseholdId }>(
  'listErasedByOthers',
  `SELECT household_id AS householdId FROM household_erasure AS erasure JOIN household_key USING (household)
   GROUP BY household_id HAVING NOT max(EXISTS (
     SELECT 1 FROM operation JOIN own_head USING (device) WHERE operation.id = erasure.operation_id))
   ORDER BY household_id`,
);

/** Households that were erased by order of other devices alone. */
export const listErasedByOthers = (db: Db): HouseholdId[] =>
  db.all(listErasedByOthersSql).map(({ householdId }) => householdId);

/** The first order to erase a household; null where there is none. */
export const findErasure = (db: Db, householdId: HouseholdId): ErasureRow | null =>
  db.one(findErasureSql, householdId) ?? null;

const eraseBodySql = query<readonly [number]>(
  'eraseBody',
  'UPDATE operation SET body = NULL, salt = NULL WHERE n = ?',
);

/** Deletes what an operation says. Its hash covers the commitment alone, so the chain stays valid. */
export const eraseBody = (tx: Tx, n: number): void => {
  tx.run(eraseBodySql, n);
};

type PersonalRow = {
  readonly n: number;
  readonly type: string;
  readonly id: Uint8Array;
  readonly causeId: Uint8Array | null;
  readonly reversesId: Uint8Array | null;
};

const personalTypes = PERSONAL_TYPES.map((type) => `'${type}'`).join(', ');

const listPersonalSql = query<readonly [string, number], PersonalRow>(
  'listPersonalOperations',
  // A long statement is listed under its first part alone.
  `SELECT n, type, id, cause_id AS causeId, reverses_id AS reversesId FROM operation JOIN kind USING (kind)
   WHERE type IN (${personalTypes}) AND n IN (
     SELECT n FROM history WHERE subject = ?
     UNION ALL
     SELECT statement_part.n FROM statement JOIN statement_part USING (statement_id) WHERE household = ?)`,
);

export type PersonalOperation = Pick<PersonalRow, 'n' | 'type'> & {
  readonly id: string;
  readonly causeId: string | null;
  readonly reversesId: string | null;
};

/** Every operation of a personal kind that is about a household and still has its body. */
export function listPersonalOperations(db: Db, householdId: HouseholdId): PersonalOperation[] {
  const household = findHouseholdNumber(db, householdId) ?? 0;
  return db.all(listPersonalSql, `household:${householdId}`, household).map((row) => ({
    n: row.n,
    type: row.type,
    id: idFromBytes(row.id),
    causeId: row.causeId === null ? null : idFromBytes(row.causeId),
    reversesId: row.reversesId === null ? null : idFromBytes(row.reversesId),
  }));
}

const listNamingSql = query<readonly [string, number, number, string], InDoubtRow>(
  'listOperationsThatName',
  `SELECT n, type, version, stream.name AS stream, body FROM operation INDEXED BY operation_said_by_kind
     JOIN kind USING (kind) JOIN stream USING (stream)
   WHERE body IS NOT NULL AND kind IN (SELECT value FROM json_each(?)) AND n > ? AND n <= ? AND instr(body, ?) > 0`,
);
type InDoubtRow = {
  readonly n: number;
  readonly type: string;
  readonly version: number;
  readonly stream: StreamName;
  readonly body: string;
};
const listKindsSql = query<readonly [], { kind: number; type: string; version: number }>(
  'listKindsInLog',
  'SELECT kind, type, version FROM kind',
);

export const listKindsInLog = (db: Db): { kind: number; type: string; version: number }[] =>
  db.all(listKindsSql);

/** Of operations of these kinds, after one number and up to another, those that may be personal of a household. */
export const listNaming = (
  db: Db,
  {
    kinds,
    afterN,
    upToN,
  }: { readonly kinds: readonly number[]; readonly afterN: number; readonly upToN: number },
  householdId: HouseholdId,
): number[] =>
  db
    .all(listNamingSql, JSON.stringify(kinds), afterN, upToN, householdId)
    .filter((row) => householdsInDoubt(row).includes(householdId))
    .map(({ n }) => n);

/**
 * Numbers of operations that nothing lists under their household and that may be personal of it: of kinds that a newer
 * version made. No other kind is read: this runs while the till is in use.
 */
export function listOperationsInDoubt(db: Db, householdId: HouseholdId): number[] {
  const kinds = listKindsInLog(db)
    .filter(({ type, version }) => findKind(type, version) === null)
    .map(({ kind }) => kind);
  if (kinds.length === 0) return [];
  return listNaming(db, { kinds, afterN: 0, upToN: Number.MAX_SAFE_INTEGER }, householdId);
}

const deletePapersSql = query<readonly [number, number, number, number]>(
  'deletePapersOfHousehold',
  `DELETE FROM print_job WHERE (state <> 'printing' OR ?) AND operation_id IN (
     SELECT lower(substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || substr(hex(id), 13, 4) || '-' ||
       substr(hex(id), 17, 4) || '-' || substr(hex(id), 21)) FROM operation
     WHERE n IN (SELECT n FROM movement WHERE household = ? UNION SELECT n FROM sale WHERE household = ?
       UNION SELECT sale_return.n FROM sale JOIN operation AS sold USING (n)
         JOIN sale_return ON sale_id = sold.id WHERE household = ?))`,
);

const emptyBasketNotesSql = query<readonly [string]>(
  'emptyBasketNotesOfHousehold',
  `UPDATE basket SET note = '' WHERE document ->> '$.customer.householdId' = ?`,
);

/**
 * What this PC keeps beside the log: receipts in the print queue, printed or not, name whom they are for, and a basket
 * that was put aside may say in its note whose it is. The basket itself stays, as anybody's who carries it to the till.
 */
export const deletePapers = (tx: Tx, household: number, householdId: HouseholdId): void => {
  // A return of what cost nothing moves nothing: it is found by its sale. A paper that is on the wire is the printer queue's to end: it is deleted at the next start.
  tx.run(deletePapersSql, 0, household, household, household);
  tx.run(emptyBasketNotesSql, householdId);
};

/** At a start, before the printer queue: nothing is on the wire. */
export function deletePapersOfErased(tx: Tx): void {
  for (const { householdId } of listErasures(tx)) {
    const household = findHouseholdNumber(tx, householdId);
    if (household !== null) tx.run(deletePapersSql, 1, household, household, household);
  }
}

type Counts = {
  readonly persons: number;
  readonly notes: number;
  readonly statements: number;
  readonly cards: number;
  readonly movements: number;
};

const countSql = query<readonly [number, number, number, number, number], Counts>(
  'countForErasure',
  `SELECT (SELECT count(*) FROM person WHERE household = ?) AS persons,
     (SELECT count(*) FROM household_note WHERE household = ?) AS notes,
     (SELECT count(*) FROM statement WHERE household = ?) AS statements,
     (SELECT count(*) FROM card WHERE household = ? AND replaced_by_card_id IS NULL) AS cards,
     (SELECT count(DISTINCT n) FROM movement WHERE household = ?) AS movements`,
);

/** What goes with these households, and what stays of them. */
export function countForErasure(db: Db, householdIds: readonly HouseholdId[]): Counts & { acts: number } {
  const sum = { persons: 0, notes: 0, statements: 0, cards: 0, movements: 0, acts: 0 };
  for (const householdId of householdIds) {
    const household = findHouseholdNumber(db, householdId) ?? 0;
    const counts = db.one(countSql, household, household, household, household, household);
    sum.persons += counts?.persons ?? 0;
    sum.notes += counts?.notes ?? 0;
    sum.statements += counts?.statements ?? 0;
    sum.cards += counts?.cards ?? 0;
    sum.movements += counts?.movements ?? 0;
    sum.acts += listPersonalOperations(db, householdId).length;
  }
  return sum;
}
