import type { OperationId } from '../../shared/domain/ids.ts';

/** A UUID as its 16 bytes: half the room of its text in the indexes of the log. */
export const idToBytes = (id: OperationId): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');

export function idFromBytes(bytes: Uint8Array): OperationId {
  const hex = Buffer.from(bytes).toString('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)];
  return parts.join('-') as OperationId; // the column holds 16 bytes that came from an OperationId
}
