import type { HubMigration } from './migration.ts';

/** Devices that go on for others, whose chains are closed. */
export const successions: HubMigration = {
  version: 22,
  name: 'successions',
  sql: `
-- The device that it goes on for: nobody goes on for one twice.
ALTER TABLE device ADD COLUMN continues uuid UNIQUE;
-- Its place is what it, or whoever it goes on for, brought with its network or its sites.
ALTER TABLE device ADD COLUMN keeps_place boolean NOT NULL DEFAULT false;
`,
};
