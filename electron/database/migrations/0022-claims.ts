import type { Migration } from './migration.ts';

/** What another counter would take back of what this one wrote, and what questions to the hub claim. */
export const claims: Migration = {
  version: 22,
  name: 'claims',
  sql: `
-- Projection: operations of a device that somebody else would take back. Ceded, their device asks the hub like everybody.
CREATE TABLE reversal_asked (
  operation_id BLOB PRIMARY KEY CHECK (length(operation_id) = 16),
  is_ceded INTEGER NOT NULL CHECK (is_ceded IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX reversal_to_cede ON reversal_asked (operation_id) WHERE is_ceded = 0;

-- What the act of a question has to have to itself, as it is asked.
ALTER TABLE authorisation ADD COLUMN claims TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(claims));
`,
};
