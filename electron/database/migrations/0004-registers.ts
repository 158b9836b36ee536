import type { Migration } from './migration.ts';

/** Registers of persons, contacts and notes of households. */
export const registers: Migration = {
  version: 4,
  name: 'registers',
  sql: '',
};
