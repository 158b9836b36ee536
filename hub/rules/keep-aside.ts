import type { DeviceId } from '../../shared/domain/ids.ts';
import { householdErased } from '../../shared/operations/erasure-operations.ts';
import { beneficiariesStream } from '../../shared/operations/kind.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import { householdsInDoubt, withoutBody } from '../../shared/operations/personal.ts';
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

/** Keeps what another branch of a chain holds, in the same way. */
export async function keepFork(
  tx: HubTx,
  deviceId: DeviceId,
  operations: readonly Operation[],
  now: number,
): Promise<void> {
  // As whoever takes an order holds it: nothing slips in beside one.
  if (operations.some(meetsErasures))
    await tx.raiseStreams([{ name: beneficiariesStream, hashes: [], count: 0 }]);
  await tx.insertFork(deviceId, await withoutErased(tx, operations), now);
}

async function withoutErased(tx: HubTx, operations: readonly Operation[]): Promise<Operation[]> {
  const erased = await tx.findErased([...new Set(operations.flatMap(householdsInDoubt))]);
  return operations.map((operation) =>
    householdsInDoubt(operation).some((id) => erased.has(id)) ? withoutBody(operation) : operation,
  );
}
