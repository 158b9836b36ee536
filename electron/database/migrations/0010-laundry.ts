import type { Migration } from './migration.ts';

/**
 * The laundry of a site. What is open (a visit not handed over, a cycle in a drum, a booking to come) is found by small
 * partial indexes, so that a board of ten years is read as fast as one of a day.
 */
export const laundry: Migration = {
  version: 10,
  name: 'laundry',
  sql: `
CREATE TABLE machine (
  machine_id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX machine_by_site ON machine (site_id, number);

-- A lift may arrive before what it lifts: both are kept, as with the blocks of cards.
CREATE TABLE machine_outage (
  outage_id BLOB PRIMARY KEY CHECK (length(outage_id) = 16),
  machine_id TEXT,
  reason TEXT,
  is_lifted INTEGER NOT NULL DEFAULT 0 CHECK (is_lifted IN (0, 1)),
  business_on TEXT CHECK (length(business_on) = 10)
) STRICT, WITHOUT ROWID;
CREATE INDEX machine_outage_open ON machine_outage (machine_id) WHERE is_lifted = 0;
CREATE INDEX machine_outage_by_day ON machine_outage (business_on);

CREATE TABLE wash_programme (
  wash_programme_id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL,
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX wash_programme_by_site ON wash_programme (site_id);

CREATE TABLE laundry_rules (
  site_id TEXT PRIMARY KEY,
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE laundry_visit (
  visit_id BLOB PRIMARY KEY CHECK (length(visit_id) = 16),
  n INTEGER NOT NULL,
  site_id TEXT NOT NULL,
  household INTEGER NOT NULL,
  card_id TEXT,
  tag INTEGER NOT NULL CHECK (tag BETWEEN 1 AND 99),
  bags INTEGER NOT NULL CHECK (bags >= 1),
  booking_id BLOB CHECK (length(booking_id) = 16),
  opened_at INTEGER NOT NULL,
  handed_over_at INTEGER,
  handed_over_to TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX laundry_visit_open ON laundry_visit (site_id, tag) WHERE handed_over_at IS NULL;
CREATE INDEX laundry_visit_by_number ON laundry_visit (site_id, n);

CREATE TABLE laundry_cycle (
  cycle_id BLOB PRIMARY KEY CHECK (length(cycle_id) = 16),
  n INTEGER NOT NULL,
  visit_id BLOB NOT NULL CHECK (length(visit_id) = 16),
  site_id TEXT NOT NULL,
  household INTEGER NOT NULL,
  machine_id TEXT NOT NULL,
  wash_programme_id TEXT NOT NULL,
  minutes INTEGER NOT NULL CHECK (minutes >= 1),
  started_at INTEGER NOT NULL,
  started_on TEXT NOT NULL CHECK (length(started_on) = 10),
  charges TEXT NOT NULL,
  phase TEXT NOT NULL CHECK (phase IN ('running', 'finished', 'emptied', 'stopped')),
  finished_at INTEGER,
  ended_at INTEGER,
  stopped_because TEXT
) STRICT, WITHOUT ROWID;
-- The service lets no machine be in two cycles; what arrives is a fact and must not fail here.
CREATE INDEX laundry_cycle_open ON laundry_cycle (machine_id) WHERE phase IN ('running', 'finished');
CREATE INDEX laundry_cycle_by_visit ON laundry_cycle (visit_id);
CREATE INDEX laundry_cycle_by_day ON laundry_cycle (site_id, started_on);

CREATE TABLE laundry_booking (
  booking_id BLOB PRIMARY KEY CHECK (length(booking_id) = 16),
  n INTEGER NOT NULL,
  site_id TEXT NOT NULL,
  machine_id TEXT NOT NULL,
  household INTEGER NOT NULL,
  slot_on TEXT NOT NULL CHECK (length(slot_on) = 10),
  slot_from INTEGER NOT NULL,
  slot_to INTEGER NOT NULL CHECK (slot_to > slot_from),
  state TEXT NOT NULL CHECK (state IN ('active', 'kept', 'givenUp', 'missed', 'moved')),
  is_forgiven INTEGER NOT NULL DEFAULT 0 CHECK (is_forgiven IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX laundry_booking_by_day ON laundry_booking (site_id, slot_on);
CREATE INDEX laundry_booking_active ON laundry_booking (household, slot_on) WHERE state = 'active';
CREATE INDEX laundry_booking_missed ON laundry_booking (household, slot_on)
  WHERE state = 'missed' AND is_forgiven = 0;
`,
};
