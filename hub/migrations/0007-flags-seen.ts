import type { HubMigration } from './migration.ts';

/** Flags are looked at by somebody, once. */
export const flagsSeen: HubMigration = {
  version: 7,
  name: 'flags-seen',
  sql: `
ALTER TABLE flag ADD COLUMN seen_by uuid;
ALTER TABLE flag ADD COLUMN seen_at bigint;
ALTER TABLE flag ADD CONSTRAINT flag_seen_by_somebody CHECK ((seen_by IS NULL) = (seen_at IS NULL));
DROP INDEX flag_by_time;
CREATE INDEX flag_open ON flag (raised_at) WHERE seen_at IS NULL;
`,
};
