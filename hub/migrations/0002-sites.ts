import type { HubMigration } from './migration.ts';

/** Where sites stand, by what the hub has taken: the place of a device that enrols follows from it. */
export const sites: HubMigration = {
  version: 2,
  name: 'sites',
  sql: `
CREATE TABLE site (
  site_id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('emporio', 'laundry', 'office')),
  is_active boolean NOT NULL
);
CREATE INDEX site_by_organisation ON site (organisation_id);
`,
};
