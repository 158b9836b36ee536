import {
  type HouseholdSearchError,
  MOST_FOUND_HOUSEHOLDS,
  readHouseholdSearch,
} from '../../shared/domain/household-search.ts';
import type { HouseholdId } from '../../shared/domain/ids.ts';
import { ok, type Result } from '../../shared/domain/result.ts';
import type { Db } from './database.ts';
import { findCardByNumber, findHousehold, type HouseholdRow, listHouseholdsByWords } from './households.ts';
import { findHouseholdByCodiceFiscale } from './identity.ts';
import { headOf } from './merges.ts';

export type FoundHouseholds = {
  readonly by: 'card' | 'codiceFiscale' | 'names';
  readonly households: readonly HouseholdRow[];
  /** More fit than may be shown: the search wants more letters. */
  readonly hasMore: boolean;
};

/** Households by whole card number, whole codice fiscale or words of their names, 20 at most. */
export function searchHouseholds(db: Db, text: string): Result<FoundHouseholds, HouseholdSearchError> {
  const search = readHouseholdSearch(text);
  if (!search.ok) return search;
  switch (search.value.kind) {
    case 'card':
      return ok(one('card', db, findCardByNumber(db, search.value.cardNumber)?.householdId ?? null));
    case 'codiceFiscale':
      return ok(one('codiceFiscale', db, findHouseholdByCodiceFiscale(db, search.value.codiceFiscale)));
    case 'names': {
      const found = listHouseholdsByWords(db, search.value.words, MOST_FOUND_HOUSEHOLDS + 1);
      const hasMore = found.length > MOST_FOUND_HOUSEHOLDS;
      const households = withoutMerged(db, found.slice(0, MOST_FOUND_HOUSEHOLDS));
      return ok({ by: 'names', households, hasMore });
    }
  }
}

function one(by: FoundHouseholds['by'], db: Db, householdId: HouseholdId | null): FoundHouseholds {
  const household = householdId === null ? null : findHousehold(db, headOf(db, householdId));
  return { by, households: household === null ? [] : [household], hasMore: false };
}

/** Whoever is found under the name of a household that was merged is shown the one it was merged into, once. */
function withoutMerged(db: Db, found: readonly HouseholdRow[]): HouseholdRow[] {
  const heads = new Set(found.map(({ householdId }) => headOf(db, householdId)));
  const byId = new Map(found.map((household) => [household.householdId, household]));
  return [...heads].flatMap((head) => byId.get(head) ?? findHousehold(db, head) ?? []);
}
