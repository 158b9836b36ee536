import type { HubMigration } from './migration.ts';

/** A long declaration comes in parts; and of what is lost it is known which counter says so. */
export const declarationParts: HubMigration = {
  version: 19,
  name: 'declaration-parts',
  sql: `
CREATE TABLE declaration_part (
  device_id uuid NOT NULL,
  part integer NOT NULL CHECK (part >= 0),
  request text NOT NULL,
  PRIMARY KEY (device_id, part)
);

-- Of what was said before it is not known: such a line names the device itself.
ALTER TABLE seen_head ADD COLUMN told_by uuid;
UPDATE seen_head SET told_by = device_id;
ALTER TABLE seen_head ALTER COLUMN told_by SET NOT NULL;
`,
};
