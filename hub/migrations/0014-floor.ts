import type { HubMigration } from './migration.ts';

/** What may be spent without cover, and what was: to each household in a day. */
export const floor: HubMigration = {
  version: 14,
  name: 'floor',
  sql: `
CREATE TABLE floor_limit (
  one integer PRIMARY KEY CHECK (one = 1),
  rule jsonb NOT NULL
);

CREATE TABLE floor_use (
  household_id uuid NOT NULL,
  spent_on text NOT NULL CHECK (length(spent_on) = 10),
  unit text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  PRIMARY KEY (household_id, spent_on, unit)
);
`,
};
