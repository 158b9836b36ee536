import type { Migration } from './migration.ts';

/**
 * What a statement tells of a movement, beside it: read from the log, five years of them would be as many far pages. And
 * statements printed for many households at once: this PC's own, not a projection of the log. Whose statement has which id is
 * decided before the first is recorded, so that a batch that was cut goes on without telling anybody twice.
 */
export const statementBatches: Migration = {
  version: 8,
  name: 'statement-batches',
  sql: `
ALTER TABLE movement ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;
ALTER TABLE movement ADD COLUMN device INTEGER NOT NULL DEFAULT 0;
ALTER TABLE movement ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE movement ADD COLUMN business_on TEXT NOT NULL DEFAULT '';
ALTER TABLE movement ADD COLUMN operation_id BLOB NOT NULL DEFAULT x'00000000000000000000000000000000';
ALTER TABLE movement ADD COLUMN stream INTEGER NOT NULL DEFAULT 0;
ALTER TABLE movement ADD COLUMN operation_at INTEGER NOT NULL DEFAULT 0;
UPDATE movement SET (kind, device, seq, business_on, operation_id, stream, operation_at) =
  (SELECT kind, device, seq, business_on, id, stream, occurred_at FROM operation WHERE operation.n = movement.n);

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

-- By surname: place 1 is the first paper. No name is kept here.
CREATE TABLE statement_batch_household (
  batch INTEGER NOT NULL,
  place INTEGER NOT NULL CHECK (place >= 1),
  household_id TEXT NOT NULL CHECK (length(household_id) = 36),
  statement_id TEXT NOT NULL CHECK (length(statement_id) = 36),
  outcome TEXT NOT NULL DEFAULT 'waiting' CHECK (outcome IN ('waiting', 'recorded', 'skipped')),
  PRIMARY KEY (batch, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE statement_batch_file (
  batch INTEGER NOT NULL,
  first_place INTEGER NOT NULL,
  last_place INTEGER NOT NULL,
  file_name TEXT NOT NULL,
  households INTEGER NOT NULL CHECK (households >= 1),
  pages INTEGER NOT NULL CHECK (pages >= 1),
  PRIMARY KEY (batch, first_place, last_place)
) STRICT, WITHOUT ROWID;
`,
};
