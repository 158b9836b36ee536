import type { EditConflict } from '../../shared/contract/edit-conflict.ts';
import type { BilingualName } from '../../shared/domain/category.ts';
import { bodyToFields, type Fields, fieldsInConflict, isSameValue } from '../../shared/domain/edit-fields.ts';
import {
  householdIdSchema,
  type OperationId,
  type OperatorId,
  productIdSchema,
} from '../../shared/domain/ids.ts';
import { hasAnyRole, type Role } from '../../shared/domain/role.ts';
import { findKind } from '../../shared/operations/kinds.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import { type Db, query } from './database.ts';
import { getOperationByNumber } from './log.ts';
import { findHead } from './merges.ts';
import { findSite } from './network.ts';
import { findProduct, listCategories } from './products.ts';
import { idToBytes } from './uuid-bytes.ts';

/** More than anybody looks through. */
const MOST_CONFLICTS = 500;

type ConflictRow = { n: number; overN: number };

const conflictRows = `edit_conflict.n AS n, over_n AS overN FROM edit_conflict
  JOIN register_edit AS place ON place.n = edit_conflict.n
  JOIN operation AS edit ON edit.n = edit_conflict.n
  JOIN operation AS written_over ON written_over.n = over_n`;

const listOfOperatorSql = query<readonly [string, string, string, string, number], ConflictRow>(
  'listEditConflicts',
  // Who has edited the same thing since has seen it: nothing is to be decided any more.
  `SELECT ${conflictRows}
   WHERE (edit.operator_id = ? OR written_over.operator_id = ?)
     AND NOT EXISTS (SELECT 1 FROM edit_conflict_settled
       WHERE edit_id = edit.id AND over_id = written_over.id AND edit_conflict_settled.operator_id = ?)
     AND NOT EXISTS (SELECT 1 FROM register_edit AS later JOIN operation AS own USING (n)
       WHERE later.section = place.section AND own.operator_id = ?
         AND (later.position IS NULL OR later.position > place.position))
   ORDER BY edit_conflict.n DESC, over_n DESC LIMIT ?`,
);
const findConflictSql = query<readonly [Uint8Array, Uint8Array], ConflictRow>(
  'findEditConflict',
  `SELECT ${conflictRows} WHERE edit.id = ? AND written_over.id = ?`,
);
const listTopDownSql = query<readonly [number], { n: number }>(
  'listEditsTopDown',
  `SELECT n FROM register_edit WHERE section = (SELECT section FROM register_edit WHERE n = ?)
   ORDER BY position IS NOT NULL, position DESC, n DESC`,
);
const findOperatorNameSql = query<readonly [string], { displayName: string | null }>(
  'findNameOfOperator',
  'SELECT display_name AS displayName FROM operator WHERE operator_id = ?',
);

type Reader = { readonly operatorId: OperatorId; readonly roles: readonly Role[] };

const listRows = (db: Db, { operatorId }: Reader): ConflictRow[] =>
  db.all(listOfOperatorSql, operatorId, operatorId, operatorId, operatorId, MOST_CONFLICTS);

/** Conflicts of somebody's edits that are not settled, the newest first. Only of what that person may still write. */
export const listEditConflicts = (db: Db, reader: Reader): EditConflict[] =>
  listRows(db, reader).flatMap((row) => tell(db, row, reader) ?? []);

/** How many `listEditConflicts` would tell of: asked at every change of the exchange. */
export const countEditConflicts = (db: Db, reader: Reader): number =>
  listRows(db, reader).filter((row) => readSides(db, row, reader) !== null).length;

const isSettledSql = query<readonly [Uint8Array, Uint8Array, string], { found: number }>(
  'isEditConflictSettled',
  'SELECT 1 AS found FROM edit_conflict_settled WHERE edit_id = ? AND over_id = ? AND operator_id = ?',
);

export const isConflictSettled = (
  db: Db,
  editId: OperationId,
  overId: OperationId,
  operatorId: OperatorId,
): boolean => db.one(isSettledSql, idToBytes(editId), idToBytes(overId), operatorId) !== undefined;

/** Somebody's own side of a conflict; null where there is none, or it is of what that person may not write. */
export type OwnConflict = {
  readonly mine: Operation;
  readonly fields: readonly string[];
  /** The edit that shows now. */
  readonly latest: Operation;
};

export function findOwnConflict(
  db: Db,
  editId: OperationId,
  overId: OperationId,
  reader: Reader,
): OwnConflict | null {
  const row = db.one(findConflictSql, idToBytes(editId), idToBytes(overId));
  const sides = row === undefined ? null : readSides(db, row, reader);
  const top = row === undefined ? undefined : db.all(listTopDownSql, row.n)[0];
  if (sides === null || top === undefined) return null;
  const { mine, fields } = sides;
  return { mine, fields, latest: getOperationByNumber(db, top.n).operation };
}

