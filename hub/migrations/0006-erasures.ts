import type { HubMigration } from './migration.ts';

/** Households of which nothing personal is kept any more, and which operations are about whom. */
export const erasures: HubMigration = {
  version: 6,
  name: 'erasures',
  sql: `
-- Of personal kinds that still have their body: whose they are.
ALTER TABLE operation ADD COLUMN household_id uuid;
UPDATE operation SET household_id = CAST (CAST (body AS jsonb) ->> 'householdId' AS uuid)
WHERE body IS NOT NULL AND CAST (header AS jsonb) ->> 'type' IN (
  'contacts.set', 'entitlement.explained', 'household.set', 'householdNote.takenBack', 'householdNote.written',
  'isee.assessed', 'person.left', 'person.set', 'personConditions.set', 'statement.issued');
CREATE INDEX operation_by_household ON operation (household_id) WHERE household_id IS NOT NULL;

CREATE TABLE household_erasure (
  household_id uuid PRIMARY KEY,
  -- Of the first order: its number in the stream that every device reads, and when it was taken.
  number bigint NOT NULL,
  erased_at bigint NOT NULL
);
`,
};
