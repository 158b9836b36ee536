import type { HubMigration } from './migration.ts';

/** What counters had read of each other before the hub was restored: whatever of it does not come back is lost. */
export const seenHeads: HubMigration = {
  version: 13,
  name: 'seen-heads',
  sql: `
CREATE TABLE seen_head (
  epoch integer NOT NULL,
  -- Perhaps of a device that the hub does not know any more.
  device_id uuid NOT NULL,
  -- The newest of its operations that any counter had read, and when it was written by the device's clock.
  seq bigint NOT NULL CHECK (seq >= 1),
  written_at bigint NOT NULL,
  PRIMARY KEY (epoch, device_id)
);
`,
};
