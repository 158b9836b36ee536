import type { Migration } from './migration.ts';

/** Versions of points schemes, and what each allowance was and which version gave it. */
export const schemes: Migration = {
  version: 5,
  name: 'schemes',
  sql: `
CREATE TABLE scheme_version (
  scheme_id TEXT NOT NULL,
  applies_from TEXT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (scheme_id, applies_from)
) STRICT, WITHOUT ROWID;

-- What version 1 of the kind said, as its projector reads it now.
INSERT OR REPLACE INTO scheme_version (scheme_id, applies_from, document)
SELECT body ->> '$.schemeId', business_on,
  json_patch(body, json_object('appliesFrom', business_on, 'ageBonuses', json('[]'), 'iseeBands', json('[]'),
    'carryOver', json('{"kind":"none"}'), 'validity', json('{"firstMonths":6,"renewalMonths":6}'),
    'postDaysAhead', 0, 'whenHouseholdGrows', 'nextPeriod'))
FROM operation JOIN kind USING (kind) WHERE type = 'scheme.set' AND version = 1 ORDER BY n;
DROP TABLE scheme;

ALTER TABLE allowance ADD COLUMN points INTEGER NOT NULL DEFAULT 0;
ALTER TABLE allowance ADD COLUMN scheme_id TEXT;
ALTER TABLE allowance ADD COLUMN scheme_applies_from TEXT;
UPDATE allowance SET points = posted.points, scheme_id = posted.scheme_id
FROM (
  SELECT household, body ->> '$.purse' AS purse, body ->> '$.periodStartsOn' AS period_starts_on,
    body ->> '$.revision' AS revision, body ->> '$.points' AS points, body ->> '$.schemeId' AS scheme_id
  FROM operation JOIN kind USING (kind) JOIN household_key ON household_id = body ->> '$.householdId'
  WHERE type = 'allowance.posted'
) AS posted
WHERE allowance.household = posted.household AND allowance.purse = posted.purse
  AND allowance.period_starts_on = posted.period_starts_on AND allowance.revision = posted.revision;
`,
};
