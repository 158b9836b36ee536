import type { Migration } from './migration.ts';

/**
 * Statements that were saved as files outlive the household that they are about: which files of this PC hold pages of somebody
 * who was erased, by whichever counter's order, and who has said that one is destroyed.
 */
export const filesToDestroy: Migration = {
  version: 26,
  name: 'files-to-destroy',
  sql: `
-- This PC's own. One row for each erased household in a file; no name is kept here.
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
CREATE INDEX statement_batch_household_by_household ON statement_batch_household (household_id);

INSERT OR IGNORE INTO file_to_destroy (batch, file_name, household_id)
SELECT line.batch, file_name, household_id
FROM household_erasure JOIN household_key USING (household) JOIN statement_batch_household AS line USING (household_id)
  JOIN statement_batch_file AS file ON file.batch = line.batch AND place BETWEEN first_place AND last_place
WHERE outcome = 'recorded';
`,
};
