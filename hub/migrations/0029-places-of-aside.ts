import type { HubMigration } from './migration.ts';

/** Where a device stood when something of it was kept aside: it is judged again as of there, also once it was moved. */
export const placesOfAside: HubMigration = {
  version: 29,
  name: 'places-of-aside',
  sql: `
-- Null of what was kept aside before this was kept: judged as of where its device stands.
ALTER TABLE quarantine ADD COLUMN place jsonb;
`,
};
