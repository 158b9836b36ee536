import type { HubMigration } from './migration.ts';

/** Who has said what it holds since the hub was restored, and without whom it goes on. */
export const declarations: HubMigration = {
  version: 9,
  name: 'declarations',
  sql: `
-- The epoch in which the device last said what it holds. One that enrols holds nothing yet, and so it is for everybody
-- at a hub that nothing was ever restored of.
ALTER TABLE device ADD COLUMN declared_epoch integer NOT NULL DEFAULT 0;
UPDATE device SET declared_epoch = (SELECT epoch FROM hub WHERE one = 1);
CREATE INDEX device_by_declared ON device (declared_epoch) WHERE state = 'active';

CREATE TABLE restore_release (
  epoch integer NOT NULL,
  device_id uuid NOT NULL,
  released_at bigint NOT NULL,
  -- The administrator who decided it; null for devices that had been away for long when the hub was restored.
  operator_id uuid,
  PRIMARY KEY (epoch, device_id)
);
`,
};
