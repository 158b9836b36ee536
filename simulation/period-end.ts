import { householdAccount } from '../shared/domain/account.ts';
import type { HouseholdId } from '../shared/domain/ids.ts';
import type { Desk } from './desk.ts';
import { isInUse, type Node } from './node.ts';
import { MONTHS, type Terms } from './points.ts';
import type { Random } from './random.ts';
import { SLOW_MS, type World } from './world.ts';

/** Midnight in Rome between November and December. */
const ENDS_AT = Date.UTC(2026, 10, 30, 23);

/** In which a month of points ends, and the next one begins. */
export type PeriodEnd = {
  /** Virtual time at which the history begins. */
  readonly startAt: number;
  readonly terms: Terms;
};

const LOST: Terms['carryOver'] = { kind: 'none' };
export const USUAL_TERMS: Terms = { carryOver: LOST, postDaysAhead: 0 };

/** A third of the histories go over the end of a month: with points that are lost then, or carried over, given then or ahead. */
export function findPeriodEnd(random: Random, operations: number): PeriodEnd | null {
  if (!random.chance(1 / 3)) return null;
  const length = operations * 400;
  const beforeMs = random.between(Math.floor(length * 0.3), Math.floor(length * 0.7));
  const carryOver = random.pick([LOST, { kind: 'full' }, { kind: 'capped', mostPoints: 15 }] as const);
  return { startAt: ENDS_AT - beforeMs, terms: { carryOver, postDaysAhead: random.pick([0, 0, 3]) } };
}

type Ending = {
  readonly world: World;
  readonly nodes: readonly Node[];
  readonly act: Desk['act'];
  readonly random: Random;
  readonly operations: number;
};

/**
 * People shop for points until midnight and on; some counters are cut off meanwhile, sell on under the leases that they have, and
 * hear and tell of it late.
 */
export function schedulePeriodEnd(ending: Ending): void {
  const { world, nodes, act, random, operations } = ending;
  const { schedule, households } = world;
  const length = operations * 400;
  const endsMs = ENDS_AT - schedule.now();
  const members = nodes.filter(({ brings }) => brings === null);
  for (const node of members) if (random.chance(0.4)) scheduleAbsence(ending, node, endsMs);
  for (let index = 0; index < operations / 2; index++) {
    schedule.after(random.between(0, endsMs + Math.floor(length * 0.3)), () => {
      const node = random.pick(members.filter(isInUse));
      act(node, node.counter.spend(random.pick(households), random.between(1, 9), 'points'));
    });
  }
}

const MOST_SALES_ALONE = 4;

/** Cut off from before midnight until some time after it, with the households that it holds something for. */
function scheduleAbsence(
  { world: { schedule, households }, act, random, operations }: Ending,
  node: Node,
  endsMs: number,
): void {
  const length = operations * 400;
  const [month] = MONTHS;
  const fromMs = endsMs - random.between(0, Math.floor(length * 0.2));
  const toMs = endsMs + random.between(1, Math.floor(length * 0.3) + SLOW_MS);
  schedule.after(fromMs, () => {
    node.isAway = true;
  });
  schedule.after(toMs, () => {
    node.isAway = false;
  });
  for (let sale = 0; sale < MOST_SALES_ALONE; sale++) {
    schedule.after(random.between(fromMs, toMs), () => {
      const leasedOf = (id: HouseholdId) => node.counter.leasedOf(householdAccount(id, 'points', month));
      const leased = households.filter((id) => leasedOf(id) > 0);
      if (!isInUse(node) || leased.length === 0) return;
      const householdId = random.pick(leased);
      act(node, node.counter.spend(householdId, random.between(1, leasedOf(householdId)), 'points'));
    });
  }
}
