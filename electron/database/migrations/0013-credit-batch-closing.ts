import type { Migration } from './migration.ts';

/**
 * A batch that was given up can be taken up again: each closing is a row, lifted by whoever names it, in whatever order the
 * two arrive. `credit_batch.is_closed` is not read any more.
 */
export const creditBatchClosing: Migration = {
  version: 13,
  name: 'credit-batch-closing',
  sql: `
-- batch_id is not known while only what lifted it has arrived.
CREATE TABLE credit_batch_closing (
  closing_id BLOB PRIMARY KEY CHECK (length(closing_id) = 16),
  batch_id BLOB CHECK (length(batch_id) = 16),
  is_lifted INTEGER NOT NULL DEFAULT 0 CHECK (is_lifted IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX credit_batch_closing_by_batch ON credit_batch_closing (batch_id) WHERE is_lifted = 0;
INSERT INTO credit_batch_closing (closing_id, batch_id)
  SELECT id, cause_id FROM operation JOIN kind USING (kind) WHERE type = 'credit.batchClosed';
`,
};
