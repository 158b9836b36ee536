import { setTimeout as sleep } from 'node:timers/promises';
import type { Db, InTransaction } from '../database/database.ts';
import {
  type ErasureSearch,
  findErasureSearch,
  saveErasureSearch,
  searchSlice,
} from '../database/erasure-search.ts';

/** A slice that keeps the main thread for longer is felt at the till: the next one is half of it. */
const LONGEST_SLICE_MS = 15;
const [LEAST_TEXTS, MOST_TEXTS] = [4, 4096];
/** Between two slices the till has its turn. */
const PAUSE_MS = 20;
/** How far it has got is kept so often, and whenever something was found: each time the disk is waited for. */
const SLICES_UNTIL_KEPT = 25;

export type MissedSearch = {
  /** Looks through what orders ask to be looked through; done, or closed, when this resolves. */
  readonly finish: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/**
 * Erases what was missed when households were erased (`electron/database/erasure-search.ts`), slice by slice while the till is in
 * use. Cut anywhere it goes on from there at the next start.
 */
export function createMissedSearch(options: {
  readonly db: Db;
  readonly inTransaction: InTransaction;
  /** By a clock that never jumps. */
  readonly uptimeMs: () => number;
}): MissedSearch {
  const { db, inTransaction, uptimeMs } = options;
  let most = LEAST_TEXTS;
  let isClosed = false;
  let running: Promise<void> | null = null;

  /** One slice, of at most so many texts. */
  const look = (search: ErasureSearch) => {
    const startedMs = uptimeMs();
    const slice = searchSlice(db, search, most);
    const tookMs = uptimeMs() - startedMs;
    if (tookMs > LONGEST_SLICE_MS) most = Math.max(LEAST_TEXTS, Math.floor(most / 2));
    else if (slice.count === most && tookMs <= LONGEST_SLICE_MS / 2) most = Math.min(MOST_TEXTS, most * 2);
    return slice;
  };

  const searchOne = async (from: ErasureSearch): Promise<void> => {
    let search = from;
    for (let slices = 1; ; slices++) {
      await sleep(PAUSE_MS);
      if (isClosed) return;
      const { found, next } = look(search);
      if (next !== null) search = { ...search, ...next };
      if (found.length > 0 || next === null || slices % SLICES_UNTIL_KEPT === 0) {
        inTransaction((tx) => saveErasureSearch(tx, search, found, next === null));
      }
      if (next === null) return;
    }
  };

  const searchAll = async (): Promise<void> => {
    for (;;) {
      const search = isClosed ? null : findErasureSearch(db);
      if (search === null) return;
      await searchOne(search);
    }
  };

  return {
    finish: async () => {
      // An order that came while the one before was ending is of the next round.
      do {
        running ??= searchAll().finally(() => {
          running = null;
        });
        await running;
      } while (!isClosed && findErasureSearch(db) !== null);
    },
    close: async () => {
      isClosed = true;
      await running?.catch(() => undefined);
    },
  };
}
