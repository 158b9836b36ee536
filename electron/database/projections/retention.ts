import { retentionSet } from '../../../shared/operations/retention-operations.ts';
import { query } from '../database.ts';
import { type ProjectorEntry, projector } from '../projector.ts';

const upsertRules = query<readonly [number, number]>(
  'upsertRetentionRules',
  `INSERT INTO retention_rules (one, household_months, access_log_months) VALUES (1, ?, ?)
   ON CONFLICT (one) DO UPDATE SET household_months = excluded.household_months,
     access_log_months = excluded.access_log_months`,
);

export const retentionProjectors: readonly ProjectorEntry[] = [
  projector(retentionSet, (tx, { body: { rules } }) => {
    tx.run(upsertRules, rules.householdMonths, rules.accessLogMonths);
  }),
];
