import { applyPage } from '../electron/sync/apply-page.ts';
import { coverByFloor } from '../electron/sync/cover-by-floor.ts';
import { readDeclaration } from '../electron/sync/read-declaration.ts';
import { authorise } from '../hub/rules/authorise.ts';
import { declareHolds } from '../hub/rules/declare-holds.ts';
import { placeLeases } from '../hub/rules/place-leases.ts';
import { postAllowances } from '../hub/rules/post-allowances.ts';
import { pull } from '../hub/rules/pull.ts';
import { push } from '../hub/rules/push.ts';
import { readOwn } from '../hub/rules/read-own.ts';
import { succeed } from '../hub/rules/succeed.ts';
import { waitForNews } from '../hub/rules/wait.ts';
import type { HubStore } from '../hub/store/hub-store.ts';
import type { MemoryStore } from '../hub/store/memory-store.ts';
import { stepSync } from '../shared/sync/engine.ts';
import type { LeasesAnswer } from '../shared/sync/protocol.ts';
import type { SimulatedCounter } from './simulated-counter.ts';
import { needsOf } from './simulated-merge.ts';
import { claimsToTakeBack } from './simulated-sale.ts';

/** The parts of the exchange, so that a planted bug can take the place of one. */
export type Parts = {
  readonly push: typeof push;
  readonly authorise: typeof authorise;
  readonly placeLeases: typeof placeLeases;
  readonly declareHolds: typeof declareHolds;
  readonly readDeclaration: typeof readDeclaration;
  readonly pull: typeof pull;
  readonly readOwn: typeof readOwn;
  readonly succeed: typeof succeed;
  readonly wait: typeof waitForNews;
  /** Whether the counter gave something up. */
  readonly giveUpForgotten: (counter: SimulatedCounter, answer: LeasesAnswer) => boolean;
  readonly applyPage: typeof applyPage;
  readonly coverByFloor: typeof coverByFloor;
  readonly stepSync: typeof stepSync;
  readonly postAllowances: typeof postAllowances;
  readonly needsOf: typeof needsOf;
  readonly claimsToTakeBack: typeof claimsToTakeBack;
  readonly store: (memory: MemoryStore) => HubStore;
};
export type Sabotage = (parts: Parts) => Parts;

export const healthyParts: Parts = {
  push,
  authorise,
  placeLeases,
  declareHolds,
  readDeclaration,
  pull,
  readOwn,
  succeed,
  wait: waitForNews,
  giveUpForgotten: (counter, answer) => counter.giveUpForgotten(answer),
  applyPage,
  coverByFloor,
  stepSync,
  postAllowances,
  needsOf,
  claimsToTakeBack,
  store: (store) => store,
};

/** The database of the hub is gone in the middle of a transaction: nothing of it was kept. */
export class HubCrash extends Error {}

/** A store whose database fails right before the commit whenever `fails` says so. */
export function failingStore(store: HubStore, fails: () => boolean): HubStore {
  return {
    inSnapshot: store.inSnapshot,
    inTransaction: (work) =>
      store.inTransaction(async (tx) => {
        const outcome = await work(tx);
        if (fails()) throw new HubCrash('before the commit');
        return outcome;
      }),
  };
}
