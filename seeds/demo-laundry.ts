import {
  bookingIdSchema,
  type CycleId,
  cycleIdSchema,
  type HouseholdId,
  type MachineId,
  machineIdSchema,
  type OperatorId,
  operationIdSchema,
  programmeIdSchema,
  type SiteId,
  type VisitId,
  visitIdSchema,
  type WashProgrammeId,
  washProgrammeIdSchema,
} from '../shared/domain/ids.ts';
import type { MachineKind, WashCost } from '../shared/domain/laundry-machine.ts';
import { type LaundryRules, usualLaundryRules } from '../shared/domain/laundry-rules.ts';
import { type Slot, slotsOn } from '../shared/domain/laundry-slots.ts';
import { addDays, daysBetween, type LocalDate } from '../shared/domain/local-date.ts';
import { assert } from '../shared/domain/result.ts';
import { creditToppedUp } from '../shared/operations/credit-operations.ts';
import type { OperationKind } from '../shared/operations/kind.ts';
import {
  bookingMade,
  bookingMissed,
  cycleEmptied,
  cycleRanOut,
  cycleStarted,
  laundryRulesSet,
  machineSet,
  machineTakenOut,
  visitHandedOver,
  visitOpened,
  washProgrammeSet,
} from '../shared/operations/laundry-operations.ts';
import type { Random } from './random.ts';
import type { Simulation } from './simulation.ts';

type DemoMachine = { readonly machineId: MachineId; readonly kind: MachineKind };
type DemoProgramme = {
  readonly washProgrammeId: WashProgrammeId;
  readonly kind: MachineKind;
  readonly minutes: number;
  readonly cost: WashCost;
};

export type DemoLaundry = {
  readonly simulation: Simulation;
  readonly random: Random;
  readonly siteId: SiteId;
  readonly attendantId: OperatorId;
  readonly officeId: OperatorId;
  readonly rules: LaundryRules;
  readonly machines: readonly DemoMachine[];
  readonly programmes: readonly DemoProgramme[];
  /** Of each household: the day of its last wash, and what it has left. */
  readonly guests: Map<HouseholdId, { lastOn: LocalDate; washes: number }>;
  /** The number that was given last. */
  tag: number;
};

const MACHINES = [
  ['washer', 8],
  ['washer', 8],
  ['washer', 8],
  ['washer', 16],
  ['dryer', 10],
  ['dryer', 14],
] as const;

const PROGRAMMES = [
  { name: { it: 'Cotone', en: 'Cotton' }, kind: 'washer', minutes: 60, temperature: 60, washes: 1 },
  { name: { it: 'Sintetici', en: 'Synthetics' }, kind: 'washer', minutes: 45, temperature: 40, washes: 1 },
  { name: { it: 'Delicati', en: 'Delicates' }, kind: 'washer', minutes: 40, temperature: 30, washes: 1 },
  { name: { it: 'Piumoni', en: 'Duvets' }, kind: 'washer', minutes: 75, temperature: 40, washes: 2 },
  { name: { it: 'Asciugatura', en: 'Drying' }, kind: 'dryer', minutes: 40, washes: 0 },
] as const;

/** A dose of detergent, in cents. */
const DETERGENT_CENTS = 30;

