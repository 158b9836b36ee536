import type { Migration } from './migration.ts';

/** What counters of the network may let out without cover, and what this one did. */
export const floor: Migration = {
  version: 23,
  name: 'floor',
  sql: `
-- Projection.
CREATE TABLE floor_limit (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  document TEXT NOT NULL
) STRICT;

-- Projection of own operations: how much was taken without cover.
CREATE TABLE floor_spend (
  n INTEGER NOT NULL,
  household INTEGER NOT NULL,
  account TEXT NOT NULL,
  unit TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount > 0),
  PRIMARY KEY (n, household, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX floor_spend_by_household ON floor_spend (household);
`,
};
