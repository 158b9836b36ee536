import type { Migration } from './migration.ts';

/** What a card is for and where it is; top-ups of credit, single and in batches. */
export const cards: Migration = {
  version: 7,
  name: 'cards',
  sql: `
ALTER TABLE card ADD COLUMN use TEXT NOT NULL DEFAULT 'all' CHECK (use IN ('all', 'baby'));
ALTER TABLE card ADD COLUMN expires_on TEXT;
ALTER TABLE card ADD COLUMN person_id TEXT;
ALTER TABLE card ADD COLUMN issued_on TEXT;
ALTER TABLE card ADD COLUMN printed_on TEXT;
ALTER TABLE card ADD COLUMN handed_over_on TEXT;
ALTER TABLE card ADD COLUMN handed_over_by TEXT;
ALTER TABLE card ADD COLUMN handed_over_to TEXT;
CREATE INDEX card_to_hand_over ON card (issued_on) WHERE handed_over_on IS NULL AND replaced_by_card_id IS NULL;

CREATE TABLE credit_rules (
  site_id TEXT PRIMARY KEY,
  rules TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Of the first part, whose number n is.
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

-- given_n is the top-up that gave it, once it is given.
CREATE TABLE credit_batch_line (
  batch_id BLOB NOT NULL CHECK (length(batch_id) = 16),
  household INTEGER NOT NULL,
  amount INTEGER NOT NULL CHECK (amount > 0),
  given_n INTEGER,
  PRIMARY KEY (batch_id, household)
) STRICT, WITHOUT ROWID;

-- Two sites may take back in any order what a third gave, and only one does: the top-up names which.
CREATE TABLE credit_taken_back (
  top_up_id BLOB PRIMARY KEY CHECK (length(top_up_id) = 16),
  n INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`,
};
