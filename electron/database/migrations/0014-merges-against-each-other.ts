import type { Migration } from './migration.ts';

/**
 * What a merge says is kept beside what holds: of merges that go in a circle (two counters joined two records against each
 * other) the last by its id holds nothing, and its household and into_household are NULL.
 */
export const mergesAgainstEachOther: Migration = {
  version: 14,
  name: 'merges-against-each-other',
  sql: `
ALTER TABLE household_merge ADD COLUMN said_household INTEGER;
ALTER TABLE household_merge ADD COLUMN said_into INTEGER;
UPDATE household_merge SET said_household = household, said_into = into_household;
UPDATE household_merge SET household = NULL, into_household = NULL
  WHERE is_undone = 0 AND EXISTS (SELECT 1 FROM household_merge AS earlier
    WHERE earlier.is_undone = 0 AND earlier.merge_id < household_merge.merge_id
      AND earlier.said_household = household_merge.said_into AND earlier.said_into = household_merge.said_household);
CREATE INDEX household_merge_said_of ON household_merge (said_household) WHERE is_undone = 0;
CREATE INDEX household_merge_said_into ON household_merge (said_into) WHERE is_undone = 0;
`,
};
