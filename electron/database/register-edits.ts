import { bodyToFields, type Edit, overwrittenUnseen } from '../../shared/domain/edit-fields.ts';
import type { OperationId } from '../../shared/domain/ids.ts';
import type { OperationKind } from '../../shared/operations/kind.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import { type Db, query, type Tx } from './database.ts';
import { getOperationByNumber } from './log.ts';
import { idFromBytes } from './uuid-bytes.ts';

/*
 * A register shows its newest edit in the hub's order, and on top of it what this device wrote and the hub has not numbered
 * yet. Operations arrive in another order than that: this device's own first, and of a counter that goes on as a new device
 * the old chain's after the new one's. So each edit has a position, given when it comes in a page of the hub, and whatever
 * belongs on top is projected again (project.ts). What has none yet is in the order of this PC's chains.
 */

const findSectionSql = query<readonly [string], { section: number }>(
  'findRegisterSection',
  'SELECT section FROM register_section WHERE name = ?',
);
const insertSectionSql = query<readonly [string]>(
  'insertRegisterSection',
  'INSERT INTO register_section (name) VALUES (?)',
);
const insertEditSql = query<readonly [number, number]>(
  'insertRegisterEdit',
  'INSERT INTO register_edit (n, section) VALUES (?, ?)',
);
const findEditSql = query<readonly [number], { section: number; position: number | null; isAside: number }>(
  'findRegisterEdit',
  'SELECT section, position, is_aside AS isAside FROM register_edit WHERE n = ?',
);
const setPositionSql = query<readonly [number, number]>(
  'setEditPosition',
  `UPDATE register_edit SET is_aside = 0, position =
     (SELECT coalesce(max(position), 0) + 1 FROM register_edit WHERE section = ?) WHERE n = ?`,
);
const listPendingSql = query<readonly [number], { n: number }>(
  'listPendingEdits',
  `SELECT n FROM register_edit JOIN operation USING (n)
   WHERE section = ? AND position IS NULL AND is_aside = 0 ORDER BY device, n`,
);
const listPendingOverSql = query<readonly [number, number], { n: number }>(
  'listPendingEditsOver',
  `SELECT over.n FROM register_edit AS edit JOIN register_edit AS over USING (section)
     JOIN operation ON operation.n = over.n
   WHERE edit.n = ? AND over.position IS NULL AND over.is_aside = 0 AND operation.device > ?
   ORDER BY operation.device, over.n`,
);
const findLastPendingSql = query<readonly [number], { n: number }>(
  'findLastPendingEdit',
  `SELECT n FROM register_edit JOIN operation USING (n)
   WHERE section = ? AND position IS NULL AND is_aside = 0 ORDER BY device DESC, n DESC LIMIT 1`,
);
const findLastInOrderSql = query<readonly [number], { n: number }>(
  'findLastEditInOrder',
  `SELECT n FROM register_edit WHERE section = ? AND position IS NOT NULL ORDER BY position DESC LIMIT 1`,
);

const nameOf = <Body>(kind: OperationKind<Body>, body: Body): string | null =>
  kind.register === null ? null : `${kind.type} ${kind.register.section(body)}`;

/** The edit that shows: this device's own newest that the hub has not numbered, else the newest in the hub's order. */
const findTop = (db: Db, section: number): number | null =>
  (db.one(findLastPendingSql, section) ?? db.one(findLastInOrderSql, section))?.n ?? null;

const findIdSql = query<readonly [number], { id: Uint8Array }>(
  'findOperationId',
  'SELECT id FROM operation WHERE n = ?',
);

/** What somebody who edits a register here has before them; null for the first edit, and for acts. */
export function findLatestEdit<Body>(db: Db, kind: OperationKind<Body>, body: Body): OperationId | null {
  const name = nameOf(kind, body);
  const section = name === null ? undefined : db.one(findSectionSql, name)?.section;
  const top = section === undefined ? null : findTop(db, section);
  const id = top === null ? undefined : db.one(findIdSql, top)?.id;
  return id === undefined ? null : idFromBytes(id);
}

/**
 * What stands over an edit of this PC that was just projected, to be projected again in this order: while a counter goes on
 * as a new device, what its old one wrote is fetched after what the new one did.
 */
