import { entitlementExplained } from '../../../shared/operations/entitlement-operations.ts';
import { householdErased } from '../../../shared/operations/erasure-operations.ts';
import { query, type Tx } from '../database.ts';
import { insertErasureSearch } from '../erasure-search.ts';
import {
  deletePapers,
  eraseBody,
  isHouseholdErased,
  listOperationsInDoubt,
  listPersonalOperations,
  type PersonalOperation,
} from '../erasures.ts';
import { noteFilesOfErased } from '../files-to-destroy.ts';
import { numberOfHousehold } from '../households.ts';
import { type ProjectorEntry, projector } from '../projector.ts';
import { forgetEdit } from '../register-edits.ts';
import { idToBytes } from '../uuid-bytes.ts';

const insertErasure = query<readonly [Uint8Array, number, string, string]>(
  'insertHouseholdErasure',
  'INSERT OR IGNORE INTO household_erasure (operation_id, household, reason, erased_on) VALUES (?, ?, ?, ?)',
);
const insertStub = query<readonly [number]>(
  'insertErasedHousehold',
  'INSERT INTO household (household) VALUES (?)',
);
const deleteStatementParts = query<readonly [number]>(
  'deleteStatementPartsOfHousehold',
  'DELETE FROM statement_part WHERE statement_id IN (SELECT statement_id FROM statement WHERE household = ?)',
);
const deleteHistory = query<readonly [number]>('deleteHistoryOf', 'DELETE FROM history WHERE n = ?');
const deleteNote = query<readonly [string]>('deleteNote', 'DELETE FROM household_note WHERE note_id = ?');
const deleteReason = query<readonly [string]>(
  'deleteEntitlementReason',
  'DELETE FROM entitlement_reason WHERE act_id = ?',
);

/** What is made of personal kinds and stands under the household's number. */
const PERSONAL_TABLES = [
  'household',
  'household_word',
  'household_codice_fiscale',
  'household_likeness',
  'household_contacts',
  'household_note',
  'person',
  'person_condition',
  'person_likeness',
  'isee_assessment',
  'statement',
] as const;
const deleteOfHousehold = PERSONAL_TABLES.map((table) =>
  query<readonly [number]>(`deleteErased.${table}`, `DELETE FROM ${table} WHERE household = ?`),
);

/** What a personal operation left in tables that no household's number stands in. */
function forgetOperation(tx: Tx, { n, type, id, causeId, reversesId }: PersonalOperation): void {
  eraseBody(tx, n);
  forgetEdit(tx, n);
  tx.run(deleteHistory, n);
  // Taken back before the note itself arrived: the line has no household yet.
  for (const noteId of [id, reversesId]) if (noteId !== null) tx.run(deleteNote, noteId);
  if (type === entitlementExplained.type && causeId !== null) tx.run(deleteReason, causeId);
}

/**
 * Empties everything personal of a household, and leaves a stub that its accounts, cards, rights and washes hang on. Law:
 * whatever came before and whatever comes later, in any order of streams, the tables are afterwards the same.
 */
export const erasureProjectors: readonly ProjectorEntry[] = [
  projector(householdErased, (tx, { n, body, operation }) => {
    const household = numberOfHousehold(tx, body.householdId);
    for (const each of listPersonalOperations(tx, body.householdId)) forgetOperation(tx, each);
    for (const each of listOperationsInDoubt(tx, body.householdId)) eraseBody(tx, each);
    // Whoever orders it once more has seen something that was missed. A counter that does so by itself has seen nothing, and
    // after a restore of the hub it does so for every household.
    const isSeen = operation.operatorId !== undefined && isHouseholdErased(tx, body.householdId);
    if (isSeen) insertErasureSearch(tx, n, household);
    tx.run(deleteStatementParts, household);
    for (const sql of deleteOfHousehold) tx.run(sql, household);
    tx.run(insertStub, household);
    tx.run(insertErasure, idToBytes(operation.id), household, body.reason, operation.businessOn);
    deletePapers(tx, household, body.householdId);
    noteFilesOfErased(tx, body.householdId);
  }),
];
