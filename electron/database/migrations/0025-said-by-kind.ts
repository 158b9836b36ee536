import type { Migration } from './migration.ts';

/**
 * What operations say is looked through by kind: an order to erase reads what may be personal, not the sales of years. Of
 * those without a body nothing is read, and a query that does not ask for one is planned as before.
 */
export const saidByKind: Migration = {
  version: 25,
  name: 'said-by-kind',
  sql: `
CREATE INDEX operation_said_by_kind ON operation (kind) WHERE body IS NOT NULL;
`,
};
