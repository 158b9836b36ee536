import type { Migration } from './migration.ts';

/**
 * Who waits for a turn, and how the book is found by machine. A miss keeps the operation that said so: who forgives it
 * takes that one back.
 */
export const laundryWaiting: Migration = {
  version: 11,
  name: 'laundry-waiting',
  sql: `
ALTER TABLE laundry_booking ADD COLUMN missed_by BLOB CHECK (length(missed_by) = 16);
CREATE INDEX laundry_booking_by_machine ON laundry_booking (machine_id, slot_on) WHERE state = 'active';
-- These two answer by themselves: a month of a full book is thousands of turns, and no row of them is looked up.
CREATE INDEX laundry_booking_ahead ON laundry_booking (site_id, slot_on, slot_from, slot_to, machine_id)
  WHERE state = 'active';
CREATE INDEX laundry_booking_taken ON laundry_booking (site_id, slot_on, slot_from, slot_to, machine_id)
  WHERE state IN ('active', 'kept');

CREATE TABLE laundry_waiting (
  waiting_id BLOB PRIMARY KEY CHECK (length(waiting_id) = 16),
  n INTEGER NOT NULL,
  site_id TEXT NOT NULL,
  household INTEGER NOT NULL,
  wanted_on TEXT NOT NULL CHECK (length(wanted_on) = 10),
  wanted_from INTEGER,
  kind TEXT NOT NULL CHECK (kind IN ('washer', 'dryer')),
  closed_as TEXT CHECK (closed_as IN ('booked', 'givenUp'))
) STRICT, WITHOUT ROWID;
CREATE INDEX laundry_waiting_open ON laundry_waiting (site_id, wanted_on) WHERE closed_as IS NULL;
CREATE INDEX laundry_waiting_by_household ON laundry_waiting (household) WHERE closed_as IS NULL;
`,
};
