import type { CodiceFiscale } from '../../shared/domain/codice-fiscale.ts';
import type { HouseholdId } from '../../shared/domain/ids.ts';
import { assert } from '../../shared/domain/result.ts';
import { type Db, query } from './database.ts';
import { hashCodiceFiscale } from './hashing.ts';
import { findNetwork } from './network.ts';

const listKeysSql = query<readonly [], { identityKey: string }>(
  'listIdentityKeys',
  'SELECT identity_key AS identityKey FROM identity_key ORDER BY identity_key',
);
const listOwnersSql = query<readonly [string], { householdId: HouseholdId }>(
  'listHouseholdsByCodiceFiscale',
  `SELECT household_id AS householdId FROM household_codice_fiscale JOIN household_key USING (household)
   WHERE hash IN (SELECT value FROM json_each(?)) ORDER BY household`,
);

/** The keyed hash of a codice fiscale under this network's key. */
export function identityHash(db: Db, codiceFiscale: CodiceFiscale): string {
  const network = findNetwork(db);
  assert(network !== null, 'households belong to a network');
  return hashCodiceFiscale(network.identityKey, codiceFiscale);
}

/**
 * Every hash that a codice fiscale may be known by here, the network's own first: counters that entered it with households of
 * their own had hashed theirs under a key of their own, and what is hashed is never known again to be hashed anew.
 */
export const identityHashes = (db: Db, codiceFiscale: CodiceFiscale): readonly string[] => [
  identityHash(db, codiceFiscale),
  ...db.all(listKeysSql).map(({ identityKey }) => hashCodiceFiscale(identityKey, codiceFiscale)),
];

/** Every household that a codice fiscale opens: more than one where a family was registered twice. */
export const listHouseholdsByCodiceFiscale = (db: Db, codiceFiscale: CodiceFiscale): HouseholdId[] => [
  ...new Set(
    db
      .all(listOwnersSql, JSON.stringify(identityHashes(db, codiceFiscale)))
      .map(({ householdId }) => householdId),
  ),
];

/** The first of them; null where nobody has it. */
export const findHouseholdByCodiceFiscale = (db: Db, codiceFiscale: CodiceFiscale): HouseholdId | null =>
  listHouseholdsByCodiceFiscale(db, codiceFiscale)[0] ?? null;
