import { z } from 'zod';
import type { OperationId } from '../../shared/domain/ids.ts';
import { creditTakenBack, creditToppedUp } from '../../shared/operations/credit-operations.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import { saleCompleted, saleReturned } from '../../shared/operations/sale-operations.ts';
import type { HubTx } from '../store/hub-store.ts';

/**
 * Which of these operations take back what was taken back before, wholly or in part. They are facts and are taken: programs
 * that ask the hub first write none.
 */
export async function findDoubleReversals(
  tx: HubTx,
  taken: readonly Operation[],
): Promise<ReadonlySet<OperationId>> {
  const reversing = taken.filter(({ type }) => REVERSED_BY.has(type));
  const targetIds = new Set(reversing.flatMap(({ reversesId }) => reversesId ?? []));
  if (targetIds.size === 0) return new Set();
  const found = await tx.listReversals([...targetIds]);
  // A sale may come in the same push as what takes it back.
  const targets = new Map(
    [...taken, ...found.map(({ operation }) => operation)].map((operation) => [operation.id, operation]),
  );
  const before = new Map(found.map(({ operation, reversals }) => [operation.id, [...reversals]]));
  const twice = new Set<OperationId>();
  for (const operation of reversing) {
    const { reversesId } = operation;
    const target = reversesId === undefined ? undefined : targets.get(reversesId);
    // What it takes back is not at the hub, or is nothing that can be taken back: nothing can be said of it.
    if (target === undefined || !takesBack(operation, target)) continue;
    const earlier = (before.get(target.id) ?? []).filter(({ type }) => type === operation.type);
    if (isTooMuch(target, earlier, operation)) twice.add(operation.id);
    before.set(target.id, [...earlier, operation]);
  }
  return twice;
}

/** Whether an operation is of the kind that takes back what the other one is. */
export const takesBack = (operation: Operation, target: Operation): boolean =>
  target.type === REVERSED_BY.get(operation.type);

/** What each kind takes back. */
const REVERSED_BY: ReadonlyMap<string, string> = new Map([
  [saleReturned.type, saleCompleted.type],
  [creditTakenBack.type, creditToppedUp.type],
]);

function isTooMuch(target: Operation, earlier: readonly Operation[], reversal: Operation): boolean {
  if (reversal.type === creditTakenBack.type) return earlier.length > 0;
  const left = piecesOf([target]);
  for (const [line, quantity] of piecesOf(earlier)) left.set(line, (left.get(line) ?? 0) - quantity);
  return [...piecesOf([reversal])].some(([line, quantity]) => quantity > (left.get(line) ?? 0));
}

/** Lines of sales and of what comes back of them, alike in every version. */
const piecesSchema = z.object({ lines: z.array(z.object({ line: z.int(), quantity: z.int() })) });

function piecesOf(operations: readonly Operation[]): Map<number, number> {
  const pieces = new Map<number, number>();
  for (const { body } of operations) {
    for (const { line, quantity } of piecesSchema.parse(JSON.parse(body ?? '')).lines) {
      pieces.set(line, (pieces.get(line) ?? 0) + quantity);
    }
  }
  return pieces;
}
