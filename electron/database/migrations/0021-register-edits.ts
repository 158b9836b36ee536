import type { Migration } from './migration.ts';

/** Edits of registers in the hub's order, and those that were made without having seen another one. */
export const registerEdits: Migration = {
  version: 21,
  name: 'register-edits',
  sql: `
ALTER TABLE operation ADD COLUMN based_on BLOB CHECK (based_on IS NULL OR length(based_on) = 16);

-- Numbers that stand for sections of registers: what edits write over each other in.
CREATE TABLE register_section (
  section INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

-- Projection: the edits of each section. The position is that in the hub's order; null until the hub has said. What the
-- hub keeps aside does not show.
CREATE TABLE register_edit (
  n INTEGER PRIMARY KEY,
  section INTEGER NOT NULL,
  position INTEGER,
  is_aside INTEGER NOT NULL DEFAULT 0 CHECK (is_aside IN (0, 1)),
  CHECK (is_aside = 0 OR position IS NULL)
) STRICT;
CREATE UNIQUE INDEX register_edit_in_order ON register_edit (section, position, n);

-- Input beside the log: an edit that was here already came in a page of the hub, or the hub keeps it aside; said after what
-- was the newest operation then.
CREATE TABLE edit_word (
  k INTEGER PRIMARY KEY,
  n INTEGER NOT NULL,
  after_n INTEGER NOT NULL,
  is_aside INTEGER NOT NULL CHECK (is_aside IN (0, 1))
) STRICT;
CREATE INDEX edit_word_by_place ON edit_word (after_n, k);

-- Projection: an edit wrote over another one that its author could not see.
CREATE TABLE edit_conflict (
  n INTEGER NOT NULL,
  over_n INTEGER NOT NULL,
  PRIMARY KEY (n, over_n)
) STRICT, WITHOUT ROWID;
CREATE INDEX edit_conflict_over ON edit_conflict (over_n);

-- Projection: who has said of a conflict that it is settled.
CREATE TABLE edit_conflict_settled (
  edit_id BLOB NOT NULL CHECK (length(edit_id) = 16),
  over_id BLOB NOT NULL CHECK (length(over_id) = 16),
  operator_id TEXT NOT NULL,
  PRIMARY KEY (edit_id, over_id, operator_id)
) STRICT, WITHOUT ROWID;
`,
};
