import type { HubStore } from '../hub/store/hub-store.ts';
import type { MemoryStore } from '../hub/store/memory-store.ts';

/** A history whose queues are not empty after so many steps never ends: each operation comes to each counter. */
const LEAST_STEPS = 60_000;
const STEPS_FOR_EACH = 2;
/** Transactions that the hub begins in one step: it needs some tens where it gives to everybody. */
const MOST_TRANSACTIONS = 2_000;
/** Operations that the hub has in the end for each that people meant to write, and besides. */
const MOST_FOR_EACH = 20;
const MOST_BESIDES = 2_000;

export type Bounds = {
  /** The hub's tables, which fail for whoever goes round in circles. */
  readonly store: HubStore;
  /** To be called after each step. What has no end; null as long as the history may go on. */
  readonly afterStep: () => string | null;
};

/** Ends a history whatever its bugs make of it: a test that hangs tells nobody what it hangs at. */
export function createBounds(
  store: HubStore,
  memory: MemoryStore,
  { counters, operations }: { readonly counters: number; readonly operations: number },
): Bounds {
  let steps = 0;
  let transactions = 0;
  let fault: string | null = null;
  const mostSteps = Math.max(LEAST_STEPS, STEPS_FOR_EACH * counters * operations);
  const mostOperations = operations * MOST_FOR_EACH + MOST_BESIDES;
  return {
    store: {
      ...store,
      inTransaction: (work) => {
        transactions += 1;
        if (transactions <= MOST_TRANSACTIONS) return store.inTransaction(work);
        fault = `no end after ${MOST_TRANSACTIONS} transactions in one step`;
        return Promise.reject(new Error(fault));
      },
    },
    afterStep: () => {
      transactions = 0;
      steps += 1;
      if (steps >= mostSteps) fault ??= `no end after ${mostSteps} steps`;
      if (memory.state().operations.length > mostOperations)
        fault ??= `no end after ${mostOperations} operations`;
      return fault;
    },
  };
}
