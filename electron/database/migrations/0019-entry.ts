import type { Migration } from './migration.ts';

/** A counter with data of its own enters a network that is there already. */
export const entry: Migration = {
  version: 19,
  name: 'entry',
  sql: `
-- What the hub answered: own operations on which the network has its own word. They stay in the log and make nothing.
CREATE TABLE overruled_operation (
  n INTEGER PRIMARY KEY
) STRICT;

-- Projection: keys under which counters that entered had hashed codici fiscali, beside the network's own.
CREATE TABLE identity_key (
  identity_key TEXT PRIMARY KEY CHECK (length(identity_key) = 64)
) STRICT, WITHOUT ROWID;
`,
};