export const listPendingOver = (tx: Tx, n: number, device: number): readonly number[] =>
  tx.all(listPendingOverSql, n, device).map((each) => each.n);

/** Remembers an edit. Not in the hub's order yet: that is said when it comes from there. */
export function insertEdit(tx: Tx, n: number, kind: OperationKind<never>, body: never): void {
  const name = nameOf(kind, body);
  if (name === null) return;
  const section = tx.one(findSectionSql, name)?.section ?? tx.run(insertSectionSql, name).lastRowId;
  tx.run(insertEditSql, n, section);
}

/**
 * An edit of another device came from the hub, and was projected: it is the newest in the hub's order. Answers what belongs
 * on top of it all the same, to be projected again in this order: what this device wrote and the hub has not numbered.
 */
export function placeNewEdit(tx: Tx, n: number, isDescriptive: boolean): readonly number[] {
  const edit = tx.one(findEditSql, n);
  if (edit === undefined) return [];
  place(tx, n, edit.section);
  if (isDescriptive) noteConflicts(tx, edit.section, n);
  return tx.all(listPendingSql, edit.section).map((each) => each.n);
}

/**
 * An edit that was here comes from the hub: this device's own, which is on top already, or any, once the hub was restored
 * and gives its number anew. Answers what is to be projected again, in this order.
 */
export function placeEditAgain(tx: Tx, n: number, isDescriptive: boolean): readonly number[] {
  const edit = tx.one(findEditSql, n);
  if (edit === undefined) return [];
  const { section, position, isAside } = edit;
  const top = findTop(tx, section);
  place(tx, n, section);
  const isOnTop = position === null && isAside === 0 ? findTop(tx, section) === top : top === n;
  if (isDescriptive) noteConflicts(tx, section, position === null ? n : null);
  return isOnTop ? [] : [n, ...tx.all(listPendingSql, section).map((each) => each.n)];
}

const setAsideSql = query<readonly [number]>(
  'setEditAside',
  'UPDATE register_edit SET is_aside = 1 WHERE n = ? AND position IS NULL AND is_aside = 0',
);

/**
 * The hub keeps an edit of this device aside: it has no effect for others, and does not show here either where there is
 * another. Answers what is to be projected again, in this order.
 */
export function putEditAside(tx: Tx, n: number): readonly number[] {
  const edit = tx.one(findEditSql, n);
  if (edit === undefined || tx.run(setAsideSql, n).changes === 0) return [];
  return [...tx.all(listInOrderSql, edit.section), ...tx.all(listPendingSql, edit.section)].map(
    (each) => each.n,
  );
}

const place = (tx: Tx, n: number, section: number): void => {
  tx.run(setPositionSql, section, n);
};

const listInOrderSql = query<readonly [number], { n: number }>(
  'listEditsInOrder',
  'SELECT n FROM register_edit WHERE section = ? AND position IS NOT NULL ORDER BY position',
);
const listSinceSql = query<readonly [number, number, number], { n: number }>(
  'listEditsSinceBasis',
  `SELECT n FROM register_edit WHERE section = ? AND position >= (
     SELECT position FROM register_edit JOIN operation AS basis USING (n)
     WHERE section = ? AND basis.id = (SELECT based_on FROM operation WHERE operation.n = ?))
   ORDER BY position`,
);
const deleteConflictsSql = query<readonly [number]>(
  'deleteConflictsOfSection',
  'DELETE FROM edit_conflict WHERE n IN (SELECT n FROM register_edit WHERE section = ?)',
);
const insertConflictSql = query<readonly [number, number]>(
  'insertEditConflict',
  'INSERT INTO edit_conflict (n, over_n) VALUES (?, ?)',
);

/**
 * Conflicts of the newest edit of a section; of all of them (`newest` null) where the hub was restored and gave other
 * positions.
 */
