import type { HubMigration } from './migration.ts';

/** One counter's word of what is lost takes no other's place, and nobody had read more of a new device than was taken of it. */
export const seenHeadsByTeller: HubMigration = {
  version: 25,
  name: 'seen-heads-by-teller',
  sql: `
ALTER TABLE seen_head DROP CONSTRAINT seen_head_pkey, ADD PRIMARY KEY (epoch, device_id, told_by);

-- 0 where it enrolled before this was kept.
ALTER TABLE device ADD COLUMN enrolled_epoch integer NOT NULL DEFAULT 0;
`,
};
