import type { HubMigration } from './migration.ts';

/** A device is told again of all that is kept aside of what it sends again, whichever push that came with first. */
export const quarantineByNumber: HubMigration = {
  version: 11,
  name: 'quarantine-by-number',
  sql: 'ALTER TABLE quarantine DROP COLUMN head_seq;',
};