function noteConflicts(tx: Tx, section: number, newest: number | null): void {
  if (newest === null) tx.run(deleteConflictsSql, section);
  const numbers =
    newest === null ? tx.all(listInOrderSql, section) : tx.all(listSinceSql, section, section, newest);
  // Nearly every edit follows the one that it names.
  if (newest !== null && numbers.length < 3) return;
  const edits = numbers.map(({ n }) => ({ n, ...toEdit(getOperationByNumber(tx, n).operation) }));
  const from = newest === null ? 0 : edits.length - 1;
  for (let at = from; at < edits.length; at++) {
    for (const over of overwrittenUnseen(edits, at)) {
      const [edit, overwritten] = [edits[at], edits.find(({ id }) => id === over.id)];
      if (edit !== undefined && overwritten !== undefined) tx.run(insertConflictSql, edit.n, overwritten.n);
    }
  }
}

/** An erased one says nothing. */
const toEdit = ({ id, basedOn, body }: Operation): Edit => ({
  id,
  basedOn: basedOn ?? null,
  fields: body === undefined ? {} : bodyToFields(JSON.parse(body)),
});

/** That an edit came from the hub, or is kept aside there, said when operation `afterN` was the newest that had arrived. */
export type EditWord = { readonly n: number; readonly afterN: number; readonly isAside: boolean };

const insertWordSql = query<readonly [number, number]>(
  'insertEditWord',
  'INSERT INTO edit_word (n, after_n, is_aside) VALUES (?, (SELECT max(n) FROM operation), ?)',
);
const listWordsSql = query<readonly [number, number], { n: number; afterN: number; isAside: number }>(
  'listEditWords',
  'SELECT n, after_n AS afterN, is_aside AS isAside FROM edit_word WHERE after_n > ? AND after_n <= ? ORDER BY after_n, k',
);

export const insertEditWord = (tx: Tx, { n, isAside }: Omit<EditWord, 'afterN'>): void => {
  tx.run(insertWordSql, n, Number(isAside));
};

/** In their order, of a part of the log: for a rebuild, which takes all in the order that it came. */
export const listEditWords = (db: Db, after: number, upTo: number): EditWord[] =>
  db.all(listWordsSql, after, upTo).map((word) => ({ ...word, isAside: word.isAside === 1 }));

const deleteWordsOfGoneSql = query<readonly []>(
  'deleteWordsOfGoneEdits',
  'DELETE FROM edit_word WHERE n NOT IN (SELECT n FROM operation)',
);
const lowerWordsSql = query<readonly []>(
  'lowerEditWords',
  `UPDATE edit_word SET after_n = (SELECT coalesce(max(n), 0) FROM operation)
   WHERE after_n > (SELECT coalesce(max(n), 0) FROM operation)`,
);

/**
 * After operations were deleted. Numbers of the newest are given again to what comes next: what the hub said of an edit that
 * is gone would be said of another one, and what it said before would come after what follows. Words keep their order.
 */
export function forgetWordsOfGone(tx: Tx): void {
  tx.run(deleteWordsOfGoneSql);
  tx.run(lowerWordsSql);
}

const deleteEditSql = query<readonly [number]>('deleteRegisterEdit', 'DELETE FROM register_edit WHERE n = ?');
const deleteConflictsOfSql = query<readonly [number, number]>(
  'deleteConflictsOfEdit',
  'DELETE FROM edit_conflict WHERE n = ? OR over_n = ?',
);

/** Of an edit that was erased. */
export function forgetEdit(tx: Tx, n: number): void {
  tx.run(deleteConflictsOfSql, n, n);
  tx.run(deleteEditSql, n);
}

const ofTypes = `n IN (SELECT n FROM operation JOIN kind USING (kind)
  WHERE type IN (SELECT value FROM json_each(?)))`;
const deleteConflictsOfTypesSql = query<readonly [string]>(
  'deleteConflictsOfTypes',
  `DELETE FROM edit_conflict WHERE ${ofTypes}`,
);
const deleteEditsOfTypesSql = query<readonly [string]>(
  'deleteEditsOfTypes',
  `DELETE FROM register_edit WHERE ${ofTypes}`,
);

/** Before edits of these types are projected anew. */
export function forgetEditsOfTypes(tx: Tx, types: readonly string[]): void {
  tx.run(deleteConflictsOfTypesSql, JSON.stringify(types));
  tx.run(deleteEditsOfTypesSql, JSON.stringify(types));
}
