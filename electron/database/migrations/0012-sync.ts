import type { Migration } from './migration.ts';

/** What a counter keeps of the hub that it has joined: inputs beside the log, from which a rebuild starts too. */
export const sync: Migration = {
  version: 12,
  name: 'sync',
  sql: `
CREATE TABLE hub_membership (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  address TEXT NOT NULL,
  device_id TEXT NOT NULL,
  private_key TEXT NOT NULL,
  place TEXT NOT NULL,
  epoch INTEGER NOT NULL CHECK (epoch >= 1),
  joined_at INTEGER NOT NULL,
  -- The last answer of the hub, UTC milliseconds of this PC.
  heard_at INTEGER,
  stopped_because TEXT
) STRICT;

CREATE TABLE sync_cursor (
  stream TEXT PRIMARY KEY,
  cursor INTEGER NOT NULL CHECK (cursor >= 0),
  checksum TEXT NOT NULL CHECK (length(checksum) = 32)
) STRICT, WITHOUT ROWID;

-- Devices whose operations came from the hub: what they move is in the hub's states already.
CREATE TABLE foreign_device (
  device INTEGER PRIMARY KEY
) STRICT;

-- A household's account as the hub last said, and how much of this device's own chain was in it.
CREATE TABLE hub_account (
  household INTEGER NOT NULL,
  account TEXT NOT NULL,
  unit TEXT NOT NULL,
  posted INTEGER NOT NULL,
  reserved INTEGER NOT NULL CHECK (reserved >= 0),
  leased INTEGER NOT NULL CHECK (leased >= 0),
  own_seq INTEGER NOT NULL CHECK (own_seq >= 0),
  epoch INTEGER NOT NULL,
  PRIMARY KEY (household, account, unit)
) STRICT, WITHOUT ROWID;

-- What the hub acknowledged and keeps aside: shown as "da verificare".
CREATE TABLE hub_quarantine (
  seq INTEGER PRIMARY KEY,
  reason TEXT NOT NULL
) STRICT;
`,
};
