import { setImmediate as afterOthers } from 'node:timers/promises';
import type { AlikeHouseholds, EntryPreview } from '../../shared/contract/sync-contract.ts';
import type { OrganisationId } from '../../shared/domain/ids.ts';
import { calledName } from '../../shared/domain/person.ts';
import type { KnownPerson } from '../../shared/domain/possible-duplicates.ts';
import { listProductsForImport } from '../database/catalogue.ts';
import type { Db } from '../database/database.ts';
import { countHouseholdsKept, listHouseholdsAfter } from '../database/entry.ts';
import { findHousehold, type HouseholdRow } from '../database/households.ts';
import { listHouseholdsByCodiceFiscale } from '../database/identity.ts';
import { findNetwork, listOperators, listSites } from '../database/network.ts';
import { findPossibleDuplicates } from '../database/possible-duplicates.ts';
import { listPersons } from '../database/registers.ts';

const MOST_LISTED_ALIKE = 200;
const MOST_EXAMPLES = 20;
/** Households that are read at once. Each is compared alone, which takes some milliseconds: a till goes on in between. */
const HOUSEHOLDS_READ = 20;

/**
 * What becomes of this counter's data in a network that it would enter. `shared` is what every counter of that network has.
 * Of its people no register is known there, only names and hashes of codici fiscali: the same code is certain, a name is for
 * somebody to look at.
 */
export async function previewEntry(
  own: Db,
  shared: Db,
  organisationId: OrganisationId,
): Promise<EntryPreview> {
  const [sites, theirSites] = [listSites(own), listSites(shared)];
  const shortNames = new Set(theirSites.map(({ shortName }) => shortName));
  const alike = await findAlike(own, shared, organisationId);
  return {
    networkName: findNetwork(shared)?.name ?? '?',
    products: compareProducts(own, shared),
    households: { kept: countHouseholdsKept(own), theirs: countHouseholdsKept(shared) },
    alike: { count: alike.length, listed: alike.slice(0, MOST_LISTED_ALIKE) },
    administrators: [...new Set(sites.flatMap(({ siteId }) => listAdministrators(own, siteId)))].sort(),
    sameShortNames: sites.map(({ shortName }) => shortName).filter((name) => shortNames.has(name)),
  };
}

const listAdministrators = (db: Db, siteId: Parameters<typeof listOperators>[1]): string[] =>
  listOperators(db, siteId)
    .filter(({ isActive, roles }) => isActive && roles.includes('admin'))
    .map(({ displayName }) => displayName);

function compareProducts(own: Db, shared: Db): EntryPreview['products'] {
  const theirs = listProductsForImport(shared);
  let [matched, onlyHere, otherPoints] = [0, 0, 0];
  const examples: EntryPreview['products']['examples'][number][] = [];
  for (const [ean, { name, points }] of listProductsForImport(own)) {
    const their = theirs.get(ean);
    if (their === undefined) {
      onlyHere += 1;
      continue;
    }
    matched += 1;
    if (their.points === points) continue;
    otherPoints += 1;
    if (examples.length < MOST_EXAMPLES) examples.push({ name, points, theirPoints: their.points });
  }
  return { matched, onlyHere, otherPoints, examples };
}

async function findAlike(own: Db, shared: Db, organisationId: OrganisationId): Promise<AlikeHouseholds[]> {
  const found: (AlikeHouseholds & { readonly score: number })[] = [];
  for (let after = 0; ; ) {
    const page = listHouseholdsAfter(own, after, HOUSEHOLDS_READ);
    const last = page.at(-1);
    if (last === undefined) break;
    for (const household of page) {
      found.push(...alikeOf(own, shared, household, organisationId));
      await afterOthers();
    }
    after = last.household;
  }
  return found.sort((a, b) => b.score - a.score).map(({ score: _score, ...each }) => each);
}

function alikeOf(own: Db, shared: Db, household: HouseholdRow, organisationId: OrganisationId) {
  const displayName = household.displayName ?? '?';
  const persons = personsOf(own, household, organisationId);
  const certain = new Set(
    persons.flatMap(({ codiceFiscale }) =>
      codiceFiscale === null ? [] : listHouseholdsByCodiceFiscale(shared, codiceFiscale),
    ),
  );
  const nameless = persons.map((person): KnownPerson => ({ ...person, codiceFiscale: null }));
  const possible = findPossibleDuplicates(shared, nameless, organisationId).filter(
    ({ householdId }) => !certain.has(householdId),
  );
  return [
    ...[...certain].map((householdId) => ({
      displayName,
      theirName: findHousehold(shared, householdId)?.displayName ?? '?',
      isCertain: true,
      reasons: ['sameCodiceFiscale'] as const,
      score: 101,
    })),
    ...possible.map(({ fullName, reasons, score }) => ({
      displayName,
      theirName: fullName,
      isCertain: false,
      reasons,
      score,
    })),
  ];
}

function personsOf(db: Db, household: HouseholdRow, organisationId: OrganisationId) {
  const persons = listPersons(db, household.household, organisationId);
  if (persons.length > 0) {
    return persons.map(({ birthDate, codiceFiscale, ...names }) => ({
      fullName: calledName(names),
      birthDate,
      codiceFiscale,
    }));
  }
  return [household.displayName ?? '', ...household.delegateNames].map((fullName) => ({
    fullName,
    birthDate: null,
    codiceFiscale: null,
  }));
}
