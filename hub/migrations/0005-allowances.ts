import type { HubMigration } from './migration.ts';

/** What decides which allowances are due, as the operations that were taken say it, and whose turn it is. */
export const allowances: HubMigration = {
  version: 5,
  name: 'allowances',
  sql: `
-- The last word on each section of a household or scheme, by its number in its stream: no names, no whole dates of birth.
CREATE TABLE allowance_fact (
  subject text NOT NULL,
  section text NOT NULL,
  number bigint NOT NULL,
  fact jsonb NOT NULL,
  PRIMARY KEY (subject, section)
);

-- Households that are looked at, and the hour in which each was looked at last. Its row is the claim.
CREATE TABLE allowance_turn (
  household_id uuid PRIMARY KEY,
  looked_in bigint
);

-- Households of which something was taken that may make more due. Only ever added to by who takes operations, so that
-- nobody who holds a stream waits for whoever posts.
CREATE TABLE allowance_ask (
  ask bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  household_id uuid NOT NULL
);
`,
};
