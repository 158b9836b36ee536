import type { HubMigration } from './migration.ts';

/**
 * What lists tell of what is kept aside, and of other branches. A device may have written texts there that no function for JSON
 * takes (a zero, half a surrogate): of what is here already it is read without whatever is escaped, which is in texts only.
 */
export const gistsOfAside: HubMigration = {
  version: 30,
  name: 'gists-of-aside',
  sql: `
ALTER TABLE quarantine ADD COLUMN type text;
ALTER TABLE quarantine ADD COLUMN occurred_at bigint;
UPDATE quarantine SET (type, occurred_at) = (
  SELECT type, "occurredAt"
  FROM json_to_record(CAST (regexp_replace(operation, '\\\\(u[0-9a-f]{4}|.)', '', 'g') AS json))
    AS said (type text, "occurredAt" bigint));
ALTER TABLE quarantine ALTER COLUMN type SET NOT NULL;
ALTER TABLE quarantine ALTER COLUMN occurred_at SET NOT NULL;
ALTER TABLE fork ADD COLUMN type text;
ALTER TABLE fork ADD COLUMN occurred_at bigint;
UPDATE fork SET (type, occurred_at) = (
  SELECT type, "occurredAt"
  FROM json_to_record(CAST (regexp_replace(operation, '\\\\(u[0-9a-f]{4}|.)', '', 'g') AS json))
    AS said (type text, "occurredAt" bigint));
ALTER TABLE fork ALTER COLUMN type SET NOT NULL;
ALTER TABLE fork ALTER COLUMN occurred_at SET NOT NULL;
`,
};
