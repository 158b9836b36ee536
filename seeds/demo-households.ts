import { type CardNumber, cardNumberFromBytes } from '../shared/domain/card-number.ts';
import {
  addDays,
  addMonths,
  daysBetween,
  type LocalDate,
  type LocalMonth,
} from '../shared/domain/local-date.ts';
import { type InventedPerson, inventAdult } from './invented-person.ts';
import { drawOrigin, type Origin } from './names.ts';
import type { Random } from './random.ts';

/** What is particular about a household: one of forty each, so that every state is there to be seen. */
export type Fate =
  | 'usual'
  | 'suspended'
  | 'resumed'
  | 'expired'
  | 'notStarted'
  | 'endingSoon'
  | 'cardLost'
  | 'cardReplaced'
  | 'cardUnblocked';

const fateOf = (index: number): Fate => FATES.get(index % 40) ?? 'usual';
const FATES = new Map<number, Fate>([
  [7, 'suspended'],
  [11, 'expired'],
  [13, 'notStarted'],
  [17, 'endingSoon'],
  [23, 'resumed'],
  [29, 'cardLost'],
  [31, 'cardReplaced'],
  [37, 'cardUnblocked'],
]);

/** Days from the first to the last, both included. */
export type DaySpan = { readonly startsOn: LocalDate; readonly endsOn: LocalDate };

/** A household as it is invented, before any of it is recorded. */
export type DemoHousehold = {
  readonly index: number;
  readonly fate: Fate;
  readonly registeredOn: LocalDate;
  readonly holder: InventedPerson;
  readonly partner: InventedPerson | null;
  readonly size: number;
  readonly origin: Origin;
  readonly language: Origin['language'];
  /** Months of birth of the children that goods may have rules about. */
  readonly childBirthMonths: readonly LocalMonth[];
  /** A child that is born to the household while the demo's past goes by. */
  readonly bornOn: LocalDate | null;
  readonly hasDelegate: boolean;
  readonly cardNumber: CardNumber;
  /** Rights, oldest first, without a hole. */
  readonly entitlements: readonly DaySpan[];
  /** When what its fate says happened to it. */
  readonly turnedOn: LocalDate | null;
  readonly turnedBackOn: LocalDate | null;
};

export type DemoPast = {
  /** The first day with operations. */
  readonly firstOn: LocalDate;
  /** The last day with sales. */
  readonly lastOn: LocalDate;
};

const MONTHS_OF_ENTITLEMENT = 6;
const SIZES = [
  [1, 25],
  [2, 20],
  [3, 20],
  [4, 18],
  [5, 10],
  [6, 4],
  [7, 2],
  [8, 1],
] as const;
/** The highest age, in months, that goods of the reference data ask for. */
const CHILD_MONTHS = 36;

/** One household; the same index and random row give the same one. */
export function inventHousehold(index: number, random: Random, past: DemoPast): DemoHousehold {
  const fate = fateOf(index);
  const origin = drawOrigin(random);
  const year = Number(past.lastOn.slice(0, 4));
  const holder = inventAdult(random, origin, random.pick(origin.surnames), year);
  const size = random.weighted(SIZES);
  // Italian wives keep their surname, and so do most others.
  const partner =
    size >= 2 && random.chance(0.75) ? inventAdult(random, origin, random.pick(origin.surnames), year) : null;
  const registeredOn = fate === 'notStarted' ? past.lastOn : drawRegistration(random, past);
  const children = Math.max(0, size - 1 - (partner === null ? 0 : 1));
  const childBirthMonths = Array.from({ length: children }, () => random.int(0, 16 * 12))
    .filter((ageMonths) => ageMonths <= CHILD_MONTHS)
    .map((ageMonths) => monthOf(addMonths(registeredOn, -ageMonths)))
    .sort();
  const daysHere = daysBetween(registeredOn, past.lastOn);
  const isBirth = partner !== null && daysHere > 30 && random.chance(0.06);
  return {
    index,
    fate,
    registeredOn,
    holder,
    partner,
    size,
    origin,
    language: origin.language,
    childBirthMonths,
    bornOn: isBirth ? addDays(registeredOn, random.int(15, daysHere)) : null,
    hasDelegate: partner !== null && random.chance(0.4),
    cardNumber: cardNumberFromBytes(random.bytes(8)),
    entitlements: drawEntitlements(random, fate, registeredOn, past),
    ...drawTurn(random, fate, registeredOn, past),
  };
}

export const monthOf = (day: LocalDate): LocalMonth => day.slice(0, 7) as LocalMonth; // the beginning of a day is its month

/** Most were there before the demo's past begins; the others came in the course of it. */
function drawRegistration(random: Random, { firstOn, lastOn }: DemoPast): LocalDate {
  if (random.chance(0.65)) return firstOn;
  return addDays(firstOn, random.int(0, Math.max(0, daysBetween(firstOn, lastOn) - 10)));
}

/** Rights of six months each, laid end to end back from the last one's end. */
function drawEntitlements(random: Random, fate: Fate, registeredOn: LocalDate, past: DemoPast): DaySpan[] {
  const morningAfter = addDays(past.lastOn, 1);
  if (fate === 'notStarted') {
    const startsOn = addDays(morningAfter, random.int(3, 20));
    return [{ startsOn, endsOn: addDays(addMonths(startsOn, MONTHS_OF_ENTITLEMENT), -1) }];
  }
  const daysPastEnd =
    fate === 'expired' ? -random.int(1, 9) : fate === 'endingSoon' ? random.int(1, 10) : random.int(15, 170);
  const lastEndsOn = addDays(morningAfter, daysPastEnd);
  const spans: DaySpan[] = [];
  let endsOn = lastEndsOn;
  for (let back = 1; endsOn >= registeredOn; back++) {
    const startsOn = addMonths(addDays(lastEndsOn, 1), -MONTHS_OF_ENTITLEMENT * back);
    spans.unshift({ startsOn: startsOn < registeredOn ? registeredOn : startsOn, endsOn });
    endsOn = addDays(startsOn, -1);
  }
  return spans;
}

function drawTurn(
  random: Random,
  fate: Fate,
  registeredOn: LocalDate,
  past: DemoPast,
): Pick<DemoHousehold, 'turnedOn' | 'turnedBackOn'> {
  if (fate === 'usual' || fate === 'expired' || fate === 'notStarted' || fate === 'endingSoon')
    return { turnedOn: null, turnedBackOn: null };
  const mostDaysAgo = Math.max(0, Math.min(25, daysBetween(registeredOn, past.lastOn) - 1));
  const daysAgo = random.int(Math.min(6, mostDaysAgo), mostDaysAgo);
  const isTurnedBack = fate === 'resumed' || fate === 'cardUnblocked';
  return {
    turnedOn: addDays(past.lastOn, -daysAgo),
    turnedBackOn: isTurnedBack ? addDays(past.lastOn, -Math.floor(daysAgo / 2)) : null,
  };
}