function readSides(db: Db, { n, overN }: ConflictRow, { operatorId, roles }: Reader) {
  const edit = getOperationByNumber(db, n).operation;
  const over = getOperationByNumber(db, overN).operation;
  const isOverMine = edit.operatorId !== operatorId;
  const [mine, other] = isOverMine ? [over, edit] : [edit, over];
  const writers = findKind(mine.type, mine.version)?.writers;
  if (mine.operatorId !== operatorId || writers?.by !== 'roles' || !hasAnyRole(roles, writers.roles))
    return null;
  const [mineFields, otherFields] = [fieldsOf(mine), fieldsOf(other)];
  const fields = fieldsInConflict(mineFields, otherFields);
  if (fields.length === 0) return null; // erased since
  return { mine, other, isOverMine, mineFields, otherFields, fields };
}

function tell(db: Db, row: ConflictRow, reader: Reader): EditConflict | null {
  const sides = readSides(db, row, reader);
  if (sides === null) return null;
  const { mine, other, isOverMine, mineFields, otherFields, fields } = sides;
  const standing = readStanding(db, row.n, fields);
  const say = sayer(db);
  return {
    editId: isOverMine ? other.id : mine.id,
    overId: isOverMine ? mine.id : other.id,
    type: mine.type,
    householdId: householdIdSchema.safeParse(mineFields.householdId).data ?? null,
    title: titleOf(db, row.n, mineFields),
    mine: { writtenAt: mine.occurredAt },
    other: {
      writtenAt: other.occurredAt,
      byName:
        other.operatorId === undefined
          ? null
          : (db.one(findOperatorNameSql, other.operatorId)?.displayName ?? null),
    },
    isOverMine,
    fields: fields.map((field) => ({
      field,
      mine: say(field, mineFields[field]),
      other: say(field, otherFields[field]),
      now: say(field, standing.get(field)),
    })),
  };
}

/** What shows now of each field: what the newest edit says that sets it. */
function readStanding(db: Db, n: number, fields: readonly string[]): ReadonlyMap<string, unknown> {
  const standing = new Map<string, unknown>();
  for (const each of db.all(listTopDownSql, n)) {
    const said = fieldsOf(getOperationByNumber(db, each.n).operation);
    for (const field of fields) {
      if (!standing.has(field) && Object.hasOwn(said, field)) standing.set(field, said[field]);
    }
    if (standing.size === fields.length) break;
  }
  return standing;
}

/** Ids that a person would have to look up are said by their names. */
function sayer(db: Db): (field: string, value: unknown) => unknown {
  return (field, value) => {
    if (field === 'categoryId') {
      const category = listCategories(db).find(({ categoryId }) => isSameValue(categoryId, value));
      return category?.name ?? null;
    }
    if (field === 'siteId') {
      const site = typeof value === 'string' ? findSite(db, value as Parameters<typeof findSite>[1]) : null; // a siteId of a parsed body
      return site?.name ?? null;
    }
    return value ?? null;
  };
}

/** Where bodies have the name of what they are about, the first that is there. */
const NAMES = ['name', 'displayName', 'printer.name', 'number'] as const;
/** Before them, what has a name in each language. */
const BILINGUAL_NAMES = ['name', 'category.name'] as const;

function titleOf(db: Db, n: number, fields: Fields): string | BilingualName | null {
  const householdId = householdIdSchema.safeParse(fields.householdId);
  if (householdId.success) return findHead(db, householdId.data)?.displayName ?? null;
  const productId = productIdSchema.safeParse(fields.productId);
  if (productId.success) return findProduct(db, productId.data)?.name ?? null;
  const bilingual = readStanding(
    db,
    n,
    BILINGUAL_NAMES.flatMap((name) => [`${name}.it`, `${name}.en`]),
  );
  for (const name of BILINGUAL_NAMES) {
    const [it, en] = [bilingual.get(`${name}.it`), bilingual.get(`${name}.en`)];
    if (typeof it === 'string' && typeof en === 'string') return { it, en };
  }
  const said = readStanding(db, n, NAMES);
  const name = NAMES.map((field) => said.get(field)).find((value) => value !== undefined);
  return name === undefined ? null : String(name);
}

/** The bodies of edits were parsed by their kinds; an erased one says nothing. */
const fieldsOf = ({ body }: Operation): Fields => (body === undefined ? {} : bodyToFields(JSON.parse(body)));
