import type { Migration } from './migration.ts';

/**
 * Which device keeps the book of a laundry, what other desks ask it for, and who takes a hand-over back. A device that goes
 * on for another after a restore is that one still: those that said so before are read from the log.
 */
export const laundryDesks: Migration = {
  version: 15,
  name: 'laundry-desks',
  sql: `
ALTER TABLE counter_device ADD COLUMN continues TEXT;
UPDATE counter_device SET continues = (
  SELECT json_extract(operation.body, '$.from') FROM operation JOIN kind USING (kind)
  WHERE kind.type = 'device.continued' AND json_extract(operation.body, '$.deviceId') = counter_device.device_id
);

CREATE TABLE laundry_desk (
  site_id TEXT PRIMARY KEY,
  device_id TEXT NOT NULL,
  term INTEGER NOT NULL CHECK (term >= 1),
  named_by BLOB NOT NULL CHECK (length(named_by) = 16)
) STRICT, WITHOUT ROWID;

CREATE TABLE laundry_turn_request (
  request_id BLOB PRIMARY KEY CHECK (length(request_id) = 16),
  n INTEGER NOT NULL,
  site_id TEXT NOT NULL,
  household INTEGER NOT NULL,
  asks TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  answer TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX laundry_turn_request_open ON laundry_turn_request (site_id, n) WHERE answer IS NULL;
CREATE INDEX laundry_turn_request_by_number ON laundry_turn_request (site_id, n);

ALTER TABLE laundry_visit ADD COLUMN handed_over_by BLOB CHECK (length(handed_over_by) = 16);
CREATE INDEX laundry_visit_handed_over ON laundry_visit (site_id, handed_over_at) WHERE handed_over_at IS NOT NULL;
`,
};
