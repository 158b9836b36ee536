import type { HubMigration } from './migration.ts';

/** What was let out without cover counts by the hub's days, and under the limit that a device may have known. */
export const floorByDay: HubMigration = {
  version: 20,
  name: 'floor-by-day',
  sql: `
CREATE TABLE floor_rule (
  -- Of the operation that set it, in 'network'.
  number bigint PRIMARY KEY,
  rule jsonb NOT NULL,
  set_by uuid NOT NULL,
  set_at bigint NOT NULL
);
INSERT INTO floor_rule (number, rule, set_by, set_at)
SELECT operation.number, CAST (body AS jsonb), device_id, 0
FROM operation JOIN stream ON stream.stream = operation.stream AND stream.name = 'network'
WHERE CAST (header AS jsonb) ->> 'type' = 'floor.set' AND body IS NOT NULL;
DROP TABLE floor_limit;

CREATE TABLE floor_told (
  device_id uuid NOT NULL,
  told_on text NOT NULL CHECK (length(told_on) = 10),
  unit text NOT NULL,
  amount bigint NOT NULL CHECK (amount > 0),
  PRIMARY KEY (device_id, told_on, unit)
);

-- The last time before the day of acknowledged_at.
ALTER TABLE device ADD COLUMN acknowledged_before bigint NOT NULL DEFAULT 0;
`,
};
