import type { HubMigration } from './migration.ts';

/** Who knows of orders to erase that a restored hub has lost: one that is asked and never orders keeps no other from it. */
export const erasureClaims: HubMigration = {
  version: 28,
  name: 'erasure-claims',
  sql: `
CREATE TABLE erasure_claim (
  device_id uuid NOT NULL,
  household_id uuid NOT NULL,
  epoch bigint NOT NULL,
  claimed_at bigint NOT NULL,
  -- When it was last asked to order; null where it never was.
  asked_at bigint,
  PRIMARY KEY (device_id, household_id)
);
CREATE INDEX erasure_claim_household ON erasure_claim (household_id);
DELETE FROM job WHERE name LIKE 'erase-again/%';
`,
};
