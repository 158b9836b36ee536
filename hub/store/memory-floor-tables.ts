import type { DeviceId, HouseholdId } from '../../shared/domain/ids.ts';
import type { FloorRule, FloorSum, FloorTables, NetworkRead } from './floor-tables.ts';

export type MemoryFloor = {
  rules: FloorRule[];
  told: Map<string, FloorSum<DeviceId>>;
  uses: Map<string, FloorSum<HouseholdId>>;
  /** The newest first. */
  reads: Map<DeviceId, readonly NetworkRead[]>;
};

export const noFloor = (): MemoryFloor => ({
  rules: [],
  told: new Map(),
  uses: new Map(),
  reads: new Map(),
});

export const copyOfFloor = ({ rules, told, uses, reads }: MemoryFloor): MemoryFloor => ({
  rules: [...rules],
  told: new Map(told),
  uses: new Map(uses),
  reads: new Map(reads),
});

export const memoryFloorTables = ({ floor }: { readonly floor: MemoryFloor }): FloorTables => ({
  listFloorRules: async (limit) => floor.rules.toSorted((a, b) => a.number - b.number).slice(-limit),
  insertFloorRule: async (rule) => {
    floor.rules.push(rule);
  },
  addFloorTold: async (sums) => addTo(floor.told, sums),
  addFloorUses: async (sums) => addTo(floor.uses, sums),
  listNetworkReads: async (deviceId) => floor.reads.get(deviceId) ?? [],
});

function addTo<Id extends HouseholdId | DeviceId>(
  sums: Map<string, FloorSum<Id>>,
  more: readonly FloorSum<Id>[],
): FloorSum<Id>[] {
  return more.map((each) => {
    const key = `${each.id} ${each.day} ${each.unit}`;
    const total = { ...each, amount: each.amount + (sums.get(key)?.amount ?? 0) };
    sums.set(key, total);
    return total;
  });
}
