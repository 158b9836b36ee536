import type { HubMigration } from './migration.ts';

/** Devices, the operations they wrote, the numbers of streams, the accounts of households. */
export const foundation: HubMigration = {
  version: 1,
  name: 'foundation',
  sql: `
CREATE TABLE hub (
  one integer PRIMARY KEY CHECK (one = 1),
  -- Raised when the hub is restored from a backup.
  epoch integer NOT NULL CHECK (epoch >= 1),
  -- Key of nonces and of the hashes of enrolment codes; made by the first process that starts.
  secret bytea NOT NULL CHECK (length(secret) = 32)
);

-- Where each stream stood when a backup was restored: devices that had read further go back to it.
CREATE TABLE restore (
  epoch integer NOT NULL,
  stream text NOT NULL,
  number bigint NOT NULL CHECK (number >= 0),
  checksum text NOT NULL CHECK (length(checksum) = 32),
  PRIMARY KEY (epoch, stream)
);

CREATE TABLE enrolment_code (
  code_hash bytea PRIMARY KEY CHECK (length(code_hash) = 32),
  made_at bigint NOT NULL,
  used_at bigint,
  device_id uuid,
  place jsonb
);

CREATE TABLE device (
  device_id uuid PRIMARY KEY,
  public_key bytea NOT NULL CHECK (length(public_key) = 32),
  place jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('active', 'revoked', 'replaced')),
  revoked_at bigint,
  head_seq bigint NOT NULL CHECK (head_seq >= 0),
  head_hash bytea NOT NULL CHECK (length(head_hash) = 32),
  acknowledged_at bigint NOT NULL,
  alone_until_seq bigint NOT NULL CHECK (alone_until_seq >= 0)
);

-- A stream's next number is raised in the transaction that inserts: a plain sequence would lose rows to readers that
-- come between two commits.
CREATE TABLE stream (
  stream integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE,
  number bigint NOT NULL CHECK (number >= 0),
  checksum text NOT NULL CHECK (length(checksum) = 32)
);

-- The header is kept as the text that it came in: nothing is encoded again on its way out.
CREATE TABLE operation (
  id uuid PRIMARY KEY,
  device_id uuid NOT NULL,
  seq bigint NOT NULL CHECK (seq >= 1),
  stream integer NOT NULL,
  number bigint NOT NULL CHECK (number >= 1),
  ledger_number bigint CHECK (ledger_number >= 1),
  hash bytea NOT NULL CHECK (length(hash) = 32),
  header text NOT NULL,
  salt text,
  body text,
  CHECK ((salt IS NULL) = (body IS NULL)),
  UNIQUE (device_id, seq),
  UNIQUE (stream, number),
  UNIQUE (ledger_number)
);

CREATE TABLE quarantine (
  device_id uuid NOT NULL,
  seq bigint NOT NULL,
  id uuid NOT NULL,
  head_seq bigint NOT NULL,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  operation text NOT NULL,
  reason text NOT NULL,
  received_at bigint NOT NULL,
  PRIMARY KEY (device_id, seq)
);
CREATE INDEX quarantine_by_id ON quarantine (id);

CREATE TABLE fork (
  device_id uuid NOT NULL,
  seq bigint NOT NULL,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  operation text NOT NULL,
  received_at bigint NOT NULL,
  PRIMARY KEY (device_id, seq, hash)
);

CREATE TABLE operator_role (
  operator_id uuid NOT NULL,
  site_id uuid NOT NULL,
  roles jsonb NOT NULL,
  PRIMARY KEY (operator_id, site_id)
);

CREATE TABLE account (
  account text PRIMARY KEY,
  unit text NOT NULL,
  posted bigint NOT NULL,
  reserved bigint NOT NULL CHECK (reserved >= 0),
  leased bigint NOT NULL CHECK (leased >= 0),
  number bigint NOT NULL
);
CREATE INDEX account_by_number ON account (number);
`,
};
