import type { HubMigration } from './migration.ts';

/** What the hub writes itself, and what it has set aside of accounts: for devices, and for single acts. */
export const leases: HubMigration = {
  version: 4,
  name: 'leases',
  sql: `
-- The chain of the hub's own operations: a new one with each epoch.
CREATE TABLE hub_chain (
  epoch integer PRIMARY KEY,
  device_id uuid NOT NULL UNIQUE,
  seq bigint NOT NULL CHECK (seq >= 0),
  hash bytea NOT NULL CHECK (length(hash) = 32)
);

-- What was taken out of an account without lease or authorisation, ever: facts, which are never refused. Whatever else
-- happens, no more is set aside than is there.
ALTER TABLE account ADD COLUMN uncovered bigint NOT NULL DEFAULT 0 CHECK (uncovered >= 0);
UPDATE account SET uncovered = greatest(0, reserved + leased - posted);
ALTER TABLE account ADD CONSTRAINT account_is_covered CHECK (posted + uncovered - reserved - leased >= 0);
ALTER TABLE account ADD COLUMN household_id uuid
  GENERATED ALWAYS AS (CAST (substring(account FROM 11 FOR 36) AS uuid)) STORED;
-- Four fifths of what is there may be leased: see shared/sync/lease-share.ts.
CREATE INDEX account_leasable ON account (household_id)
  WHERE unit <> 'uses' AND (posted - reserved) * 4 / 5 - leased > 0;

-- Where a household goes: the site of its register, and the device that last took something from it.
CREATE TABLE household_home (
  household_id uuid PRIMARY KEY,
  site_id uuid,
  device_id uuid
);
CREATE INDEX household_home_by_device ON household_home (device_id) WHERE device_id IS NOT NULL;
CREATE INDEX household_home_by_site ON household_home (site_id) WHERE device_id IS NULL;

CREATE TABLE lease (
  lease_id uuid PRIMARY KEY,
  device_id uuid NOT NULL,
  account text NOT NULL,
  unit text NOT NULL,
  -- What is left of it, as far as the device's chain is here.
  amount bigint NOT NULL CHECK (amount >= 0),
  -- When it was last asked back, UTC milliseconds of the hub.
  recalled_at bigint,
  UNIQUE (device_id, account)
);
CREATE INDEX lease_by_account ON lease (account);

CREATE TABLE authorisation (
  authorisation_id uuid PRIMARY KEY,
  device_id uuid NOT NULL,
  operation_id uuid NOT NULL,
  spends jsonb NOT NULL,
  answer jsonb NOT NULL,
  asked_at bigint NOT NULL,
  closed_at bigint
);
CREATE INDEX authorisation_open ON authorisation (device_id) WHERE closed_at IS NULL;

-- Facts that broke a rule: accepted, and shown to somebody.
CREATE TABLE flag (
  operation_id uuid NOT NULL,
  device_id uuid NOT NULL,
  account text NOT NULL,
  reason text NOT NULL,
  amount bigint NOT NULL,
  raised_at bigint NOT NULL,
  PRIMARY KEY (operation_id, account)
);
CREATE INDEX flag_by_time ON flag (raised_at);
`,
};
