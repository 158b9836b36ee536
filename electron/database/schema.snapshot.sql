CREATE TABLE access_log (
  n INTEGER PRIMARY KEY,
  read_at INTEGER NOT NULL,
  operator_id TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  prev_hash BLOB NOT NULL CHECK (length(prev_hash) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE allowance (
  household INTEGER NOT NULL,
  purse TEXT NOT NULL,
  period_starts_on TEXT NOT NULL,
  revision INTEGER NOT NULL,
  period_ends_on TEXT NOT NULL, points INTEGER NOT NULL DEFAULT 0, scheme_id TEXT, scheme_applies_from TEXT,
  PRIMARY KEY (household, purse, period_starts_on, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE authorisation (
  authorisation_id TEXT PRIMARY KEY,
  operation_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('asked', 'granted', 'refused', 'closed')),
  asked_at INTEGER NOT NULL
, claims TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(claims))) STRICT, WITHOUT ROWID;

CREATE INDEX authorisation_open ON authorisation (asked_at) WHERE state IN ('asked', 'granted');

CREATE TABLE authorisation_spend (
  authorisation_id TEXT NOT NULL REFERENCES authorisation,
  account TEXT NOT NULL,
  unit TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount > 0),
  -- What of this device's lease went into it, for good once it is granted.
  from_lease INTEGER NOT NULL CHECK (from_lease BETWEEN 0 AND amount),
  lease_id TEXT,
  PRIMARY KEY (authorisation_id, account)
) STRICT, WITHOUT ROWID;

CREATE INDEX authorisation_spend_by_lease ON authorisation_spend (lease_id) WHERE lease_id IS NOT NULL;

CREATE TABLE basket (
  basket INTEGER PRIMARY KEY CHECK (basket >= 1),
  basket_id TEXT NOT NULL,
  operator_id TEXT NOT NULL,
  note TEXT NOT NULL,
  document TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE card (
  card_id TEXT PRIMARY KEY,
  card_number TEXT NOT NULL,
  household INTEGER NOT NULL,
  replaced_by_card_id TEXT
, use TEXT NOT NULL DEFAULT 'all' CHECK (use IN ('all', 'baby')), expires_on TEXT, person_id TEXT, issued_on TEXT, printed_on TEXT, handed_over_on TEXT, handed_over_by TEXT, handed_over_to TEXT) STRICT, WITHOUT ROWID;

CREATE TABLE card_block (
  block_id TEXT PRIMARY KEY,
  card_id TEXT,
  reason TEXT,
  is_lifted INTEGER NOT NULL DEFAULT 0 CHECK (is_lifted IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX card_block_by_card ON card_block (card_id) WHERE is_lifted = 0;

CREATE INDEX card_by_household ON card (household);

CREATE INDEX card_by_number ON card (card_number);

CREATE INDEX card_to_hand_over ON card (issued_on) WHERE handed_over_on IS NULL AND replaced_by_card_id IS NULL;

CREATE TABLE category (
  category_id TEXT PRIMARY KEY,
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE counter_device (
  device_id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL,
  name TEXT
, continues TEXT) STRICT, WITHOUT ROWID;

CREATE TABLE counter_setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE credit_batch (
  n INTEGER PRIMARY KEY,
  batch_id BLOB NOT NULL UNIQUE CHECK (length(batch_id) = 16),
  site_id TEXT NOT NULL,
  programme_id TEXT NOT NULL,
  purse TEXT NOT NULL CHECK (purse IN ('cents', 'washes')),
  reason TEXT NOT NULL,
  rule TEXT NOT NULL,
  is_closed INTEGER NOT NULL DEFAULT 0 CHECK (is_closed IN (0, 1))
) STRICT;

CREATE TABLE credit_batch_closing (
  closing_id BLOB PRIMARY KEY CHECK (length(closing_id) = 16),
  batch_id BLOB CHECK (length(batch_id) = 16),
  is_lifted INTEGER NOT NULL DEFAULT 0 CHECK (is_lifted IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX credit_batch_closing_by_batch ON credit_batch_closing (batch_id) WHERE is_lifted = 0;

CREATE TABLE credit_batch_line (
  batch_id BLOB NOT NULL CHECK (length(batch_id) = 16),
  household INTEGER NOT NULL,
  amount INTEGER NOT NULL CHECK (amount > 0),
  given_n INTEGER,
  PRIMARY KEY (batch_id, household)
) STRICT, WITHOUT ROWID;

CREATE TABLE credit_rules (
  site_id TEXT PRIMARY KEY,
  rules TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE credit_taken_back (
  top_up_id BLOB PRIMARY KEY CHECK (length(top_up_id) = 16),
  n INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
  device INTEGER PRIMARY KEY,
  device_id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE edit_conflict (
  n INTEGER NOT NULL,
  over_n INTEGER NOT NULL,
  PRIMARY KEY (n, over_n)
) STRICT, WITHOUT ROWID;

CREATE INDEX edit_conflict_over ON edit_conflict (over_n);

CREATE TABLE edit_conflict_settled (
  edit_id BLOB NOT NULL CHECK (length(edit_id) = 16),
  over_id BLOB NOT NULL CHECK (length(over_id) = 16),
  operator_id TEXT NOT NULL,
  PRIMARY KEY (edit_id, over_id, operator_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE edit_word (
  k INTEGER PRIMARY KEY,
  n INTEGER NOT NULL,
  after_n INTEGER NOT NULL,
  is_aside INTEGER NOT NULL CHECK (is_aside IN (0, 1))
) STRICT;

CREATE INDEX edit_word_by_place ON edit_word (after_n, k);

CREATE TABLE entitlement (
  household INTEGER NOT NULL,
  entitlement_id TEXT NOT NULL,
  scheme_id TEXT NOT NULL,
  starts_on TEXT NOT NULL,
  ends_on TEXT NOT NULL,
  PRIMARY KEY (household, entitlement_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX entitlement_end ON entitlement (ends_on);

CREATE TABLE entitlement_reason (
  act_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (act_id, organisation_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE entitlement_suspension (
  suspension_id TEXT PRIMARY KEY,
  entitlement_id TEXT,
  is_lifted INTEGER NOT NULL DEFAULT 0 CHECK (is_lifted IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX entitlement_suspension_open ON entitlement_suspension (entitlement_id) WHERE is_lifted = 0;

CREATE TABLE erasure_search (
  n INTEGER PRIMARY KEY,
  household INTEGER NOT NULL,
  kind INTEGER NOT NULL DEFAULT 0,
  after_n INTEGER NOT NULL DEFAULT 0,
  is_done INTEGER NOT NULL DEFAULT 0 CHECK (is_done IN (0, 1))
) STRICT;

CREATE TABLE favourites (
  site_id TEXT PRIMARY KEY,
  product_ids TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE file_to_destroy (
  batch INTEGER NOT NULL,
  file_name TEXT NOT NULL,
  household_id TEXT NOT NULL CHECK (length(household_id) = 36),
  destroyed_at INTEGER,
  destroyed_by TEXT,
  PRIMARY KEY (batch, file_name, household_id),
  CHECK ((destroyed_at IS NULL) = (destroyed_by IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX file_to_destroy_open ON file_to_destroy (batch) WHERE destroyed_at IS NULL;

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

CREATE TABLE floor_limit (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  document TEXT NOT NULL
) STRICT;

CREATE TABLE floor_spend (
  n INTEGER NOT NULL,
  household INTEGER NOT NULL,
  account TEXT NOT NULL,
  unit TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount > 0),
  PRIMARY KEY (n, household, account)
) STRICT, WITHOUT ROWID;

CREATE INDEX floor_spend_by_household ON floor_spend (household);

CREATE TABLE foreign_device (
  device INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE goods_limit (
  limit_id TEXT PRIMARY KEY,
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE history (
  subject TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (subject, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE household (
  household INTEGER PRIMARY KEY,
  display_name TEXT,
  delegate_names TEXT NOT NULL DEFAULT '[]',
  size INTEGER NOT NULL DEFAULT 1 CHECK (size >= 1),
  child_birth_months TEXT NOT NULL DEFAULT '[]',
  site_id TEXT,
  preferred_language TEXT
) STRICT;

CREATE TABLE household_balance (
  household INTEGER NOT NULL,
  account TEXT NOT NULL,
  unit TEXT NOT NULL,
  balance INTEGER NOT NULL,
  PRIMARY KEY (household, account, unit)
) STRICT, WITHOUT ROWID;

CREATE TABLE household_codice_fiscale (
  hash TEXT NOT NULL,
  household INTEGER NOT NULL,
  PRIMARY KEY (hash, household)
) STRICT, WITHOUT ROWID;

CREATE INDEX household_codice_fiscale_by_household ON household_codice_fiscale (household);

CREATE TABLE household_contacts (
  household INTEGER NOT NULL,
  organisation_id TEXT NOT NULL,
  phones TEXT NOT NULL DEFAULT '[]',
  email TEXT,
  address TEXT,
  PRIMARY KEY (household, organisation_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE household_erasure (
  operation_id BLOB PRIMARY KEY CHECK (length(operation_id) = 16),
  household INTEGER NOT NULL,
  reason TEXT NOT NULL,
  erased_on TEXT NOT NULL CHECK (length(erased_on) = 10)
) STRICT, WITHOUT ROWID;

CREATE INDEX household_erasure_by_household ON household_erasure (household);

CREATE TABLE household_key (
  household INTEGER PRIMARY KEY,
  household_id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE household_likeness (
  key TEXT NOT NULL,
  household INTEGER NOT NULL,
  PRIMARY KEY (key, household)
) STRICT, WITHOUT ROWID;

CREATE INDEX household_likeness_by_household ON household_likeness (household);

CREATE TABLE household_merge (
  merge_id TEXT PRIMARY KEY,
  household INTEGER,
  into_household INTEGER,
  is_undone INTEGER NOT NULL DEFAULT 0 CHECK (is_undone IN (0, 1))
, said_household INTEGER, said_into INTEGER) STRICT, WITHOUT ROWID;

CREATE INDEX household_merge_into ON household_merge (into_household) WHERE is_undone = 0;

CREATE INDEX household_merge_of ON household_merge (household) WHERE is_undone = 0;

CREATE INDEX household_merge_said_into ON household_merge (said_into) WHERE is_undone = 0;

CREATE INDEX household_merge_said_of ON household_merge (said_household) WHERE is_undone = 0;

CREATE TABLE household_note (
  note_id TEXT PRIMARY KEY,
  household INTEGER,
  organisation_id TEXT,
  text TEXT,
  written_at INTEGER,
  operator_id TEXT,
  is_taken_back INTEGER NOT NULL DEFAULT 0 CHECK (is_taken_back IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX household_note_by_household ON household_note (household) WHERE is_taken_back = 0;

CREATE TABLE household_word (
  word TEXT NOT NULL,
  household INTEGER NOT NULL,
  PRIMARY KEY (word, household)
) STRICT, WITHOUT ROWID;

CREATE INDEX household_word_by_household ON household_word (household);

CREATE TABLE hub_account (
  household INTEGER NOT NULL,
  account TEXT NOT NULL,
  unit TEXT NOT NULL,
  posted INTEGER NOT NULL,
  reserved INTEGER NOT NULL CHECK (reserved >= 0),
  leased INTEGER NOT NULL CHECK (leased >= 0),
  own_seq INTEGER NOT NULL CHECK (own_seq >= 0),
  epoch INTEGER NOT NULL,
  PRIMARY KEY (household, account, unit)
) STRICT, WITHOUT ROWID;

CREATE TABLE hub_membership (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  address TEXT NOT NULL,
  device_id TEXT NOT NULL,
  private_key TEXT NOT NULL,
  place TEXT NOT NULL,
  epoch INTEGER NOT NULL CHECK (epoch >= 1),
  joined_at INTEGER NOT NULL,
  -- The last answer of the hub, UTC milliseconds of this PC.
  heard_at INTEGER,
  stopped_because TEXT
) STRICT;

CREATE TABLE "hub_quarantine" (
  n INTEGER PRIMARY KEY,
  reason TEXT NOT NULL
) STRICT;

CREATE TABLE identity_key (
  identity_key TEXT PRIMARY KEY CHECK (length(identity_key) = 64)
) STRICT, WITHOUT ROWID;

CREATE TABLE isee_assessment (
  household INTEGER NOT NULL,
  organisation_id TEXT NOT NULL,
  band INTEGER,
  certificate TEXT,
  value_cents INTEGER,
  expires_on TEXT NOT NULL,
  PRIMARY KEY (household, organisation_id),
  CHECK ((band IS NULL) = (certificate IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE kind (
  kind INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version >= 1),
  UNIQUE (type, version)
) STRICT;

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
, missed_by BLOB CHECK (length(missed_by) = 16)) STRICT, WITHOUT ROWID;

CREATE INDEX laundry_booking_active ON laundry_booking (household, slot_on) WHERE state = 'active';

CREATE INDEX laundry_booking_ahead ON laundry_booking (site_id, slot_on, slot_from, slot_to, machine_id)
  WHERE state = 'active';

CREATE INDEX laundry_booking_by_day ON laundry_booking (site_id, slot_on);

CREATE INDEX laundry_booking_by_machine ON laundry_booking (machine_id, slot_on) WHERE state = 'active';

CREATE INDEX laundry_booking_missed ON laundry_booking (household, slot_on)
  WHERE state = 'missed' AND is_forgiven = 0;

CREATE INDEX laundry_booking_taken ON laundry_booking (site_id, slot_on, slot_from, slot_to, machine_id)
  WHERE state IN ('active', 'kept');

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

CREATE INDEX laundry_cycle_by_day ON laundry_cycle (site_id, started_on);

CREATE INDEX laundry_cycle_by_visit ON laundry_cycle (visit_id);

CREATE INDEX laundry_cycle_open ON laundry_cycle (machine_id) WHERE phase IN ('running', 'finished');

CREATE TABLE laundry_desk (
  site_id TEXT PRIMARY KEY,
  device_id TEXT NOT NULL,
  term INTEGER NOT NULL CHECK (term >= 1),
  named_by BLOB NOT NULL CHECK (length(named_by) = 16)
) STRICT, WITHOUT ROWID;

CREATE TABLE laundry_rules (
  site_id TEXT PRIMARY KEY,
  document TEXT NOT NULL
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

CREATE INDEX laundry_turn_request_by_number ON laundry_turn_request (site_id, n);

CREATE INDEX laundry_turn_request_open ON laundry_turn_request (site_id, n) WHERE answer IS NULL;

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
, handed_over_by BLOB CHECK (length(handed_over_by) = 16)) STRICT, WITHOUT ROWID;

CREATE INDEX laundry_visit_by_number ON laundry_visit (site_id, n);

CREATE INDEX laundry_visit_handed_over ON laundry_visit (site_id, handed_over_at) WHERE handed_over_at IS NOT NULL;

CREATE INDEX laundry_visit_open ON laundry_visit (site_id, tag) WHERE handed_over_at IS NULL;

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

CREATE INDEX laundry_waiting_by_household ON laundry_waiting (household) WHERE closed_as IS NULL;

CREATE INDEX laundry_waiting_open ON laundry_waiting (site_id, wanted_on) WHERE closed_as IS NULL;

CREATE TABLE lease (
  lease_id TEXT PRIMARY KEY,
  device INTEGER NOT NULL,
  household INTEGER NOT NULL,
  account TEXT NOT NULL,
  unit TEXT NOT NULL,
  amount INTEGER NOT NULL,
  is_recalled INTEGER NOT NULL CHECK (is_recalled IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX lease_by_account ON lease (household, account);

CREATE INDEX lease_recalled ON lease (lease_id) WHERE is_recalled = 1;

CREATE TABLE machine (
  machine_id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX machine_by_site ON machine (site_id, number);

CREATE TABLE machine_outage (
  outage_id BLOB PRIMARY KEY CHECK (length(outage_id) = 16),
  machine_id TEXT,
  reason TEXT,
  is_lifted INTEGER NOT NULL DEFAULT 0 CHECK (is_lifted IN (0, 1)),
  business_on TEXT CHECK (length(business_on) = 10)
) STRICT, WITHOUT ROWID;

CREATE INDEX machine_outage_by_day ON machine_outage (business_on);

CREATE INDEX machine_outage_open ON machine_outage (machine_id) WHERE is_lifted = 0;

CREATE TABLE merged_allowance (
  household INTEGER NOT NULL,
  purse TEXT NOT NULL,
  period_starts_on TEXT NOT NULL,
  n INTEGER NOT NULL,
  points INTEGER NOT NULL,
  PRIMARY KEY (household, purse, period_starts_on, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE movement (
  household INTEGER NOT NULL,
  account TEXT NOT NULL,
  n INTEGER NOT NULL,
  unit TEXT NOT NULL,
  amount INTEGER NOT NULL, kind INTEGER NOT NULL DEFAULT 0, device INTEGER NOT NULL DEFAULT 0, seq INTEGER NOT NULL DEFAULT 0, business_on TEXT NOT NULL DEFAULT '', operation_id BLOB NOT NULL DEFAULT x'00000000000000000000000000000000', stream INTEGER NOT NULL DEFAULT 0, operation_at INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (household, account, n, unit)
) STRICT, WITHOUT ROWID;

CREATE TABLE network (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  network_id TEXT NOT NULL,
  name TEXT NOT NULL,
  is_demo INTEGER NOT NULL CHECK (is_demo IN (0, 1)),
  identity_key TEXT NOT NULL CHECK (length(identity_key) = 64)
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
  body TEXT CHECK (length(body) <= 65536), based_on BLOB CHECK (based_on IS NULL OR length(based_on) = 16),
  CHECK ((salt IS NULL) = (body IS NULL)),
  UNIQUE (device, seq)
) STRICT;

CREATE INDEX operation_said_by_kind ON operation (kind) WHERE body IS NOT NULL;

CREATE TABLE operator (
  operator_id TEXT PRIMARY KEY,
  display_name TEXT,
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE operator_pin (
  operator_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  verifier TEXT NOT NULL,
  PRIMARY KEY (operator_id, site_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE operator_role (
  operator_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  roles TEXT NOT NULL,
  PRIMARY KEY (operator_id, site_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE organisation (
  organisation_id TEXT PRIMARY KEY,
  name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE overruled_operation (
  n INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE own_head (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  device INTEGER NOT NULL REFERENCES device,
  acknowledged_seq INTEGER NOT NULL DEFAULT 0 CHECK (acknowledged_seq >= 0)
) STRICT;

CREATE TABLE person (
  household INTEGER NOT NULL,
  person_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  surname TEXT NOT NULL DEFAULT '',
  name TEXT,
  birth_on TEXT,
  sex TEXT,
  codice_fiscale TEXT,
  relation TEXT,
  is_holder INTEGER NOT NULL DEFAULT 0 CHECK (is_holder IN (0, 1)),
  is_delegate INTEGER NOT NULL DEFAULT 0 CHECK (is_delegate IN (0, 1)),
  left_on TEXT,
  PRIMARY KEY (household, person_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX person_by_codice_fiscale ON person (codice_fiscale) WHERE codice_fiscale IS NOT NULL;

CREATE TABLE person_condition (
  household INTEGER NOT NULL,
  person_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  has_disability INTEGER NOT NULL DEFAULT 0 CHECK (has_disability IN (0, 1)),
  is_pregnant INTEGER NOT NULL DEFAULT 0 CHECK (is_pregnant IN (0, 1)),
  is_homeless INTEGER NOT NULL DEFAULT 0 CHECK (is_homeless IN (0, 1)),
  citizenship_group TEXT,
  PRIMARY KEY (household, person_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE person_likeness (
  key TEXT NOT NULL,
  household INTEGER NOT NULL,
  person_id TEXT NOT NULL,
  PRIMARY KEY (key, household, person_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX person_likeness_by_person ON person_likeness (household, person_id);

CREATE TABLE pin_attempt (
  operator_id TEXT PRIMARY KEY,
  failures INTEGER NOT NULL CHECK (failures >= 0),
  not_before_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE print_job (
  print_job INTEGER PRIMARY KEY,
  print_job_id TEXT NOT NULL UNIQUE CHECK (length(print_job_id) = 36),
  printer_id TEXT NOT NULL CHECK (length(printer_id) = 36),
  operation_id TEXT CHECK (length(operation_id) = 36),
  state TEXT NOT NULL CHECK (state IN ('queued', 'printing', 'printed', 'failed', 'uncertain', 'cancelled')),
  failure TEXT CHECK (json_valid(failure)),
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  -- Some of it may be on paper already: when it is printed again the paper says so.
  may_be_on_paper INTEGER NOT NULL DEFAULT 0 CHECK (may_be_on_paper IN (0, 1)),
  queued_at INTEGER NOT NULL,
  not_before_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  receipt TEXT NOT NULL CHECK (json_valid(receipt)),
  CHECK (state NOT IN ('failed', 'uncertain') OR failure IS NOT NULL)
) STRICT;

CREATE INDEX print_job_by_operation ON print_job (operation_id) WHERE operation_id IS NOT NULL;

CREATE UNIQUE INDEX print_job_in_flight ON print_job (printer_id) WHERE state = 'printing';

CREATE INDEX print_job_waiting ON print_job (printer_id, print_job) WHERE state = 'queued';

CREATE TABLE printer (
  printer_id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL,
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1)),
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;

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
, euro_cents INTEGER CHECK (euro_cents >= 1)) STRICT;

CREATE INDEX product_by_category ON product (category_id);

CREATE INDEX product_by_code ON product (code) WHERE code IS NOT NULL;

CREATE TABLE product_key (
  product INTEGER PRIMARY KEY,
  product_id TEXT NOT NULL UNIQUE
) STRICT;

CREATE VIRTUAL TABLE product_search USING fts5 (
  name, content = '', contentless_delete = 1, prefix = '1 2 3',
  tokenize = "unicode61 remove_diacritics 2"
);

CREATE INDEX product_to_complete ON product (product) WHERE to_complete = 1;

CREATE TABLE programme (
  programme_id TEXT PRIMARY KEY,
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE register_edit (
  n INTEGER PRIMARY KEY,
  section INTEGER NOT NULL,
  position INTEGER,
  is_aside INTEGER NOT NULL DEFAULT 0 CHECK (is_aside IN (0, 1)),
  CHECK (is_aside = 0 OR position IS NULL)
) STRICT;

CREATE UNIQUE INDEX register_edit_in_order ON register_edit (section, position, n);

CREATE TABLE register_section (
  section INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE retention_rules (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  household_months INTEGER NOT NULL CHECK (household_months >= 1),
  access_log_months INTEGER NOT NULL CHECK (access_log_months >= 6)
) STRICT;

CREATE TABLE reversal_asked (
  operation_id BLOB PRIMARY KEY CHECK (length(operation_id) = 16),
  is_ceded INTEGER NOT NULL CHECK (is_ceded IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX reversal_to_cede ON reversal_asked (operation_id) WHERE is_ceded = 0;

CREATE TABLE sale (
  business_on TEXT NOT NULL,
  n INTEGER NOT NULL,
  household INTEGER,
  site_id TEXT NOT NULL,
  total_points INTEGER NOT NULL,
  pieces INTEGER NOT NULL, total_cents INTEGER NOT NULL DEFAULT 0 CHECK (total_cents >= 0),
  PRIMARY KEY (business_on, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE sale_return (
  sale_id BLOB NOT NULL CHECK (length(sale_id) = 16),
  n INTEGER NOT NULL,
  line INTEGER NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity >= 1),
  points INTEGER NOT NULL CHECK (points >= 0), cents INTEGER NOT NULL DEFAULT 0 CHECK (cents >= 0),
  PRIMARY KEY (sale_id, n, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE scheme_version (
  scheme_id TEXT NOT NULL,
  applies_from TEXT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (scheme_id, applies_from)
) STRICT, WITHOUT ROWID;

CREATE TABLE site (
  site_id TEXT PRIMARY KEY,
  organisation_id TEXT NOT NULL,
  name TEXT NOT NULL,
  short_name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('emporio', 'laundry', 'office')),
  is_active INTEGER NOT NULL CHECK (is_active IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE statement (
  household INTEGER NOT NULL,
  purse TEXT NOT NULL,
  n INTEGER NOT NULL,
  statement_id BLOB NOT NULL CHECK (length(statement_id) = 16),
  from_on TEXT NOT NULL CHECK (length(from_on) = 10),
  to_on TEXT NOT NULL CHECK (length(to_on) = 10),
  issued_on TEXT NOT NULL CHECK (length(issued_on) = 10),
  language TEXT NOT NULL,
  heads TEXT NOT NULL,
  PRIMARY KEY (household, purse, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE statement_batch (
  batch INTEGER PRIMARY KEY,
  batch_id TEXT NOT NULL UNIQUE CHECK (length(batch_id) = 36),
  started_at INTEGER NOT NULL,
  operator_id TEXT NOT NULL,
  wanted TEXT NOT NULL CHECK (json_valid(wanted)),
  folder TEXT NOT NULL,
  -- Still 'running' without a run that does it: the program ended in between.
  state TEXT NOT NULL CHECK (state IN ('running', 'cancelled', 'failed', 'done')),
  failure TEXT CHECK (json_valid(failure)),
  CHECK ((state = 'failed') = (failure IS NOT NULL))
) STRICT;

CREATE TABLE statement_batch_file (
  batch INTEGER NOT NULL,
  first_place INTEGER NOT NULL,
  last_place INTEGER NOT NULL,
  file_name TEXT NOT NULL,
  households INTEGER NOT NULL CHECK (households >= 1),
  pages INTEGER NOT NULL CHECK (pages >= 1),
  PRIMARY KEY (batch, first_place, last_place)
) STRICT, WITHOUT ROWID;

CREATE TABLE statement_batch_household (
  batch INTEGER NOT NULL,
  place INTEGER NOT NULL CHECK (place >= 1),
  household_id TEXT NOT NULL CHECK (length(household_id) = 36),
  statement_id TEXT NOT NULL CHECK (length(statement_id) = 36),
  outcome TEXT NOT NULL DEFAULT 'waiting' CHECK (outcome IN ('waiting', 'recorded', 'skipped')),
  PRIMARY KEY (batch, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX statement_batch_household_by_household ON statement_batch_household (household_id);

CREATE TABLE statement_part (
  statement_id BLOB NOT NULL CHECK (length(statement_id) = 16),
  part INTEGER NOT NULL CHECK (part >= 1),
  n INTEGER NOT NULL,
  PRIMARY KEY (statement_id, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE stream (
  stream INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE sync_cursor (
  stream TEXT PRIMARY KEY,
  cursor INTEGER NOT NULL CHECK (cursor >= 0),
  checksum TEXT NOT NULL CHECK (length(checksum) = 32)
) STRICT, WITHOUT ROWID;

CREATE TABLE till_rules (
  site_id TEXT PRIMARY KEY,
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE wash_programme (
  wash_programme_id TEXT PRIMARY KEY,
  site_id TEXT NOT NULL,
  document TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX wash_programme_by_site ON wash_programme (site_id);
