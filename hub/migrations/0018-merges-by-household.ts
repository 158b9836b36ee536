import type { HubMigration } from './migration.ts';

/** Whether a household was joined to another, or another to it: asked of each that a push moves. */
export const mergesByHousehold: HubMigration = {
  version: 18,
  name: 'merges-by-household',
  sql: `
CREATE INDEX allowance_fact_merged ON allowance_fact ((fact ->> 'householdId')) WHERE subject = 'merges';
CREATE INDEX allowance_fact_merged_into ON allowance_fact ((fact ->> 'intoHouseholdId')) WHERE subject = 'merges';
`,
};
