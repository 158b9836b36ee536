import { bodyToFields, isSameValue } from '../../shared/domain/edit-fields.ts';
import type { OperationId, OperatorId } from '../../shared/domain/ids.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import { type Db, query } from './database.ts';
import { listHistory } from './log.ts';

export type Change = { readonly field: string; readonly before: unknown; readonly after: unknown };

export type HistoryItem = {
  readonly operationId: OperationId;
  readonly at: number;
  readonly operatorName: string | null;
  readonly type: string;
  readonly isFirst: boolean;
  readonly changes: readonly Change[];
};

/** Never shown, though they are in the log: what only a machine may read. */
const HIDDEN_FIELDS = new Set(['verifier', 'identityKey']);

const findNameSql = query<readonly [string], { displayName: string | null }>(
  'findOperatorName',
  'SELECT display_name AS displayName FROM operator WHERE operator_id = ?',
);

const nameOf = (db: Db, operatorId: OperatorId | undefined): string | null =>
  operatorId === undefined ? null : (db.one(findNameSql, operatorId)?.displayName ?? '?');

/**
 * What was done to one register, newest first: each operation beside the one of the same kind before it, as
 * changed fields. Reads one operation more than it gives, so that the oldest shown has one to stand against.
 */
export function readHistory(db: Db, subject: string, limit = 200): HistoryItem[] {
  const operations = listHistory(db, subject, limit + 1).map(({ operation }) => operation);
  const lastBodies = new Map<string, Record<string, unknown>>();
  const items = operations.toReversed().map((operation): HistoryItem => {
    const body = bodyToFields(bodyOf(operation));
    // Roles and PINs are kept for each site: an operation stands against the one for the same site.
    const key = `${operation.type} ${operation.type.startsWith('operator.') ? String(body.siteId) : ''}`;
    const before = lastBodies.get(key);
    lastBodies.set(key, { ...before, ...body });
    return {
      operationId: operation.id,
      at: operation.occurredAt,
      operatorName: nameOf(db, operation.operatorId),
      type: operation.type,
      isFirst: before === undefined,
      changes: changesBetween(before ?? {}, body),
    };
  });
  return items.toReversed().slice(0, limit);
}

function changesBetween(before: Record<string, unknown>, after: Record<string, unknown>): Change[] {
  return Object.entries(after)
    .filter(([field, value]) => !HIDDEN_FIELDS.has(field) && !isSameValue(before[field], value))
    .map(([field, value]) => ({ field, before: before[field] ?? null, after: value ?? null }));
}

// Bodies were parsed by their kinds when they were recorded: plain JSON objects. An erased one says nothing.
const bodyOf = ({ body }: Operation): Record<string, unknown> =>
  body === undefined ? {} : (JSON.parse(body) as Record<string, unknown>); // as above