/** Six machines, five programmes, rules: what the office sets up once. */
export function recordDemoLaundry(
  simulation: Simulation,
  random: Random,
  who: Pick<DemoLaundry, 'siteId' | 'attendantId' | 'officeId'>,
): DemoLaundry {
  const { siteId, officeId } = who;
  const byOffice = { operatorId: officeId };
  const rules = {
    ...usualLaundryRules(siteId),
    detergent: { unit: 'cents' as const, amount: DETERGENT_CENTS },
  };
  simulation.record(laundryRulesSet, rules, byOffice);
  const machines = MACHINES.map(([kind, capacityKilograms], index) => {
    const machineId = machineIdSchema.parse(simulation.newId());
    const machine = { machineId, siteId, number: index + 1, kind, capacityKilograms, active: true };
    simulation.record(machineSet, machine, byOffice);
    return machine;
  });
  const programmes = PROGRAMMES.map(({ washes, name, kind, minutes, ...rest }) => {
    const washProgrammeId = washProgrammeIdSchema.parse(simulation.newId());
    const cost: WashCost = { unit: 'washes', amount: washes };
    const programme = {
      washProgrammeId,
      siteId,
      name: { ...name },
      kind,
      minutes,
      ...rest,
      cost,
      active: true,
    };
    simulation.record(washProgrammeSet, programme, byOffice);
    return programme;
  });
  return { ...who, simulation, random, rules, machines, programmes, guests: new Map(), tag: 0 };
}

type Happening = { readonly minute: number; readonly happen: () => void };

const DAYS_BETWEEN_WASHES = 7;
const TOP_UP_WASHES = 6;

/** A day of the laundry: in each slot some machines, half of them booked; now and then somebody does not come. */
export function* playLaundryDay(
  laundry: DemoLaundry,
  day: LocalDate,
  households: readonly HouseholdId[],
): Generator<void> {
  const { random, simulation } = laundry;
  const happenings: Happening[] = [];
  for (const slot of slotsOn(laundry.rules.hours, day)) {
    for (const machine of laundry.machines.filter(({ kind }) => kind === 'washer')) {
      if (!random.chance(0.55)) continue;
      const householdId = pickGuest(laundry, day, households);
      if (householdId === null) continue;
      happenings.push(...planVisit(laundry, slot, machine, householdId));
    }
  }
  for (const { minute, happen } of happenings.sort((a, b) => a.minute - b.minute)) {
    simulation.moveTo(day, minute);
    happen();
    yield;
  }
}

/** A household that has not washed for a week, so that no cap is reached. */
function pickGuest(
  { guests, random }: DemoLaundry,
  day: LocalDate,
  households: readonly HouseholdId[],
): HouseholdId | null {
  for (let tries = 0; tries < 10 && households.length > 0; tries++) {
    const householdId = random.pick(households);
    const guest = guests.get(householdId);
    if (guest !== undefined && daysBetween(guest.lastOn, day) < DAYS_BETWEEN_WASHES) continue;
    guests.set(householdId, { lastOn: day, washes: guest?.washes ?? 0 });
    return householdId;
  }
  return null;
}

/** A wash, a drying for most, and home; or a turn that nobody comes for. */
function planVisit(
  laundry: DemoLaundry,
  slot: Slot,
  machine: DemoMachine,
  householdId: HouseholdId,
): Happening[] {
  const { random } = laundry;
  const comes = slot.from + random.int(1, 15);
  const programme = random.pick(laundry.programmes.filter(({ kind }) => kind === 'washer'));
  const bookingId = random.chance(0.5) ? bookingIdSchema.parse(laundry.simulation.newId()) : null;
  const isMissed = bookingId !== null && random.chance(0.05);
  const plan: Happening[] = [];
  if (bookingId !== null) {
    const booking = { bookingId, siteId: laundry.siteId, machineId: machine.machineId, householdId, slot };
    plan.push({ minute: slot.from - 30, happen: () => act(laundry, bookingMade, booking) });
    if (isMissed) {
      const missed = { bookingId, siteId: laundry.siteId, householdId };
      const minute = slot.from + laundry.rules.graceMinutes + 1;
      return [...plan, { minute, happen: () => act(laundry, bookingMissed, missed, null) }];
    }
  }
  let visitId: VisitId | null = null;
  const visit = (): VisitId => {
    assert(visitId !== null, 'laundry is taken in before anything happens to it');
    return visitId;
  };
  const washed = comes + 3 + programme.minutes;
  plan.push(
    {
      minute: comes,
      happen: () => {
        visitId = open(laundry, householdId, random.int(1, 3), bookingId);
      },
    },
    ...planCycle(laundry, comes + 3, machine, programme, householdId, visit),
  );
  // The first two washers have a dryer each, so that two households never want the same one.
  const dryer = laundry.machines.filter(({ kind }) => kind === 'dryer')[laundry.machines.indexOf(machine)];
  const isDried = dryer !== undefined && random.chance(0.7);
  const drying = dryingOf(laundry);
  if (isDried) plan.push(...planCycle(laundry, washed + 4, dryer, drying, householdId, visit));
  plan.push({
    minute: washed + (isDried ? drying.minutes + 12 : 8),
    happen: () => {
      const to = random.chance(0.85) ? 'holder' : 'delegate';
      act(laundry, visitHandedOver, { visitId: visit(), siteId: laundry.siteId, to, by: 'tag' });
    },
  });
  return plan;
}

