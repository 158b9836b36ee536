import type { DeviceId } from '../../shared/domain/ids.ts';
import { householdErased } from '../../shared/operations/erasure-operations.ts';
import { beneficiariesStream } from '../../shared/operations/kind.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import { householdsInDoubt, withoutBody } from '../../shared/operations/personal.ts';
import { MOST_BYTES_IN_FORK, MOST_IN_FORK } from '../../shared/sync/protocol.ts';
import type { HubTx, QuarantineRow } from '../store/hub-store.ts';

/** Whether what is done with an operation may meet an order to erase a household, or is one. */
export const meetsErasures = (operation: Operation): boolean =>
  operation.type === householdErased.type || householdsInDoubt(operation).length > 0;

/**
 * Keeps operations aside, without the body where they may be personal of a household that was erased. The caller has
 * handed them to `takeOperations` too, which holds what orders hold.
 */
export async function keepAside(tx: HubTx, rows: readonly QuarantineRow[]): Promise<void> {
  if (rows.length === 0) return;
  const operations = await withoutErased(
    tx,
    rows.map(({ operation }) => operation),
  );
  tx.lastly(
    tx.insertQuarantine(
      rows.map((row, index) => ({ ...row, operation: operations[index] ?? withoutBody(row.operation) })),
    ),
  );
}

/**
 * Keeps what another branch of a chain holds, in the same way: in its order, up to `MOST_IN_FORK` and
 * `MOST_BYTES_IN_FORK` that nobody has decided on.
 * Answers up to which of its numbers everything is kept.
 */
export async function keepFork(
  tx: HubTx,
  deviceId: DeviceId,
  operations: readonly Operation[],
  /** Of the last of them. */
  headSignature: string,
  now: number,
): Promise<number> {
  const kept = await tx.listForkHashes(deviceId);
  const known = new Set(kept.map(({ hash }) => hash));
  const open = kept.filter(({ isOpen }) => isOpen);
  const room = MOST_IN_FORK - open.length;
  let bytes = open.reduce((sum, each) => sum + each.bytes, 0);
  const unknown = operations.filter(({ hash }) => !known.has(hash)).slice(0, Math.max(0, room));
  const isBeyond = (operation: Operation) => {
    bytes += Buffer.byteLength(JSON.stringify(operation));
    return bytes > MOST_BYTES_IN_FORK;
  };
  const beyond = unknown.findIndex(isBeyond);
  // What is kept has no hole: those that come first.
  const fresh = beyond === -1 ? unknown : unknown.slice(0, beyond);
  // As whoever takes an order holds it: nothing slips in beside one.
  if (fresh.some(meetsErasures)) await tx.raiseStreams([{ name: beneficiariesStream, hashes: [], count: 0 }]);
  const head = { hash: operations.at(-1)?.hash ?? '', signature: headSignature };
  await tx.insertFork(deviceId, await withoutErased(tx, fresh), now, head);
  for (const { hash } of fresh) known.add(hash);
  const first = operations[0]?.seq ?? 1;
  const left = operations.findIndex(({ hash }) => !known.has(hash));
  return left === -1 ? first + operations.length - 1 : first + left - 1;
}

async function withoutErased(tx: HubTx, operations: readonly Operation[]): Promise<Operation[]> {
  const erased = await tx.findErased([...new Set(operations.flatMap(householdsInDoubt))]);
  return operations.map((operation) =>
    householdsInDoubt(operation).some((id) => erased.has(id)) ? withoutBody(operation) : operation,
  );
}
