import type { HubMigration } from './migration.ts';

/** A move that is sent again, later than another one, moves nobody back. */
export const moves: HubMigration = {
  version: 26,
  name: 'moves',
  sql: `
-- How often an administrator moved the device.
ALTER TABLE device ADD COLUMN moves integer NOT NULL DEFAULT 0 CHECK (moves >= 0);
`,
};
