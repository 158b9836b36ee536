import { householdsInDoubt, withoutBody } from '../../shared/operations/personal.ts';
import type { ErasureTables } from './erasure-tables.ts';
import type { MemoryState } from './memory-store.ts';

/** Sections of facts that personal kinds say: what was given, rights and merges stay. */
const PERSONAL_FACTS = /^(size|children|site)$|^(birth|left|isee)\//;

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
    listErasures: async () => [...state.erasures.values()].sort((a, b) => a.number - b.number),
  };
}
