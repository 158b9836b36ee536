import type { HubPen } from '../../hub/rules/write-as-hub.ts';
import type { HubStore, HubTx } from '../../hub/store/hub-store.ts';
import type { MemoryStore } from '../../hub/store/memory-store.ts';
import type { HouseholdId } from '../../shared/domain/ids.ts';
import type { AccountState } from '../../shared/sync/protocol.ts';
import type { Parts, Sabotage } from '../parts.ts';
import { withTables } from './hub-bugs.ts';
import type { PlantedBug } from './planted-bug.ts';

const planted = (name: string, sabotage: Sabotage): PlantedBug => ({ type: 'history', name, sabotage });

/** The hub gives over other tables. */
const postingOver =
  (change: (store: HubStore, pen: HubPen) => HubStore): Sabotage =>
  (parts) => ({
    ...parts,
    postAllowances: (context) =>
      parts.postAllowances({ ...context, store: change(context.store, context.pen) }),
  });

/** Each process has turns of its own, and knows what was given before its run: by another one at that moment too. */
const givenByEach: Sabotage = (parts) => {
  let memory: MemoryStore | null = null;
  const turns = new Map<HubPen, Map<HouseholdId, number>>();
  const unheld = (store: HubStore, pen: HubPen): HubStore => {
    const own = turns.get(pen) ?? new Map<HouseholdId, number>();
    turns.set(pen, own);
    const before = [...(memory?.state().allowances.facts ?? [])]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, row]) => row);
    const allTurns = [...(memory?.state().allowances.turns.keys() ?? [])];
    return withTables(store, () => ({
      listAllowanceFacts: async (subjects) => before.filter(({ subject }) => subjects.includes(subject)),
      claimAllowanceTurns: async (hour, limit) =>
        allTurns.filter((householdId) => own.get(householdId) !== hour).slice(0, limit),
      setAllowanceTurns: async (householdIds, hour) => {
        for (const householdId of householdIds) own.set(householdId, hour);
      },
    }));
  };
  const looking: Parts = {
    ...parts,
    store: (store) => {
      memory = store;
      return parts.store(store);
    },
  };
  return postingOver(unheld)(looking);
};

/** Those of whom nothing is heard are not looked at when an hour begins, and the month with it. */
const toAskedOnly = (store: HubStore): HubStore =>
  withTables(store, () => ({ claimAllowanceTurns: async () => [] }));

/** What counters hold of a month that ended goes with the rest of it. */
const carriedWithLeases = postingOver((store) => {
  const overlooked =
    (find: HubTx['findAccounts']): HubTx['findAccounts'] =>
    async (accounts) =>
      new Map([...(await find(accounts))].map(([name, state]) => [name, { ...state, leased: 0 }]));
  return withTables(store, (tx) => ({
    findAccounts: overlooked(tx.findAccounts),
    lockAccounts: async (accounts) =>
      new Map(
        [...(await tx.lockAccounts(accounts))].map(([name, state]): [typeof name, AccountState] => [
          name,
          { ...state, leased: 0 },
        ]),
      ),
  }));
});

export const periodBugs: readonly PlantedBug[] = [
  planted('allowance given by each of two processes', givenByEach),
  planted('a new month is given to those only of whom something is heard', postingOver(toAskedOnly)),
  planted('leased points carried over with the rest of their month', carriedWithLeases),
];
