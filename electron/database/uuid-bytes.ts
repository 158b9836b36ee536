import type {
  BookingId,
  CycleId,
  OperationId,
  TurnRequestId,
  VisitId,
  WaitingId,
} from '../../shared/domain/ids.ts';

type StoredId = OperationId | VisitId | CycleId | BookingId | WaitingId | TurnRequestId;

/** A UUID as its 16 bytes: half the room of its text in the indexes of what grows. */
export const idToBytes = (id: StoredId): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

export function idFromBytes<Id extends StoredId = OperationId>(bytes: Uint8Array): Id {
  const hex = Buffer.from(bytes).toString('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return parts.join('-') as Id; // the column holds 16 bytes that came from an id of this kind
}
