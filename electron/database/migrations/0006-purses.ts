import type { Migration } from './migration.ts';

/** Purses beside points at the till. */
export const purses: Migration = {
  version: 6,
  name: 'purses',
  sql: '',
};
