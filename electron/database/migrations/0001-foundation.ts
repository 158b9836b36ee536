import type { Migration } from './migration.ts';

/**
 * The log, the dictionaries that keep UUIDs out of the indexes of everything else, and the first
 * projections. Layout decides the speed of an encrypted database: integer row ids, projections clustered
 * by them (see docs/decisions).
 */
export const foundation: Migration = {
  version: 1,
  name: 'foundation',
  sql: `
CREATE TABLE device (
  device INTEGER PRIMARY KEY,
  device_id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE stream (
  stream INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE kind (
  kind INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version >= 1),
  UNIQUE (type, version)
) STRICT;

CREATE TABLE operation (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  device INTEGER NOT NULL REFERENCES device,
  seq INTEGER NOT NULL CHECK (seq >= 1),
  stream INTEGER NOT NULL REFERENCES stream,
  kind INTEGER NOT NULL REFERENCES kind,
  operator_id TEXT,
  cause_id BLOB CHECK (length(cause_id) = 16),
  reverses_id BLOB CHECK (length(reverses_id) = 16),
  occurred_at INTEGER NOT NULL,
  business_on TEXT NOT NULL CHECK (length(business_on) = 10),
  postings TEXT NOT NULL,
  commitment BLOB NOT NULL CHECK (length(commitment) = 32),
  prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  salt BLOB CHECK (length(salt) = 32),
  body TEXT CHECK (length(body) <= 65536),
  CHECK ((salt IS NULL) = (body IS NULL)),
  UNIQUE (device, seq)
) STRICT;

-- Which device this PC is. Its head is its newest operation: kept once, in the log.
CREATE TABLE own_head (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  device INTEGER NOT NULL REFERENCES device,
  acknowledged_seq INTEGER NOT NULL DEFAULT 0 CHECK (acknowledged_seq >= 0)
) STRICT;

CREATE TABLE history (
  subject TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (subject, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE network (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  network_id TEXT NOT NULL,
  name TEXT NOT NULL,
  is_demo INTEGER NOT NULL CHECK (is_demo IN (0, 1)),
  identity_key TEXT NOT NULL CHECK (length(identity_key) = 64)
) STRICT;

CREATE TABLE counter_device (
  device_id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL,
  name TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE organisation (
  organisation_id TEXT PRIMARY KEY,
  name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE site (
  site_id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL,
  name TEXT NOT NULL,
  short_name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('emporio', 'laundry', 'office')),
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE operator (
  operator_id TEXT PRIMARY KEY,
  display_name TEXT,
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE operator_role (
  operator_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  roles TEXT NOT NULL,
  PRIMARY KEY (operator_id, site_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE operator_pin (
  operator_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  verifier TEXT NOT NULL,
  PRIMARY KEY (operator_id, site_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE programme (
  programme_id TEXT PRIMARY KEY,
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE printer (
  printer_id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL,
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE till_rules (
  site_id TEXT PRIMARY KEY,
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE category (
  category_id TEXT PRIMARY KEY,
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE goods_limit (
  limit_id TEXT PRIMARY KEY,
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE favourites (
  site_id TEXT PRIMARY KEY,
  product_ids TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE product_key (
  product INTEGER PRIMARY KEY,
  product_id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE product (
  product INTEGER PRIMARY KEY,
  code TEXT,
  name TEXT NOT NULL,
  category_id TEXT NOT NULL,
  points INTEGER,
  points_per_kilogram INTEGER,
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
  to_complete INTEGER NOT NULL CHECK (to_complete IN (0, 1)),
  corrected TEXT NOT NULL DEFAULT '',
  limit_ids TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX product_by_code ON product (code) WHERE code IS NOT NULL;
CREATE INDEX product_by_category ON product (category_id);
CREATE INDEX product_to_complete ON product (product) WHERE to_complete = 1;

CREATE VIRTUAL TABLE product_search USING fts5 (
  name, content = '', contentless_delete = 1, prefix = '1 2 3',
  tokenize = "unicode61 remove_diacritics 2"
);

CREATE TABLE household_key (
  household INTEGER PRIMARY KEY,
  household_id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE household (
  household INTEGER PRIMARY KEY,
  display_name TEXT,
  delegate_names TEXT NOT NULL DEFAULT '[]',
  size INTEGER NOT NULL DEFAULT 1 CHECK (size >= 1),
  child_birth_months TEXT NOT NULL DEFAULT '[]',
  site_id TEXT,
  preferred_language TEXT
) STRICT;

CREATE TABLE household_word (
  word TEXT NOT NULL,
  household INTEGER NOT NULL,
  PRIMARY KEY (word, household)
) STRICT, WITHOUT ROWID;
CREATE INDEX household_word_by_household ON household_word (household);

CREATE TABLE household_codice_fiscale (
  hash TEXT NOT NULL,
  household INTEGER NOT NULL,
  PRIMARY KEY (hash, household)
) STRICT, WITHOUT ROWID;
CREATE INDEX household_codice_fiscale_by_household ON household_codice_fiscale (household);

CREATE TABLE card (
  card_id TEXT PRIMARY KEY,
  card_number TEXT NOT NULL,
  household INTEGER NOT NULL,
  replaced_by_card_id TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX card_by_household ON card (household);
CREATE INDEX card_by_number ON card (card_number);

-- A lift may arrive before what it lifts: both are kept, and a block counts while nothing lifts it.
CREATE TABLE card_block (
  block_id TEXT PRIMARY KEY,
  card_id TEXT,
  reason TEXT,
  is_lifted INTEGER NOT NULL DEFAULT 0 CHECK (is_lifted IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX card_block_by_card ON card_block (card_id) WHERE is_lifted = 0;

CREATE TABLE scheme (
  scheme_id TEXT PRIMARY KEY,
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE entitlement (
  household INTEGER NOT NULL,
  entitlement_id TEXT NOT NULL,
  scheme_id TEXT NOT NULL,
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL,
  PRIMARY KEY (household, entitlement_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE entitlement_suspension (
  suspension_id TEXT PRIMARY KEY,
  entitlement_id TEXT,
  is_lifted INTEGER NOT NULL DEFAULT 0 CHECK (is_lifted IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX entitlement_suspension_open ON entitlement_suspension (entitlement_id) WHERE is_lifted = 0;

CREATE TABLE allowance (
  household INTEGER NOT NULL,
  purse TEXT NOT NULL,
  period_starts_on TEXT NOT NULL,
  revision INTEGER NOT NULL,
  period_ends_on TEXT NOT NULL,
  PRIMARY KEY (household, purse, period_starts_on, revision)
) STRICT, WITHOUT ROWID;

-- A household's accounts lie together: pricing a basket reads one page.
CREATE TABLE household_balance (
  household INTEGER NOT NULL,
  account TEXT NOT NULL,
  unit TEXT NOT NULL,
  balance INTEGER NOT NULL,
  PRIMARY KEY (household, account, unit)
) STRICT, WITHOUT ROWID;

CREATE TABLE movement (
  household INTEGER NOT NULL,
  account TEXT NOT NULL,
  n INTEGER NOT NULL,
  unit TEXT NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (household, account, n, unit)
) STRICT, WITHOUT ROWID;

-- The lines of a sale stay in its body: one home, read by number (see docs/decisions).
-- Clustered by day, so that a sale writes one page here and a day is read from neighbours.
CREATE TABLE sale (
  business_on TEXT NOT NULL,
  n INTEGER NOT NULL,
  household INTEGER,
  site_id TEXT NOT NULL,
  total_points INTEGER NOT NULL,
  pieces INTEGER NOT NULL,
  PRIMARY KEY (business_on, n)
) STRICT, WITHOUT ROWID;

-- Keyed by the sale's operation id, because a return may arrive from another stream before its sale.
CREATE TABLE sale_return (
  sale_id BLOB NOT NULL CHECK (length(sale_id) = 16),
  n INTEGER NOT NULL,
  line INTEGER NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity >= 1),
  points INTEGER NOT NULL CHECK (points >= 0),
  PRIMARY KEY (sale_id, n, line)
) STRICT, WITHOUT ROWID;

-- Below: this PC's own, not projections of the log.

-- Number 1 is the open basket, so there is never a second; the others are parked. A table with a row id, because a
-- document of a long basket would not fit an index page.
CREATE TABLE basket (
  basket INTEGER PRIMARY KEY CHECK (basket >= 1),
  basket_id TEXT NOT NULL,
  operator_id TEXT NOT NULL,
  note TEXT NOT NULL,
  document TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE pin_attempt (
  operator_id TEXT PRIMARY KEY,
  failures INTEGER NOT NULL CHECK (failures >= 0),
  not_before_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE access_log (
  n INTEGER PRIMARY KEY,
  read_at INTEGER NOT NULL,
  operator_id TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE counter_setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`,
};
