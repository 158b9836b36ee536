import { type HouseholdId, householdIdSchema } from '../../shared/domain/ids.ts';
import type { AllowanceFactRow } from './allowance-tables.ts';

/** The households that facts are of, each once, in order. */
export const householdsOf = (rows: readonly Pick<AllowanceFactRow, 'subject'>[]): HouseholdId[] => {
  const subjects = new Set(
    rows.map(({ subject }) => subject).filter((each) => each.startsWith('household:')),
  );
  return [...subjects].sort().map((subject) => householdIdSchema.parse(subject.slice('household:'.length)));
};
