import type { HubMigration } from './migration.ts';

/** An administrator may say that what is kept aside will never be taken. A branch that was taken in is found by its new device. */
export const dismissed: HubMigration = {
  version: 17,
  name: 'dismissed',
  sql: `
ALTER TABLE quarantine ADD COLUMN dismissed_by uuid;
ALTER TABLE quarantine ADD COLUMN dismissed_at bigint;
CREATE INDEX fork_by_heir ON fork (adopted_as) WHERE adopted_as IS NOT NULL;
`,
};
