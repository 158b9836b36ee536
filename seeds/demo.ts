import { addDays, type LocalDate, localDateAt } from '../shared/domain/local-date.ts';
import {
  fillShelves,
  readDemoCatalogue,
  recordDemoCatalogue,
  recordEuroPrices,
  recordFavourites,
} from './demo-catalogue.ts';
import { type DemoPast, inventHousehold } from './demo-households.ts';
import { type DemoLaundry, playLaundryDay, playPresent, recordDemoLaundry } from './demo-laundry.ts';
import { createDemoVerifiers, type DemoNetwork, type DemoSite, recordDemoNetwork } from './demo-network.ts';
import { demandOf, helpOccasionally, type SalesFloor, sell } from './demo-sales.ts';
import { openPeriod, planShopper, type Shopper } from './demo-shoppers.ts';
import { createRandom, type Random } from './random.ts';
import { createSimulation, type Simulation, type SimulationTarget } from './simulation.ts';

/** Days of a past in which everything that can happen to a household has the time to. */
export const LEAST_DAYS = 14;
export const MOST_PRODUCTS = 1_000_000;

export type DemoOptions = {
  readonly households: number;
  readonly seed: string;
  /** Sales of the whole past; about two a month and household where absent. */
  readonly sales?: number | undefined;
  /** How long the past is, 14 or more. */
  readonly days: number;
  /** The last day with sales. */
  readonly until: LocalDate;
  /** Of the real catalogue no more than this many products. */
  readonly products?: number | undefined;
  /** Where the counter stands; at the emporio unless said. A laundry has no sales. */
  readonly site?: DemoSite | undefined;
  /** UTC milliseconds: what is under way at the laundry is under way then; absent: nothing is. */
  readonly presentAt?: number | undefined;
  /** Operations take turns with other work; a larger number is faster and makes larger transactions. */
  readonly stepsPerTransaction?: number | undefined;
};

/** What `npm start` opens: 300 households and a year of sales up to yesterday; at the laundry, three months. */
export const defaultDemo = (today: LocalDate, site: DemoSite = 'emporio'): DemoOptions => ({
  households: 300,
  seed: 'bancone',
  days: site === 'laundry' ? 90 : 365,
  until: addDays(today, -1),
  site,
});

/**
 * Fills an empty counter with a demo network and its past. Everything goes through the real kinds, the log and
 * the pure rules of the till, so that every law that holds for a real counter holds for this one. The same
 * options give the same operations, except for the id of the device.
 */
export async function fillDemo(target: SimulationTarget, options: DemoOptions): Promise<void> {
  const random = createRandom(options.seed);
  const simulation = createSimulation(target, random.fork('ids'));
  const site = options.site ?? 'emporio';
  const usualProducts = site === 'laundry' ? PRODUCTS_AT_LAUNDRY : MOST_PRODUCTS;
  const catalogue = await readDemoCatalogue(options.products ?? usualProducts);
  const verifiers = await createDemoVerifiers(random.fork('verifiers'));
  const past: DemoPast = { firstOn: addDays(options.until, 1 - options.days), lastOn: options.until };
  const shelves = fillShelves(catalogue, random.fork('shelves'));

  function* steps(): Generator<void> {
    simulation.moveTo(past.firstOn, OPENS_AT);
    const network = recordDemoNetwork(simulation, random.fork('network'), verifiers, site);
    const laundry =
      site === 'laundry' ? recordDemoLaundry(simulation, random.fork('laundry'), toLaundry(network)) : null;
    yield;
    yield* recordDemoCatalogue(simulation, catalogue, network);
    recordFavourites(simulation, shelves, network);
    recordEuroPrices(simulation, catalogue, shelves, network);
    const floor: SalesFloor = {
      simulation,
      network,
      catalogue,
      shelves,
      demand: demandOf(shelves, catalogue),
      random: random.fork('sales'),
    };
    yield* playDays(floor, laundry, random, options, past);
  }
  await simulation.play(steps(), options.stepsPerTransaction ?? 2_000);
}

/** Half past eight, in minutes: the office. */
const OPENS_AT = 510;

function* playDays(
  floor: SalesFloor,
  laundry: DemoLaundry | null,
  random: Random,
  options: DemoOptions,
  past: DemoPast,
): Generator<void> {
  const { simulation, network } = floor;
  const shoppers: Shopper[] = [];
  const plan = planHouseholds(options, random, past, simulation, network, shoppers);
  const openDays = listOpenDays(past, random.fork('calendar'));
  const quotas = shareOut(
    laundry === null ? (options.sales ?? salesOf(options)) : 0,
    openDays,
    random.fork('quotas'),
  );
  const regulars = createRegulars(shoppers, random.fork('regulars'), quotas);

  for (let day = past.firstOn; day <= past.lastOn; day = addDays(day, 1)) {
    simulation.moveTo(day, OPENS_AT);
    for (const happen of plan.get(day) ?? []) {
      happen();
      yield;
    }
    plan.delete(day);
    const households = shoppers.map(({ householdId }) => householdId);
    if (laundry !== null) yield* playLaundryDay(laundry, day, households);
    const quota = quotas.get(day) ?? 0;
    for (let sold = 0; sold < quota; sold++) {
      simulation.moveTo(day, minuteOfSale(day, sold, quota));
      if (floor.random.chance(0.004)) helpOccasionally(floor);
      else sellToSomebody(floor, () => regulars.pick(day));
      yield;
    }
  }
  // On the morning after, every household that may shop has its points.
  for (const shopper of shoppers) {
    openPeriod(shopper, simulation, network);
    yield;
  }
  if (laundry !== null && options.presentAt !== undefined) {
    const day = localDateAt(options.presentAt);
    playPresent(
      laundry,
      day,
      simulation.minuteAt(options.presentAt, day),
      shoppers.map(({ householdId }) => householdId),
    );
  }
}

