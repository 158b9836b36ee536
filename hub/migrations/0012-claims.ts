import type { HubMigration } from './migration.ts';

/** Who may take an operation back, and what acts have to themselves until they are made or given up. */
export const claims: HubMigration = {
  version: 12,
  name: 'claims',
  sql: `
-- What takes another operation back, wholly or in part.
ALTER TABLE operation ADD COLUMN reverses_id uuid;
UPDATE operation SET reverses_id = CAST (CAST (header AS jsonb) ->> 'reversesId' AS uuid)
WHERE header LIKE '%"reversesId"%';
CREATE INDEX operation_by_reversed ON operation (reverses_id) WHERE reverses_id IS NOT NULL;

-- Operations that another device than their writer would take back. Ceded, their writer asks like everybody.
CREATE TABLE reversal_right (
  operation_id uuid PRIMARY KEY,
  is_ceded boolean NOT NULL,
  -- When its writer was last asked to cede it, UTC milliseconds of the hub.
  asked_at bigint
);

-- One act at a time: gone once the chain of its device has closed the authorisation.
CREATE TABLE claim (
  subject text PRIMARY KEY,
  authorisation_id uuid NOT NULL,
  operation_id uuid NOT NULL,
  device_id uuid NOT NULL
);
CREATE INDEX claim_by_authorisation ON claim (authorisation_id);
CREATE INDEX claim_by_operation ON claim (operation_id);
`,
};
