import type { Migration } from './migration.ts';

/** Registers of persons, contacts and notes of households, what finds those who may be registered twice, and merges. */
export const registers: Migration = {
  version: 4,
  name: 'registers',
  sql: `
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

-- Apart from the person: erased alone, read by reports and by nothing that lists people.
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

CREATE TABLE household_contacts (
  household INTEGER NOT NULL,
  organisation_id TEXT NOT NULL,
  phones TEXT NOT NULL DEFAULT '[]',
  email TEXT,
  address TEXT,
  PRIMARY KEY (household, organisation_id)
) STRICT, WITHOUT ROWID;

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

-- What a record is filed under, so that those that may be like it are found without reading all of them.
CREATE TABLE household_likeness (
  key TEXT NOT NULL,
  household INTEGER NOT NULL,
  PRIMARY KEY (key, household)
) STRICT, WITHOUT ROWID;
CREATE INDEX household_likeness_by_household ON household_likeness (household);

CREATE TABLE person_likeness (
  key TEXT NOT NULL,
  household INTEGER NOT NULL,
  person_id TEXT NOT NULL,
  PRIMARY KEY (key, household, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_likeness_by_person ON person_likeness (household, person_id);

-- An undoing may arrive before what it undoes: both are kept, and a merge holds while nothing undoes it.
CREATE TABLE household_merge (
  merge_id TEXT PRIMARY KEY,
  household INTEGER,
  into_household INTEGER,
  is_undone INTEGER NOT NULL DEFAULT 0 CHECK (is_undone IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX household_merge_of ON household_merge (household) WHERE is_undone = 0;
CREATE INDEX household_merge_into ON household_merge (into_household) WHERE is_undone = 0;

-- What merges made of two allowances: counts as given, beside what was given.
CREATE TABLE merged_allowance (
  household INTEGER NOT NULL,
  purse TEXT NOT NULL,
  period_starts_on TEXT NOT NULL,
  n INTEGER NOT NULL,
  points INTEGER NOT NULL,
  PRIMARY KEY (household, purse, period_starts_on, n)
) STRICT, WITHOUT ROWID;
`,
};
