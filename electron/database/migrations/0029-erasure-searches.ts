import type { Migration } from './migration.ts';

/** Looks through the text of everything that may be personal of who was erased twice, so far as they have got. */
export const erasureSearches: Migration = {
  version: 29,
  name: 'erasure-searches',
  sql: `
-- This PC's own. \`n\` is the order's: what came after it is judged as it comes. Kinds below \`kind\` are done, of that one operations up to \`after_n\`.
CREATE TABLE erasure_search (
  n INTEGER PRIMARY KEY,
  household INTEGER NOT NULL,
  kind INTEGER NOT NULL DEFAULT 0,
  after_n INTEGER NOT NULL DEFAULT 0,
  is_done INTEGER NOT NULL DEFAULT 0 CHECK (is_done IN (0, 1))
) STRICT;
CREATE INDEX erasure_search_open ON erasure_search (n) WHERE is_done = 0;
`,
};
