import type { Input } from '../../shared/contract/contract.ts';
import { bodyToFields, type Fields, fieldsToBody, isSameValue } from '../../shared/domain/edit-fields.ts';
import { operationIdSchema } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { conflictSettled } from '../../shared/operations/conflict-operations.ts';
import { findKind } from '../../shared/operations/kinds.ts';
import type { Tx } from '../database/database.ts';
import { findOwnConflict, isConflictSettled, type OwnConflict } from '../database/edit-conflicts.ts';
import type { ServiceContext } from '../services/service-context.ts';
import type { SignedIn } from '../session.ts';

/**
 * Somebody who made one of two edits decides: what stands is fine, or one's own is written again, upon what stands now and
 * in what the two differ alone. Asked again it has been done.
 */
export function settleConflict(
  context: Pick<ServiceContext, 'record' | 'newId' | 'today'>,
  tx: Tx,
  operator: SignedIn,
  { operationId, editId, overId, choice }: Input<'sync.settleConflict'>,
): Result<null, { readonly type: 'ConflictUnknown' }> {
  const { operatorId } = operator;
  if (isConflictSettled(tx, editId, overId, operatorId)) return ok(null);
  const conflict = findOwnConflict(tx, editId, overId, operator);
  if (conflict === null) return err({ type: 'ConflictUnknown' });
  const signed = { operatorId, businessOn: context.today() };
  if (choice === 'keepMine') {
    const { mine } = conflict;
    const kind = findKind(mine.type, mine.version);
    const body = kind === null ? null : bodyToKeep(conflict);
    if (kind === null || body === null) return err({ type: 'ConflictUnknown' });
    context.record(tx, { id: operationIdSchema.parse(context.newId()), kind, body, ...signed });
  }
  const { stream } = conflict.mine;
  context.record(tx, { id: operationId, kind: conflictSettled, body: { stream, editId, overId }, ...signed });
  return ok(null);
}

/** How an edit was made goes with what is kept of it. */
const MANNERS: readonly string[] = ['by', 'how'];

/** What is one's own of the fields in conflict; the rest as it stands. Null where nothing of it can be written any more. */
function bodyToKeep({ mine, latest, fields }: OwnConflict): never | null {
  const kind = findKind(mine.type, mine.version);
  const [own, standing] = [fieldsOf(mine.body), fieldsOf(latest.body)];
  const kept = Object.fromEntries(
    Object.entries(own).filter(
      ([field, value]) =>
        fields.includes(field) || MANNERS.includes(field) || isSameValue(value, standing[field]),
    ),
  );
  // Of kinds whose fields may be left out, only those in question are written; others are written whole.
  for (const candidate of [kept, { ...standing, ...kept }, own]) {
    const parsed = kind?.body.safeParse(fieldsToBody(candidate));
    if (parsed?.success === true) return parsed.data;
  }
  return null;
}

const fieldsOf = (body: string | undefined): Fields =>
  body === undefined ? {} : bodyToFields(JSON.parse(body));
