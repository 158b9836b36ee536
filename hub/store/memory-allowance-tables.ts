import { parseAccount } from '../../shared/domain/account.ts';
import type { HouseholdId } from '../../shared/domain/ids.ts';
import type { AccountState } from '../../shared/sync/protocol.ts';
import type { AllowanceAsk, AllowanceFactRow, AllowanceTables } from './allowance-tables.ts';
import { householdsOf } from './households-of-facts.ts';
import type { MemoryState } from './memory-store.ts';

export type MemoryAllowances = {
  facts: Map<string, AllowanceFactRow>;
  turns: Map<HouseholdId, number | null>;
  asks: AllowanceAsk[];
  lastAsk: number;
};

export const noAllowances = (): MemoryAllowances => ({
  facts: new Map(),
  turns: new Map(),
  asks: [],
  lastAsk: 0,
});

export const copyOfAllowances = ({ facts, turns, asks, lastAsk }: MemoryAllowances): MemoryAllowances => ({
  facts: new Map(facts),
  turns: new Map(turns),
  asks: [...asks],
  lastAsk,
});

const stateOf = ({ account, unit, posted, reserved, leased }: AccountState): AccountState => ({
  account,
  unit,
  posted,
  reserved,
  leased,
});

/** What decides which allowances are due, as maps. Transactions are one after the other: nothing has to be held. */
export function memoryAllowanceTables({
  allowances,
  accounts,
}: Pick<MemoryState, 'allowances' | 'accounts'>): AllowanceTables {
  const ask = (householdIds: Iterable<HouseholdId>) => {
    for (const householdId of householdIds) {
      allowances.lastAsk += 1;
      allowances.asks.push({ ask: allowances.lastAsk, householdId });
    }
  };
  return {
    saveAllowanceFacts: async (rows) => {
      for (const row of rows) {
        const key = `${row.subject}/${row.section}`;
        const before = allowances.facts.get(key);
        if (before === undefined || before.number < row.number) allowances.facts.set(key, row);
      }
      for (const id of householdsOf(rows)) {
        if (!allowances.turns.has(id)) allowances.turns.set(id, null);
      }
    },
    listAllowanceFacts: async (subjects) => {
      const wanted = new Set(subjects);
      return [...allowances.facts]
        .filter(([, { subject }]) => wanted.has(subject))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, row]) => row);
    },
    listMergesOf: async (householdIds) => {
      const rows = [...allowances.facts.values()];
      const beside = new Map<HouseholdId, HouseholdId[]>();
      const join = (one: HouseholdId, other: HouseholdId) => {
        const known = beside.get(one);
        if (known === undefined) beside.set(one, [other]);
        else known.push(other);
      };
      for (const { fact } of rows) {
        if (fact.of !== 'merge') continue;
        join(fact.householdId, fact.intoHouseholdId);
        join(fact.intoHouseholdId, fact.householdId);
      }
      // A set that is walked yields what is added to it meanwhile.
      const reached = new Set(householdIds);
      for (const id of reached) for (const each of beside.get(id) ?? []) reached.add(each);
      const said = rows.filter(({ fact }) => fact.of === 'merge' && reached.has(fact.householdId));
      const ids = new Set(said.flatMap(({ fact }) => (fact.of === 'merge' ? [fact.mergeId] : [])));
      return [...said, ...rows.filter(({ fact }) => fact.of === 'undone' && ids.has(fact.mergeId))];
    },
    askForAllowances: async (householdIds) => {
      ask(householdIds === 'all' ? allowances.turns.keys() : householdIds);
    },
    askAboutMerged: async (householdIds) => {
      const joined = new Set<HouseholdId>();
      for (const { fact } of allowances.facts.values()) {
        if (fact.of === 'merge') joined.add(fact.householdId).add(fact.intoHouseholdId);
      }
      ask(householdIds.filter((id) => joined.has(id)));
    },
    listAllowanceAsks: async (limit) => allowances.asks.slice(0, limit),
    deleteAllowanceAsks: async (asks) => {
      allowances.asks = allowances.asks.filter(({ ask }) => !asks.includes(ask));
    },
    lockAllowanceTurns: async () => undefined,
    claimAllowanceTurns: async (hour, limit) =>
      [...allowances.turns]
        .filter(([, lookedIn]) => lookedIn !== hour)
        .map(([householdId]) => householdId)
        .sort()
        .slice(0, limit),
    setAllowanceTurns: async (householdIds, hour) => {
      for (const id of householdIds) if (allowances.turns.has(id)) allowances.turns.set(id, hour);
    },
    findAccounts: async (names) => {
      const found = names.flatMap((name) => accounts.get(name) ?? []);
      return new Map(found.map((row) => [row.account, stateOf(row)]));
    },
    listAccountsOf: async (householdIds) => {
      const wanted = new Set(householdIds);
      return [...accounts.values()]
        .filter(({ account }) => {
          const parsed = parseAccount(account);
          return parsed?.kind === 'household' && wanted.has(parsed.householdId);
        })
        .map(stateOf)
        .sort((a, b) => (a.account < b.account ? -1 : 1));
    },
  };
}
