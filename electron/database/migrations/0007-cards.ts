import type { Migration } from './migration.ts';

/** What a card is for, and top-ups of credit. */
export const cards: Migration = {
  version: 7,
  name: 'cards',
  sql: '',
};
