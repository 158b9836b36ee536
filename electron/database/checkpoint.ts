import type { Database } from 'better-sqlite3';

/** Commits between looks at the size of the write-ahead log. */
const LOOK_EVERY_COMMITS = 32;

export type Checkpointer = {
  readonly attach: (raw: Database) => void;
  readonly schedule: () => void;
  readonly close: () => void;
};

/**
 * Takes checkpoints off the hot path: after the answer to a command was given, in small steps (passive, so
 * that it never waits for a reader).
 */
export function createCheckpointer(): Checkpointer {
  let database: Database | null = null;
  let commits = 0;
  let timer: NodeJS.Immediate | null = null;
  const take = () => {
    timer = null;
    if (database?.open !== true || database.inTransaction) return;
    database.pragma(`wal_checkpoint(PASSIVE)`);
  };
  return {
    attach: (raw) => {
      database = raw;
    },
    schedule: () => {
      commits += 1;
      if (commits % LOOK_EVERY_COMMITS === 0 && timer === null) timer = setImmediate(take);
    },
    close: () => {
      if (timer !== null) clearImmediate(timer);
      database = null;
    },
  };
}
