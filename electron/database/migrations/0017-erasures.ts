import type { Migration } from './migration.ts';

/** Households of which nothing personal is kept any more. */
export const erasures: Migration = {
  version: 17,
  name: 'erasures',
  sql: `
-- Projection: each order to erase a household. Two of them are as good as one.
CREATE TABLE household_erasure (
  operation_id BLOB PRIMARY KEY CHECK (length(operation_id) = 16),
  household INTEGER NOT NULL,
  reason TEXT NOT NULL,
  erased_on TEXT NOT NULL CHECK (length(erased_on) = 10)
) STRICT, WITHOUT ROWID;
CREATE INDEX household_erasure_by_household ON household_erasure (household);
`,
};
