import type { Migration } from './migration.ts';

/** How long which data are kept. */
export const retention: Migration = {
  version: 20,
  name: 'retention',
  sql: `
-- Projection: the network's rules as they were set last.
CREATE TABLE retention_rules (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  household_months INTEGER NOT NULL CHECK (household_months >= 1),
  access_log_months INTEGER NOT NULL CHECK (access_log_months >= 6)
) STRICT;
`,
};
