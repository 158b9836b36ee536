import type { Migration } from './migration.ts';

/** Purses beside points at the till. */
export const purses: Migration = {
  version: 6,
  name: 'purses',
  sql: `
ALTER TABLE product ADD COLUMN euro_cents INTEGER CHECK (euro_cents >= 1);
ALTER TABLE sale ADD COLUMN total_cents INTEGER NOT NULL DEFAULT 0 CHECK (total_cents >= 0);
ALTER TABLE sale_return ADD COLUMN cents INTEGER NOT NULL DEFAULT 0 CHECK (cents >= 0);
`,
};
