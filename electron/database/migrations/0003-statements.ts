import type { Migration } from './migration.ts';

/** Statements that were printed: which operations hold them, and what each had seen. */
export const statements: Migration = {
  version: 3,
  name: 'statements',
  sql: `
CREATE TABLE statement_part (
  statement_id BLOB NOT NULL CHECK (length(statement_id) = 16),
  part INTEGER NOT NULL CHECK (part >= 1),
  n INTEGER NOT NULL,
  PRIMARY KEY (statement_id, part)
) STRICT, WITHOUT ROWID;

-- Of the first part, whose number n is. What a person may be known by stays in the body, which can be erased.
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
`,
};
