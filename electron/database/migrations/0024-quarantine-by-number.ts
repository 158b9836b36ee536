import type { Migration } from './migration.ts';

/**
 * What the hub keeps aside is known by its number in this log: a counter that goes on as a new device has operations of two
 * chains, whose own numbers are the same.
 */
export const quarantineByNumber: Migration = {
  version: 24,
  name: 'quarantine-by-number',
  sql: `
CREATE TABLE hub_aside (
  n INTEGER PRIMARY KEY,
  reason TEXT NOT NULL
) STRICT;
INSERT INTO hub_aside (n, reason)
  SELECT n, reason FROM hub_quarantine CROSS JOIN operation USING (seq)
  WHERE operation.device = (SELECT device FROM hub_membership JOIN device USING (device_id));
DROP TABLE hub_quarantine;
ALTER TABLE hub_aside RENAME TO hub_quarantine;
`,
};