const dryingOf = ({ programmes }: DemoLaundry): DemoProgramme => {
  const drying = programmes.find(({ kind }) => kind === 'dryer');
  assert(drying !== undefined, 'the demo laundry dries');
  return drying;
};

/** Start, end by the clock, emptied two minutes later. */
function planCycle(
  laundry: DemoLaundry,
  minute: number,
  machine: DemoMachine,
  programme: DemoProgramme,
  householdId: HouseholdId,
  visit: () => VisitId,
): Happening[] {
  let cycleId: CycleId | null = null;
  const cycle = () => {
    assert(cycleId !== null, 'a cycle begins before it ends');
    return { cycleId, siteId: laundry.siteId };
  };
  return [
    {
      minute,
      happen: () => {
        cycleId = start(laundry, visit(), machine, programme, householdId);
      },
    },
    { minute: minute + programme.minutes, happen: () => act(laundry, cycleRanOut, cycle(), null) },
    { minute: minute + programme.minutes + 2, happen: () => act(laundry, cycleEmptied, cycle()) },
  ];
}

/** What an attendant finds in the middle of a morning: machines in every state, and laundry in every state. */
export function playPresent(
  laundry: DemoLaundry,
  day: LocalDate,
  minute: number,
  households: readonly HouseholdId[],
): void {
  const { simulation, siteId, rules } = laundry;
  const [one, two, three, four, five] = laundry.machines;
  const [cotton, synthetics] = laundry.programmes;
  assert(one && two && three && four && five && cotton && synthetics, 'the demo laundry has its machines');
  const guests = Array.from({ length: 6 }, () => pickGuest(laundry, day, households)).filter(
    (each) => each !== null,
  );
  const [first, second, third, fourth, fifth, sixth] = guests;
  simulation.moveTo(addDays(day, -2), 1110);
  if (sixth !== undefined) washAtOnce(laundry, sixth, two, synthetics); // nobody has come for it since
  simulation.moveTo(day, minute - 70);
  act(laundry, machineTakenOut, { machineId: four.machineId, siteId, reason: 'maintenance' });
  if (fourth !== undefined) washAtOnce(laundry, fourth, one, cotton);
  const dried = third === undefined ? null : open(laundry, third, 2, null);
  // In the order of the clock, which never goes back within a day.
  simulation.moveTo(day, minute - 52);
  if (second !== undefined) start(laundry, open(laundry, second, 1, null), two, cotton, second);
  simulation.moveTo(day, minute - 45);
  const drying =
    third === undefined || dried === null ? null : start(laundry, dried, five, dryingOf(laundry), third);
  simulation.moveTo(day, minute - 18);
  if (first !== undefined) start(laundry, open(laundry, first, 3, null), one, cotton, first);
  simulation.moveTo(day, minute - 5);
  if (drying !== null) act(laundry, cycleRanOut, { cycleId: drying, siteId }, null);
  simulation.moveTo(day, minute - 2);
  if (fifth !== undefined) open(laundry, fifth, 2, null);

  const ahead = [day, addDays(day, 1), addDays(day, 2)].flatMap((on) =>
    slotsOn(rules.hours, on).filter(({ to }) => on !== day || to > minute),
  );
  for (const [index, slot] of ahead.entries()) {
    for (const machine of [one, two, three].filter((_, place) => (index + place) % 2 === 0)) {
      const householdId = pickGuest(laundry, day, households);
      if (householdId === null) continue;
      const bookingId = bookingIdSchema.parse(simulation.newId());
      act(laundry, bookingMade, { bookingId, siteId, machineId: machine.machineId, householdId, slot });
    }
  }
}

