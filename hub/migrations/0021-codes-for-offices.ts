import type { HubMigration } from './migration.ts';

/** With a code that was made for it an office may enter with data of its own. */
export const codesForOffices: HubMigration = {
  version: 21,
  name: 'codes-for-offices',
  sql: 'ALTER TABLE enrolment_code ADD COLUMN takes_office boolean NOT NULL DEFAULT false;',
};
