import type { Migration } from './migration.ts';

/** Assessments, pauses and ends of entitlements. */
export const entitlements: Migration = {
  version: 9,
  name: 'entitlements',
  sql: '',
};
