import type { Migration } from './migration.ts';

/** What offices know of a right and no till does: means, and why a right was suspended or given against a rule. */
export const entitlements: Migration = {
  version: 9,
  name: 'entitlements',
  sql: `
CREATE TABLE isee_assessment (
  household INTEGER NOT NULL,
  organisation_id TEXT NOT NULL,
  band INTEGER,
  certificate TEXT,
  value_cents INTEGER,
  expires_on TEXT NOT NULL,
  PRIMARY KEY (household, organisation_id),
  CHECK ((band IS NULL) = (certificate IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- The act is in another stream and may arrive later: no foreign key.
CREATE TABLE entitlement_reason (
  act_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (act_id, organisation_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX entitlement_end ON entitlement (ends_on);
`,
};
