import type { Migration } from './migration.ts';

/** Batches of statements. */
export const statementBatches: Migration = {
  version: 8,
  name: 'statement-batches',
  sql: '',
};
