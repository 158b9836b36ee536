import { hashCodiceFiscale } from '../electron/database/hashing.ts';
import { findSite } from '../electron/database/network.ts';
import { type HouseholdId, type PersonId, personIdSchema } from '../shared/domain/ids.ts';
import { addMonths, type LocalDate, localDateSchema } from '../shared/domain/local-date.ts';
import type { CitizenshipGroup, Relation } from '../shared/domain/person.ts';
import { assert } from '../shared/domain/result.ts';
import {
  contactsSet,
  householdNoteWritten,
  personConditionsSet,
  personSet,
} from '../shared/operations/register-operations.ts';
import type { DemoHousehold } from './demo-households.ts';
import type { DemoNetwork } from './demo-network.ts';
import { type InventedPerson, inventChild } from './invented-person.ts';
import type { Origin } from './names.ts';
import type { Random } from './random.ts';
import type { Simulation } from './simulation.ts';

type Member = {
  readonly person: InventedPerson;
  readonly relation: Relation | null;
  readonly isDelegate: boolean;
};

/** Everybody of an invented household, the holder first: as many as its size says. */
export function inventMembers(invented: DemoHousehold, random: Random): Member[] {
  const { holder, partner, size, childBirthMonths, hasDelegate, registeredOn } = invented;
  const adults: Member[] = [
    { person: holder, relation: null, isDelegate: false },
    ...(partner === null ? [] : [{ person: partner, relation: 'partner' as const, isDelegate: hasDelegate }]),
  ];
  const small = childBirthMonths.map((month) =>
    localDateSchema.parse(`${month}-${String(random.int(1, 28)).padStart(2, '0')}`),
  );
  const older = Array.from({ length: Math.max(0, size - adults.length - small.length) }, () =>
    addMonths(registeredOn, -random.int(38, 16 * 12)),
  );
  const children = [...small, ...older].map((birthDate): Member => {
    // A child that is entered in the month of its birth was born before that day.
    const born = birthDate > registeredOn ? registeredOn : birthDate;
    return {
      person: inventChild(random, invented.origin, holder.surname, born),
      relation: 'child',
      isDelegate: false,
    };
  });
  return [...adults, ...children];
}

/** Hashes of the codici fiscali of a household's people, as counters have them. */
export const hashesOfMembers = (members: readonly Member[], { identityKey }: DemoNetwork): string[] =>
  [...new Set(members.map(({ person }) => hashCodiceFiscale(identityKey, person.codiceFiscale)))].sort();

/** Writes the people of a household into the register of its office, with how they are reached and now and then a note. */
export function recordRegister(
  householdId: HouseholdId,
  invented: DemoHousehold,
  members: readonly Member[],
  random: Random,
  simulation: Simulation,
  network: DemoNetwork,
): void {
  const { record, newId } = simulation;
  const byOffice = { operatorId: network.officeId };
  const inRegister = { organisationId: organisationOf(simulation, network), householdId };
  const personIds = members.map(() => personIdSchema.parse(newId()));
  for (const [at, { person, relation, isDelegate }] of members.entries()) {
    const personId = personIds[at] as PersonId; // one was made for each on the line above
    const { surname, givenName, birthDate, sex, codiceFiscale } = person;
    record(
      personSet,
      {
        ...inRegister,
        personId,
        surname,
        name: givenName,
        birthDate,
        sex,
        codiceFiscale,
        relation,
        isHolder: at === 0,
        isDelegate,
      },
      byOffice,
    );
    if (at === 0)
      record(
        personConditionsSet,
        { ...inRegister, personId, ...drawConditions(invented, person, random) },
        byOffice,
      );
  }
  record(contactsSet, { ...inRegister, ...drawContacts(random) }, byOffice);
  if (random.chance(0.15)) {
    record(householdNoteWritten, { ...inRegister, text: random.pick(NOTES) }, byOffice);
  }
}

/** A child who is born while the demo's past goes by. */
export function recordBirth(
  householdId: HouseholdId,
  invented: DemoHousehold,
  bornOn: LocalDate,
  random: Random,
  simulation: Simulation,
  network: DemoNetwork,
): void {
  const child = inventChild(random, invented.origin, invented.holder.surname, bornOn);
  simulation.record(
    personSet,
    {
      organisationId: organisationOf(simulation, network),
      householdId,
      personId: personIdSchema.parse(simulation.newId()),
      surname: child.surname,
      name: child.givenName,
      birthDate: bornOn,
      sex: child.sex,
      relation: 'child',
    },
    { operatorId: network.officeId },
  );
}

function organisationOf({ tx }: Simulation, { siteId }: DemoNetwork) {
  const site = findSite(tx(), siteId);
  assert(site !== null, 'the demo has its site');
  return site.organisationId;
}

function drawConditions({ origin }: DemoHousehold, { sex }: InventedPerson, random: Random) {
  return {
    hasDisability: random.chance(0.08),
    isPregnant: sex === 'female' && random.chance(0.02),
    isHomeless: random.chance(0.01),
    citizenshipGroup: CITIZENSHIPS[origin.language],
  };
}

const CITIZENSHIPS: Readonly<Record<Origin['language'], CitizenshipGroup>> = {
  it: 'italian',
  ro: 'europeanUnion',
  en: 'otherCountry',
  fr: 'otherCountry',
  es: 'otherCountry',
  sq: 'otherCountry',
  ar: 'otherCountry',
  uk: 'otherCountry',
};

/** No telephone network of Italy has the prefix 000: nobody answers. */
const drawContacts = (random: Random) => ({
  phones: [`000 ${random.int(1_000_000, 9_999_999)}`],
  email: null,
  address: {
    street: `${random.pick(STREETS)} ${random.int(1, 90)}`,
    postalCode: '61100',
    municipality: random.pick(TOWNS),
  },
});

const STREETS = [
  'Via dei Girasoli',
  'Via delle Rondini',
  'Via del Mulino Nuovo',
  'Via degli Aquiloni',
  'Via della Lavanda',
  'Via del Pozzo Antico',
  'Via dei Ciliegi',
  'Via delle Ginestre',
];
const TOWNS = ['Pesaro', 'Pesaro', 'Pesaro', 'Vallefoglia', 'Montelabbate', 'Gabicce Mare'];

const NOTES = [
  'Viene di solito il sabato mattina.',
  'Lavora a turni: chiamare nel pomeriggio.',
  'Porta con sé la vicina che traduce.',
  'Preferisce il sacchetto già pronto.',
  'Ha chiesto informazioni sulla lavanderia.',
  'Da risentire a fine mese per il rinnovo.',
];
