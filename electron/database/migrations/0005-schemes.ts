import type { Migration } from './migration.ts';

/** Versions of points schemes, and the runs that post allowances. */
export const schemes: Migration = {
  version: 5,
  name: 'schemes',
  sql: '',
};
