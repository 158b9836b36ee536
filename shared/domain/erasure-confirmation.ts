import { householdShortCode } from './household-code.ts';
import type { HouseholdId } from './ids.ts';
import { searchWords } from './search-words.ts';

/**
 * Whether somebody typed which household is to be erased: its code, or the surname, with or without the name behind it.
 * Large letters, accents and apostrophes do not matter. A household without a name has its code alone.
 */
export function isErasureConfirmed(
  typed: string,
  household: { readonly householdId: HouseholdId; readonly displayName: string | null },
): boolean {
  if (typed.trim().toUpperCase() === householdShortCode(household.householdId)) return true;
  const words = searchWords(typed);
  const name = searchWords(household.displayName ?? '');
  // "De" is of too many surnames.
  return (
    words.join('').length > 2 && words.length <= name.length && words.every((word, at) => word === name[at])
  );
}
