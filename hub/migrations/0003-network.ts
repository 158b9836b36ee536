import type { HubMigration } from './migration.ts';

/** What administrators see and decide: last contact, places that change, what forks became, work that is done once. */
export const network: HubMigration = {
  version: 3,
  name: 'network',
  sql: `
-- Where the device stood before, until it has said that it deleted what it no longer gets.
ALTER TABLE device ADD COLUMN leaving jsonb;

-- Apart from the device's row, which a push holds for as long as it takes.
CREATE TABLE device_contact (
  device_id uuid PRIMARY KEY,
  seen_at bigint NOT NULL,
  cursors jsonb NOT NULL
);

-- The device under whose id the operation went on.
ALTER TABLE fork ADD COLUMN adopted_as uuid;

-- Work that one process does for all of them, once for each version of the program.
CREATE TABLE job (
  name text PRIMARY KEY,
  version bigint NOT NULL,
  claimed_at bigint NOT NULL,
  is_done boolean NOT NULL
);
`,
};