/** Laundry that is washed and waits for whoever it belongs to. */
function washAtOnce(
  laundry: DemoLaundry,
  householdId: HouseholdId,
  machine: DemoMachine,
  programme: DemoProgramme,
): void {
  const { siteId } = laundry;
  const cycleId = start(laundry, open(laundry, householdId, 1, null), machine, programme, householdId);
  act(laundry, cycleRanOut, { cycleId, siteId }, null);
  act(laundry, cycleEmptied, { cycleId, siteId });
}

function open(
  laundry: DemoLaundry,
  householdId: HouseholdId,
  bags: number,
  bookingId: ReturnType<typeof bookingIdSchema.parse> | null,
): VisitId {
  const visitId = visitIdSchema.parse(laundry.simulation.newId());
  laundry.tag = (laundry.tag % MOST_DEMO_TAGS) + 1;
  const booking = bookingId === null ? {} : { bookingId };
  const body = { visitId, siteId: laundry.siteId, householdId, tag: laundry.tag, bags, ...booking };
  recordAs(laundry, visitId, visitOpened, body);
  return visitId;
}

/** Of 99, so that the numbers of the demo look as they do on a usual day. */
const MOST_DEMO_TAGS = 40;

/** Credit is topped up by the office before it would be short. */
function start(
  laundry: DemoLaundry,
  visitId: VisitId,
  { machineId }: DemoMachine,
  { washProgrammeId, minutes, cost }: DemoProgramme,
  householdId: HouseholdId,
): CycleId {
  const { simulation, siteId, officeId, guests } = laundry;
  const guest = guests.get(householdId);
  assert(guest !== undefined, 'whoever washes is a guest');
  if (guest.washes < cost.amount) {
    const given = { purse: 'washes', amount: TOP_UP_WASHES, reason: 'first-need' } as const;
    const programmeId = programmeIdSchema.parse('national-fund');
    simulation.record(
      creditToppedUp,
      { householdId, siteId, programmeId, ...given },
      { operatorId: officeId },
    );
    guest.washes += TOP_UP_WASHES;
  }
  guest.washes -= cost.amount;
  const cycleId = cycleIdSchema.parse(simulation.newId());
  recordAs(laundry, cycleId, cycleStarted, {
    cycleId,
    siteId,
    householdId,
    charges: cost.amount > 0 ? [cost] : [],
    startedOn: simulation.today(),
    visitId,
    machineId,
    washProgrammeId,
    minutes,
    detergentDoses: 0,
  });
  return cycleId;
}

/** By the attendant, or where nobody did it, by the counter itself. */
function act<Body>(
  { simulation, attendantId }: DemoLaundry,
  kind: OperationKind<Body>,
  body: NoInfer<Body>,
  by: OperatorId | null = attendantId,
): void {
  simulation.record(kind, body, by === null ? {} : { operatorId: by });
}

/** A visit and a cycle are named by the operation that begins them. */
function recordAs<Body>(
  { simulation, attendantId }: DemoLaundry,
  id: string,
  kind: OperationKind<Body>,
  body: NoInfer<Body>,
): void {
  simulation.recordOperation(simulation.tx(), {
    id: operationIdSchema.parse(id),
    kind,
    body,
    businessOn: simulation.today(),
    operatorId: attendantId,
  });
}
