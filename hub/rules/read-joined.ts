import type { HouseholdId, OperationId } from '../../shared/domain/ids.ts';
import { endOf, mergesThatHold } from '../../shared/domain/merge-circles.ts';
import type { AllowanceFactRow } from '../store/allowance-tables.ts';
import type { HubTx } from '../store/hub-store.ts';
import { type Of, only } from './facts-of.ts';

/** Which households are read as which, as far as merges connect these. */
export type Joined = {
  /** The merge by which this one is read as another; null where it is itself. */
  readonly mergeOf: (id: HouseholdId) => OperationId | null;
  /** What this one is read as: merges that hold go in no circle, and join each household to one. */
  readonly headOf: (id: HouseholdId) => HouseholdId;
  readonly isRead: (id: HouseholdId) => boolean;
  /** Everybody who ends in this household. As much work as there are of them: to be asked once. */
  readonly into: (id: HouseholdId) => HouseholdId[];
};

/**
 * Reads which of these households are read as which. Merges of others are not read: a network has thousands, and hardly
 * any household is in one. Which merges hold is decided by those that they are connected with.
 */
export async function readJoined(tx: HubTx, householdIds: readonly HouseholdId[]): Promise<Joined> {
  return joinedBy(mergesThatHoldOf(await tx.listMergesOf(householdIds)));
}

function joinedBy(merges: readonly Of<'merge'>[]): Joined {
  const byInto = Map.groupBy(merges, ({ intoHouseholdId }) => intoHouseholdId);
  const byHousehold = new Map(merges.map((merge) => [merge.householdId, merge]));
  const onwards = new Map(merges.map(({ householdId, intoHouseholdId }) => [householdId, intoHouseholdId]));
  return {
    mergeOf: (id) => byHousehold.get(id)?.mergeId ?? null,
    headOf: (id) => endOf(id, onwards),
    isRead: (id) => byHousehold.has(id),
    into: (id) => {
      // A set that is walked yields what is added to it meanwhile.
      const found = new Set([id]);
      for (const each of found) for (const { householdId } of byInto.get(each) ?? []) found.add(householdId);
      found.delete(id);
      return [...found];
    },
  };
}

/** The merges that hold, the first before the others. */
function mergesThatHoldOf(rows: readonly AllowanceFactRow[]): readonly Of<'merge'>[] {
  const undone = new Set(only(rows, 'undone').map(({ mergeId }) => mergeId));
  const said = only(rows, 'merge').filter(({ mergeId }) => !undone.has(mergeId));
  const numbers = new Map<HouseholdId, number>();
  const numberOf = (id: HouseholdId): number => {
    const number = numbers.get(id) ?? numbers.size;
    numbers.set(id, number);
    return number;
  };
  const holding = mergesThatHold(
    said.map(({ mergeId, householdId, intoHouseholdId }) => ({
      mergeId,
      household: numberOf(householdId),
      into: numberOf(intoHouseholdId),
    })),
  );
  return said.filter(({ mergeId }) => holding.has(mergeId)).sort((a, b) => (a.mergeId < b.mergeId ? -1 : 1));
}
