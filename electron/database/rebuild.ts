import { TYPES_ONE_IN_NETWORK } from '../../shared/operations/brought-operations.ts';
import { findKind } from '../../shared/operations/kinds.ts';
import { type InTransaction, query, type Tx } from './database.ts';
import {
  getOperationByNumber,
  type LoggedOperation,
  listOperationsAfter,
  listOperationsOfTypes,
} from './log.ts';
import { project, projectWord } from './project.ts';
import { forgetEditsOfTypes, listEditWords } from './register-edits.ts';
import { restoreHubBalances } from './sync.ts';

/** Operations read at a time: a page of the log, not the whole of it, is in memory. */
const PAGE_OPERATIONS = 2000;

/**
 * Tables that are made from the log and from nothing else. A test holds every table of the schema against
 * this list and the two below.
 */
export const PROJECTION_TABLES = [
  'history',
  'network',
  'identity_key',
  'counter_device',
  'organisation',
  'site',
  'operator',
  'operator_role',
  'operator_pin',
  'programme',
  'printer',
  'till_rules',
  'category',
  'goods_limit',
  'favourites',
  'product',
  'household',
  'household_word',
  'household_codice_fiscale',
  'household_likeness',
  'household_contacts',
  'household_note',
  'household_erasure',
  'household_merge',
  'merged_allowance',
  'person',
  'person_condition',
  'person_likeness',
  'card',
  'card_block',
  'scheme_version',
  'entitlement',
  'entitlement_suspension',
  'entitlement_reason',
  'isee_assessment',
  'allowance',
  'household_balance',
  'movement',
  'sale',
  'sale_return',
  'statement',
  'statement_part',
  'credit_rules',
  'credit_batch',
  'credit_batch_closing',
  'credit_batch_line',
  'credit_taken_back',
  'machine',
  'machine_outage',
  'wash_programme',
  'laundry_rules',
  'laundry_visit',
  'laundry_cycle',
  'laundry_booking',
  'laundry_waiting',
  'laundry_desk',
  'laundry_turn_request',
  'lease',
  'retention_rules',
  'flagged_act',
  'register_edit',
  'edit_conflict',
  'edit_conflict_settled',
  'reversal_asked',
  'floor_limit',
  'floor_spend',
] as const;

/** Made from the log too, but a search index is emptied in its own way. */
export const SEARCH_TABLES = ['product_search'] as const;

/** The log, and the numbers that stand for UUIDs: those stay as they are, whatever is projected again. */
export const KEPT_TABLES = [
  'device',
  'stream',
  'kind',
  'operation',
  'own_head',
  'product_key',
  'household_key',
  'register_section',
  'foreign_device',
  'overruled_operation',
] as const;

/** This PC's own, beside the log. */
export const OWN_TABLES = [
  'basket',
  'pin_attempt',
  'access_log',
  'counter_setting',
  'print_job',
  'statement_batch',
  'statement_batch_household',
  'statement_batch_file',
  'file_to_destroy',
  'erasure_search',
  'hub_membership',
  'sync_cursor',
  'hub_account',
  'hub_quarantine',
  'edit_word',
  'authorisation',
  'authorisation_spend',
] as const;

/**
 * Empties the projections and projects the whole log again, in one transaction: cut in the middle, nothing
 * has changed. Law: the tables are afterwards what they were. Returns how many operations were projected.
 */
export const rebuildProjections = (
  inTransaction: InTransaction,
  onProgress: (done: number) => void = () => undefined,
): number => inTransaction((tx) => rebuildIn(tx, onProgress));

/** The same within a transaction that has changed the log itself. */
export function rebuildIn(tx: Tx, onProgress: (done: number) => void = () => undefined): number {
  clearTables(tx, PROJECTION_TABLES);
  let [after, done, before] = [0, 0, -1];
  for (;;) {
    // By pages: an open iterator would keep the connection from writing.
    const page = listOperationsAfter(tx, after, PAGE_OPERATIONS);
    const last = page.at(-1);
    if (last === undefined) {
      takeWords(tx, before, Number.MAX_SAFE_INTEGER);
      restoreHubBalances(tx);
      return done;
    }
    before = projectAgain(tx, page, before);
    after = last.n;
    done += page.length;
    onProgress(done);
  }
}

/** What a network has one word on, and what is made of it. */
const NETWORK_TABLES = [
  'network',
  'programme',
  'category',
  'goods_limit',
  'product',
  'retention_rules',
  'floor_limit',
] as const;

/**
 * Makes what a network has one word on anew, without own operations that the network has overruled: a counter that entered
 * has from then on what all others have. The rest of the log is not read.
 */
export function rebuildNetworkTables(tx: Tx): void {
  clearTables(tx, NETWORK_TABLES);
  forgetEditsOfTypes(tx, TYPES_ONE_IN_NETWORK);
  let [after, before] = [0, -1];
  for (;;) {
    const page = listOperationsOfTypes(tx, TYPES_ONE_IN_NETWORK, after, PAGE_OPERATIONS);
    const last = page.at(-1);
    if (last === undefined) {
      takeWords(tx, before, Number.MAX_SAFE_INTEGER, TYPES_ONE_IN_NETWORK);
      return;
    }
    before = projectAgain(tx, page, before, TYPES_ONE_IN_NETWORK);
    after = last.n;
  }
}

/** Answers up to which operation the hub's words were taken. */
function projectAgain(
  tx: Tx,
  page: readonly LoggedOperation[],
  wordsTaken: number,
  types?: readonly string[],
): number {
  let before = wordsTaken;
  for (const { n, device, operation } of page) {
    takeWords(tx, before, n - 1, types);
    before = n - 1;
    const kind = findKind(operation.type, operation.version);
    const isReadable = kind !== null && operation.body !== undefined;
    const body = isReadable ? kind.body.parse(JSON.parse(operation.body ?? '')) : undefined;
    project(tx, { n, device, operation, body });
  }
  return before;
}

/** What the hub said of edits that were here has its effect when it was said. */
function takeWords(tx: Tx, after: number, upTo: number, types?: readonly string[]): void {
  for (const word of listEditWords(tx, after, upTo)) {
    if (types === undefined || types.includes(getOperationByNumber(tx, word.n).operation.type)) {
      projectWord(tx, word);
    }
  }
}

function clearTables(tx: Tx, tables: readonly (typeof PROJECTION_TABLES)[number][]): void {
  for (const table of tables) tx.run(query<readonly []>(`clear ${table}`, `DELETE FROM ${table}`));
  for (const table of SEARCH_TABLES) {
    const clear = `INSERT INTO ${table} (${table}) VALUES ('delete-all')`;
    tx.run(query<readonly []>(`clear ${table}`, clear));
  }
}