/** Enough for the tables of a counter that sells nothing. */
const PRODUCTS_AT_LAUNDRY = 600;

const toLaundry = ({ laundryId, attendantId, officeId }: DemoNetwork) => ({
  siteId: laundryId,
  attendantId,
  officeId,
});

/** About two visits a month and household. */
const salesOf = ({ households, days }: DemoOptions): number => Math.round((households * 2 * days) / 30.5);

function planHouseholds(
  options: DemoOptions,
  random: Random,
  past: DemoPast,
  simulation: Simulation,
  network: DemoNetwork,
  shoppers: Shopper[],
): Map<LocalDate, (() => void)[]> {
  const plan = new Map<LocalDate, (() => void)[]>();
  for (let index = 0; index < options.households; index++) {
    const own = random.fork(`household/${index}`);
    const invented = inventHousehold(index, own, past);
    const happenings = planShopper(invented, own, simulation, network, (shopper) => shoppers.push(shopper));
    for (const [day, happen] of happenings) {
      if (day > past.lastOn) continue;
      const ofDay = plan.get(day);
      if (ofDay === undefined) plan.set(day, [happen]);
      else ofDay.push(happen);
    }
  }
  return plan;
}

const TUESDAY = 2;
const THURSDAY = 4;
const SATURDAY = 6;

/** Two or three half days a week; closed in the middle of August and over Christmas. */
function listOpenDays({ firstOn, lastOn }: DemoPast, random: Random): LocalDate[] {
  const days: LocalDate[] = [];
  for (let day = firstOn; day <= lastOn; day = addDays(day, 1)) {
    const weekday = weekdayOf(day);
    const isUsual =
      weekday === TUESDAY || weekday === SATURDAY || (weekday === THURSDAY && random.chance(0.6));
    const date = day.slice(5);
    const isHoliday = (date >= '08-10' && date <= '08-20') || date >= '12-24' || date <= '01-02';
    if (isUsual && !isHoliday) days.push(day);
  }
  return days;
}

const weekdayOf = (day: LocalDate): number => new Date(`${day}T00:00:00Z`).getUTCDay();

/** Splits the sales over the days, a third more or less on each. The parts add up to the whole. */
function shareOut(sales: number, days: readonly LocalDate[], random: Random): Map<LocalDate, number> {
  const weights = days.map(() => 0.67 + 0.66 * random.fraction());
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const quotas = new Map<LocalDate, number>();
  let weightBefore = 0;
  let salesBefore = 0;
  for (const [index, day] of days.entries()) {
    weightBefore += weights[index] ?? 0;
    const salesUpTo = index === days.length - 1 ? sales : Math.round((sales * weightBefore) / whole);
    quotas.set(day, salesUpTo - salesBefore);
    salesBefore = salesUpTo;
  }
  return quotas;
}

/** Bursts: a shop is open for three hours, and half of the customers come in the first. */
function minuteOfSale(day: LocalDate, sold: number, quota: number): number {
  const opensAt = weekdayOf(day) === SATURDAY ? 9 * 60 + 30 : 15 * 60;
  return opensAt + Math.floor(180 * (sold / quota) ** 1.6);
}

/** Those who shop in a month come about twice in it; which ones they are changes from month to month. */
function createRegulars(
  shoppers: readonly Shopper[],
  random: Random,
  quotas: ReadonlyMap<LocalDate, number>,
) {
  const salesByMonth = new Map<string, number>();
  for (const [day, quota] of quotas) {
    const month = day.slice(0, 7);
    salesByMonth.set(month, (salesByMonth.get(month) ?? 0) + quota);
  }
  let month = '';
  let chosen: Shopper[] = [];
  return {
    pick: (day: LocalDate): Shopper | null => {
      if (shoppers.length === 0) return null;
      if (day.slice(0, 7) !== month) {
        month = day.slice(0, 7);
        const wanted = Math.min(shoppers.length, Math.ceil((salesByMonth.get(month) ?? 0) / 1.6) + 8);
        chosen = chooseSome(shoppers, wanted, random);
      }
      // Now and then somebody comes who does not come every month.
      return random.chance(0.05) ? random.pick(shoppers) : random.pick(chosen);
    },
  };
}

function chooseSome(all: readonly Shopper[], count: number, random: Random): Shopper[] {
  const shuffled = [...all];
  for (let at = 0; at < count; at++) {
    const other = random.int(at, shuffled.length - 1);
    const kept = shuffled[at];
    const moved = shuffled[other];
    if (kept === undefined || moved === undefined) break;
    shuffled[at] = moved;
    shuffled[other] = kept;
  }
  return shuffled.slice(0, count);
}

/** Where nobody of forty has points left, this visit does not happen. */
function sellToSomebody(floor: SalesFloor, pick: () => Shopper | null): void {
  for (let tries = 0; tries < 40; tries++) {
    const shopper = pick();
    if (shopper === null || sell(floor, shopper)) return;
  }
}
