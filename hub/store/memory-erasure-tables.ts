import type { DeviceId, HouseholdId } from '../../shared/domain/ids.ts';
import { householdsInDoubt, withoutBody } from '../../shared/operations/personal.ts';
import type { ErasureTables } from './erasure-tables.ts';
import type { MemoryState } from './memory-store.ts';

/** Sections of facts that personal kinds say: what was given, rights and merges stay. */
const PERSONAL_FACTS = /^(size|children|site)$|^(birth|left|isee)\//;

export type ErasureClaimRow = {
  readonly deviceId: DeviceId;
  readonly householdId: HouseholdId;
  readonly epoch: number;
  readonly claimedAt: number;
  readonly askedAt: number | null;
};

export function memoryErasureTables(state: MemoryState): ErasureTables {
  return {
    findErased: async (householdIds) => new Set(householdIds.filter((id) => state.erasures.has(id))),
    findErasure: async (householdId) => state.erasures.get(householdId) ?? null,
    eraseHousehold: async (row) => {
      state.erasures.set(row.householdId, row);
      const erase = <Row extends { readonly operation: Parameters<typeof withoutBody>[0] }>(
        each: Row,
      ): Row =>
        householdsInDoubt(each.operation).includes(row.householdId)
          ? { ...each, operation: withoutBody(each.operation) }
          : each;
      for (const [key, { subject, section }] of state.allowances.facts) {
        const isOfHousehold = subject === `household:${row.householdId}`;
        if (isOfHousehold && PERSONAL_FACTS.test(section)) state.allowances.facts.delete(key);
      }
      state.operations = state.operations.map(erase);
      state.quarantine = state.quarantine.map(erase);
      state.forks = state.forks.map(erase);
    },
    claimLostErasures: async (deviceId, { householdIds, epoch, at, askedBefore, claimedSince, most }) => {
      const kept = state.erasureClaims.filter(
        (row) => row.epoch === epoch && !state.erasures.has(row.householdId),
      );
      const named = new Set(householdIds);
      const again = kept.map((row) =>
        row.deviceId === deviceId && named.has(row.householdId) ? { ...row, claimedAt: at } : row,
      );
      const own = again.filter((row) => row.deviceId === deviceId);
      const known = new Set(own.map(({ householdId }) => householdId));
      const more = [...named]
        .filter((householdId) => !known.has(householdId))
        .sort()
        .slice(0, Math.max(0, most - own.length))
        .map((householdId) => ({ deviceId, householdId, epoch, claimedAt: at, askedAt: null }));
      const rows: readonly ErasureClaimRow[] = [...again, ...more];
      const byHousehold = Map.groupBy(rows, ({ householdId }) => householdId);
      const isAsked = (row: ErasureClaimRow): boolean =>
        row.deviceId === deviceId &&
        named.has(row.householdId) &&
        (byHousehold.get(row.householdId) ?? []).every(
          (other) =>
            (other.askedAt === null || other.askedAt < askedBefore) &&
            (other.claimedAt < claimedSince ||
              row.askedAt === null ||
              (other.askedAt !== null && other.askedAt >= row.askedAt)),
        );
      state.erasureClaims = rows.map((row) => (isAsked(row) ? { ...row, askedAt: at } : row));
      return rows.filter(isAsked).map(({ householdId }) => householdId);
    },
    listErasures: async () => [...state.erasures.values()].sort((a, b) => a.number - b.number),
  };
}
