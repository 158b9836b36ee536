import type { Migration } from './migration.ts';

/** What the hub said of this device's own acts that broke a rule. */
export const flaggedActs: Migration = {
  version: 18,
  name: 'flagged-acts',
  sql: `
-- Projection of the mailbox.
CREATE TABLE flagged_act (
  operation_id BLOB PRIMARY KEY CHECK (length(operation_id) = 16),
  parts TEXT NOT NULL,
  -- UTC milliseconds of the hub.
  flagged_at INTEGER NOT NULL,
  seen_by TEXT,
  seen_at INTEGER,
  CHECK ((seen_by IS NULL) = (seen_at IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX flagged_act_by_time ON flagged_act (flagged_at);
`,
};
