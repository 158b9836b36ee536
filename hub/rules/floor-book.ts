import { parseAccount } from '../../shared/domain/account.ts';
import { beyondFloor, type FloorUnit } from '../../shared/domain/floor-limit.ts';
import type { Posting } from '../../shared/domain/posting.ts';
import type { FlagReason } from '../../shared/operations/flag-operations.ts';
import { TYPES_AT_FLOOR } from '../../shared/operations/floor-operations.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import type { FloorUse, HubTx } from '../store/hub-store.ts';

/** What a spend at the floor is flagged for, and how much of it; null where the network's limit allows it. */
export type FloorFault = { readonly amount: number; readonly reason: FlagReason };

export type FloorBook = { readonly judge: (operation: Operation, posting: Posting) => FloorFault | null };

/**
 * The floor as one push meets it. What a device had out before it told the hub is what it tells in one push, since it never
 * writes more than its cap between two answers; what a household had in a day is counted over all devices.
 */
export async function openFloorBook(tx: HubTx, taken: readonly Operation[]): Promise<FloorBook> {
  const uses = new Map<string, FloorUse>();
  for (const operation of taken) {
    for (const posting of operation.postings) {
      const use = floorUseOf(operation, posting);
      if (use === null) continue;
      const key = keyOf(use);
      uses.set(key, { ...use, amount: use.amount + (uses.get(key)?.amount ?? 0) });
    }
  }
  if (uses.size === 0) return { judge: () => null };
  const limit = await tx.findFloorLimit();
  const inOrder = [...uses.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const byHousehold = new Map<string, number>();
  for (const total of await tx.addFloorUses(inOrder)) {
    byHousehold.set(keyOf(total), total.amount - (uses.get(keyOf(total))?.amount ?? 0));
  }
  const byDevice = new Map<FloorUnit, number>();
  return {
    judge: (operation, posting) => {
      const use = floorUseOf(operation, posting);
      if (use === null) return null;
      const { unit, amount } = use;
      if (!limit.isOn || !TYPES_AT_FLOOR.has(operation.type)) return { amount, reason: 'NoCover' };
      const key = keyOf(use);
      const before = { household: byHousehold.get(key) ?? 0, device: byDevice.get(unit) ?? 0 };
      byHousehold.set(key, before.household + amount);
      byDevice.set(unit, before.device + amount);
      const beyond = beyondFloor(limit, unit, amount, before);
      return beyond === 0 ? null : { amount: beyond, reason: 'FloorExceeded' };
    },
  };
}

const keyOf = ({ householdId, spentOn, unit }: FloorUse): string => `${householdId} ${spentOn} ${unit}`;

/** What a posting takes from a household at the floor; null where it takes nothing of value, or has other cover. */
function floorUseOf({ businessOn }: Operation, { account, unit, amount, cover }: Posting): FloorUse | null {
  if (cover?.kind !== 'floor' || amount >= 0 || unit === 'uses') return null;
  const parsed = parseAccount(account);
  return parsed?.kind === 'household'
    ? { householdId: parsed.householdId, spentOn: businessOn, unit, amount: -amount }
    : null;
}
