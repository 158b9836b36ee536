import type { HubMigration } from './migration.ts';

/** Headers are kept as they are; bodies, which say the same names again and again, are compressed as before. */
export const headersAsTheyAre: HubMigration = {
  version: 23,
  name: 'headers as they are',
  sql: `
-- Rows over 2 KB were compressed until four fit a page: bodies first and, as that is seldom enough for a sale, headers too.
-- Those are hashes and ids for the most part: a tenth of the time of a push went into making a quarter less of a row.
-- Two to a page: the body alone is compressed. For rows that come from now on.
ALTER TABLE operation SET (toast_tuple_target = 4080);
`,
};
