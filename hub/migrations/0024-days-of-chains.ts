import type { HubMigration } from './migration.ts';

/** Up to which day a chain is here, and how far a device had read on which day: what it may have let out, and by which limit. */
export const daysOfChains: HubMigration = {
  version: 24,
  name: 'days-of-chains',
  sql: `
-- The day of the trade that the chain has come to, and the same before the day of acknowledged_at.
ALTER TABLE device ADD COLUMN reached_on text NOT NULL DEFAULT '1970-01-01' CHECK (length(reached_on) = 10);
ALTER TABLE device ADD COLUMN reached_before text NOT NULL DEFAULT '1970-01-01' CHECK (length(reached_before) = 10);
UPDATE device SET
  reached_on = to_char(to_timestamp(acknowledged_at / 1000) AT TIME ZONE 'Europe/Rome', 'YYYY-MM-DD'),
  reached_before = to_char(to_timestamp(acknowledged_before / 1000) AT TIME ZONE 'Europe/Rome', 'YYYY-MM-DD');
ALTER TABLE device DROP COLUMN acknowledged_before;

CREATE TABLE network_read (
  device_id uuid NOT NULL,
  read_on text NOT NULL CHECK (length(read_on) = 10),
  number bigint NOT NULL,
  PRIMARY KEY (device_id, read_on)
);
`,
};
