import type { HubMigration } from './migration.ts';

/** A counter whose disk is put back to before it was moved writes where it stood until it hears of it. */
export const stoodBefore: HubMigration = {
  version: 31,
  name: 'stood-before',
  sql: `
-- The place before this one, once the device has deleted what it had there. Null of devices that were last moved before this was kept.
ALTER TABLE device ADD COLUMN stood_before jsonb;
`,
};
