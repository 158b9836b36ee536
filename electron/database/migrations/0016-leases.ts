import type { Migration } from './migration.ts';

/** What the hub has set aside for this device, and what this device asked it for. */
export const leases: Migration = {
  version: 16,
  name: 'leases',
  sql: `
-- Projection: what is left of each lease, by what was placed, spent under it and given back.
CREATE TABLE lease (
  lease_id TEXT PRIMARY KEY,
  device INTEGER NOT NULL,
  household INTEGER NOT NULL,
  account TEXT NOT NULL,
  unit TEXT NOT NULL,
  amount INTEGER NOT NULL,
  is_recalled INTEGER NOT NULL CHECK (is_recalled IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX lease_by_account ON lease (household, account);
CREATE INDEX lease_recalled ON lease (lease_id) WHERE is_recalled = 1;

-- Questions to the hub, kept before they are asked: a question whose answer was lost is asked again under the same id.
CREATE TABLE authorisation (
  authorisation_id TEXT PRIMARY KEY,
  operation_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('asked', 'granted', 'refused', 'closed')),
  asked_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX authorisation_open ON authorisation (asked_at) WHERE state IN ('asked', 'granted');

CREATE TABLE authorisation_spend (
  authorisation_id TEXT NOT NULL REFERENCES authorisation,
  account TEXT NOT NULL,
  unit TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount > 0),
  -- What of this device's lease went into it, for good once it is granted.
  from_lease INTEGER NOT NULL CHECK (from_lease BETWEEN 0 AND amount),
  lease_id TEXT,
  PRIMARY KEY (authorisation_id, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX authorisation_spend_by_lease ON authorisation_spend (lease_id) WHERE lease_id IS NOT NULL;
`,
};
