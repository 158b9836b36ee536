import { isDerivedId, type OperatorId, type SiteId } from '../../shared/domain/ids.ts';
import type { Posting } from '../../shared/domain/posting.ts';
import { hasAnyRole, type Role } from '../../shared/domain/role.ts';
import { beneficiariesStream, type OperationKind, registryStream } from '../../shared/operations/kind.ts';
import { findKind } from '../../shared/operations/kinds.ts';
import { isCanonicalText, MAX_BODY_BYTES, type Operation } from '../../shared/operations/operation.ts';
import { readAs } from '../../shared/operations/read-as.ts';
import { type DevicePlace, mayWriteTo } from '../../shared/sync/grants.ts';
import type { QuarantineReason } from '../../shared/sync/protocol.ts';
import { isIdOfAnother } from './derived-id.ts';

export type CheckContext = {
  readonly place: DevicePlace;
  /** The device still wrote for itself alone: it was its own authority and its own administration. */
  readonly wasAlone: boolean;
  readonly rolesOf: (operatorId: OperatorId) => ReadonlyMap<SiteId, readonly Role[]>;
};

/**
 * Whether the hub takes an operation as it stands. It trusts no device: stream and postings are computed again from
 * type, version and body by the code that every device has, and who may write the kind is looked up in what the hub
 * itself has taken. Null: it is taken. A fact is never refused for a rule of the trade (design, section 3).
 */
export function findObjection(operation: Operation, context: CheckContext): QuarantineReason | null {
  const kind = findKind(operation.type, operation.version);
  if (kind === null) return 'UnknownKind';
  if (operation.body === undefined) return findObjectionToErased(kind, operation, context);
  if (Buffer.byteLength(operation.body) > MAX_BODY_BYTES || operation.postings.some(isBeyondMeasure))
    return 'BodyInvalid';
  const body = parseBody(kind, operation.body);
  if (body === null) return 'BodyInvalid';
  if (kind.stream(body) !== operation.stream) return 'StreamDiffers';
  if (!arePostingsOf(kind, body, operation.postings)) return 'PostingsDiffer';
  if (!mayWriteTo(context.place, operation.stream)) return 'NotAllowedHere';
  return (
    findWriterObjection(kind, operation.operatorId, context) ??
    (isIdOfAnother(operation, context.wasAlone) ? 'IdTaken' : null)
  );
}

/** Erased at its device before the hub had it: it says nothing any more, and moves nothing. */
function findObjectionToErased(
  kind: OperationKind<never>,
  { id, stream, postings, operatorId }: Operation,
  context: CheckContext,
): QuarantineReason | null {
  const isPersonalStream =
    stream === beneficiariesStream || stream === registryStream(context.place.organisationId);
  // Nothing that has a derived id is personal.
  if (!kind.personal || postings.length > 0 || isDerivedId(id)) return 'BodyMissing';
  return isPersonalStream ? findWriterObjection(kind, operatorId, context) : 'NotAllowedHere';
}

/**
 * More than any household ever had, ten million euro: sums of such amounts would leave the integers that every side counts
 * with, and no counter could read the account again.
 */
const isBeyondMeasure = ({ amount }: Posting): boolean => Math.abs(amount) > 1_000_000_000;

/** The body as its kind reads it; null where it does not fit or is not written canonically. */
function parseBody(kind: OperationKind<never>, text: string): never | null {
  try {
    const value: unknown = JSON.parse(text);
    const body = readAs(kind.body, value);
    return body !== null && isCanonicalText(text, value, body) ? body : null;
  } catch {
    return null; // not JSON, or JSON without a canonical text: the answer says so, and the operation is kept as it came
  }
}

/** What the body posts, whatever a posting says of its cover: that is judged against leases and authorisations. */
function arePostingsOf(kind: OperationKind<never>, body: never, stated: readonly Posting[]): boolean {
  const computed = kind.postings(body);
  return (
    computed.length === stated.length &&
    computed.every((each, index) => {
      const other = stated[index];
      return other?.account === each.account && other.unit === each.unit && other.amount === each.amount;
    })
  );
}

function findWriterObjection(
  { writers }: OperationKind<never>,
  operatorId: OperatorId | undefined,
  { place, wasAlone, rolesOf }: CheckContext,
): QuarantineReason | null {
  if (wasAlone) return null;
  switch (writers.by) {
    case 'authority':
      return 'AuthorityOnly';
    case 'device':
      return operatorId === undefined ? null : 'NotAllowedToOperator';
    case 'roles': {
      if (operatorId === undefined) return writers.orDevice ? null : 'NotAllowedToOperator';
      const roles = rolesOf(operatorId).get(place.siteId) ?? [];
      return hasAnyRole(roles, writers.roles) ? null : 'NotAllowedToOperator';
    }
  }
}
