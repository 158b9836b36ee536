import { expect, test } from 'vitest';
import type { HouseholdId } from '../../shared/domain/ids.ts';
import { householdMerged } from '../../shared/operations/merge-operations.ts';
import { adminId } from '../chain-fixture.ts';
import { postAllowances } from '../rules/post-allowances.ts';
import { aSweepHub, NOTHING } from '../sweep-hub.fixture.ts';
import type { HubStore } from './hub-store.ts';

/** More than are read at a stretch, and more than one slice of a run. */
const MANY = 60;
/** How often each fact that was read is looked at, however many households are one: sorts of facts, by two who read them. */
const LOOKS_PER_FACT = 30;

/** What is asked of a store, and how often what it answers of facts is looked at. */
function watched(store: HubStore) {
  const work = { transactions: 0, questionsOfMerges: 0, rows: 0, looks: 0 };
  const watching: HubStore = {
    ...store,
    inTransaction: (inside) =>
      store.inTransaction((tx) => {
        work.transactions += 1;
        return inside({
          ...tx,
          listMergesOf: (ids) => {
            work.questionsOfMerges += 1;
            return tx.listMergesOf(ids);
          },
          listAllowanceFacts: async (subjects) => {
            const rows = await tx.listAllowanceFacts(subjects);
            work.rows += rows.length;
            return rows.map(({ fact, ...row }) => ({
              ...row,
              get fact() {
                work.looks += 1;
                return fact;
              },
            }));
          },
        });
      }),
  };
  return { work, watching };
}

/** Hundreds of households that somebody joined to one, by mistake or to stop a hub, whatever its store is made of. */
export function circlesConformance(openStore: () => Promise<HubStore>): void {
  const star = (ids: readonly HouseholdId[], end: HouseholdId) => ids.map((id) => [id, end] as const);
  const chain = (ids: readonly HouseholdId[], end: HouseholdId) =>
    ids.map((id, at) => [id, ids[at + 1] ?? end] as const).reverse();

  test.each([
    ['all to one', star],
    ['each to the next', chain],
  ])(
    'of many households that are joined, %s, the facts of each are read once, and others have their turn',
    async (_, joinAll) => {
      const hub = await aSweepHub(await openStore());
      const [, end] = hub.households;
      const ids = Array.from({ length: MANY }, () => hub.aHousehold());
      await hub.pushFrom(hub.founder);
      await hub.post();
      for (const [householdId, intoHouseholdId] of joinAll(ids, end)) {
        hub.founder.write(
          householdMerged,
          { householdId, intoHouseholdId, ...NOTHING },
          { operatorId: adminId },
        );
      }
      await hub.pushFrom(hub.founder);
      const { work, watching } = watched(hub.store);
      let breaths = 0;
      const breathe = async () => {
        breaths += 1;
      };
      const onFault = (fault: unknown) => hub.faults.push(fault);
      await postAllowances({ store: watching, pen: { ...hub.pen, breathe }, onFault });
      // What was given to each went back to its scheme.
      expect(await hub.points(...ids, end)).toEqual([...ids.map(() => 0), 40]);
      expect(hub.faults).toEqual([]);
      // To bring along, again under the locks, and to give.
      expect(work.questionsOfMerges).toBeLessThanOrEqual(3 * work.transactions);
      expect(work.looks / work.rows).toBeLessThan(LOOKS_PER_FACT);
      expect(breaths).toBeGreaterThan(0);
    },
  );
}
