import { setTimeout as sleep } from 'node:timers/promises';
import { createHubPen } from './hub-pen.ts';
import { fillAllowanceFacts } from './rules/fill-allowance-facts.ts';
import { postAllowances, postAsked } from './rules/post-allowances.ts';
import type { HubStore } from './store/hub-store.ts';

export type PostingOptions = {
  readonly store: HubStore;
  /** UTC milliseconds. */
  readonly now: () => number;
  readonly onIncident: (incident: string, error: unknown) => void;
};

/** A household that was just entered shops today: whoever brings it to the till is not kept waiting. */
const EVERY_MS = 1_000;
/** All households come to their turn in the first minute of an hour. */
const ALL_EVERY_MS = 60_000;
/** After a fault, as when the database restarts. */
const AGAIN_MS = 10_000;

export type Posting = { readonly stop: () => Promise<void> };

/** Posts allowances for as long as the process runs. Every process of a hub may: what is theirs to do is claimed by rows. */
export function keepPosting({ store, now, onIncident }: PostingOptions): Posting {
  const stopping = new AbortController();
  const context = {
    store,
    pen: createHubPen(now),
    onFault: (error: unknown) => onIncident('the allowance of a household could not be worked out', error),
  };
  let minute: number | null = null;
  const post = async (): Promise<void> => {
    if (!(await fillAllowanceFacts({ store, now }))) return;
    const current = Math.floor(now() / ALL_EVERY_MS);
    if (current === minute) await postAsked(context);
    else await postAllowances(context);
    minute = current;
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      let pause = EVERY_MS;
      try {
        await post();
      } catch (error) {
        onIncident('allowances could not be posted', error);
        pause = AGAIN_MS;
      }
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined); // stopped: the loop ends
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
