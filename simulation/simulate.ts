import { fillAllowanceFacts } from '../hub/rules/fill-allowance-facts.ts';
import type { HubPen } from '../hub/rules/write-as-hub.ts';
import { sha256 } from '../hub/sha256.ts';
import { createMemoryStore } from '../hub/store/memory-store.ts';
import { householdIdSchema, operatorIdSchema } from '../shared/domain/ids.ts';
import { localDateAt } from '../shared/domain/local-date.ts';
import { deviceStream, siteStream } from '../shared/operations/kind.ts';
import { PROTOCOL_VERSION } from '../shared/sync/protocol.ts';
import { createBounds } from './bounds.ts';
import { createClocks } from './clocks.ts';
import { createDesk } from './desk.ts';
import { scheduleDiskFaults } from './disk-faults.ts';
import { FLOOR } from './floor.ts';
import { scheduleLife } from './life.ts';
import { scheduleMerges } from './merging.ts';
import { createLoneNode, createNodes, type Node } from './node.ts';
import { failingStore, healthyParts, type Sabotage } from './parts.ts';
import { findPeriodEnd, schedulePeriodEnd, USUAL_TERMS } from './period-end.ts';
import { keepPosting } from './posting.ts';
import { createQuiet } from './quiet.ts';
import { createRandom, randomUuid } from './random.ts';
import { createSchedule } from './schedule.ts';
import { createWitness } from './witness.ts';
import type { World } from './world.ts';

export type SimulationOptions = {
  readonly seed: number;
  readonly counters: number;
  readonly operations: number;
  /** Replaces a part by a broken one: what the simulator has to notice. */
  readonly sabotage?: Sabotage;
};

export type SimulationOutcome = {
  readonly seed: number;
  /** What did not hold; empty where everything did. */
  readonly faults: readonly string[];
  readonly pushes: number;
  readonly pulls: number;
  readonly restores: number;
  /** Counters that went on as a new device, and those that stopped because their chain had parted. */
  readonly wentOn: number;
  readonly stopped: number;
  /** Whether it goes over the end of a month. */
  readonly hasPeriodEnd: boolean;
};

/** Far from the seeds of histories. */
const LONE_SEED = 500_000_000;
const MERGE_SEED = 700_000_000;
const DISK_SEED = 900_000_000;
const PERIOD_SEED = 300_000_000;
const CLOCK_SEED = 100_000_000;
/** Of the hub, where a month ends: each of them gives what it finds due. */
const PROCESSES = 2;
/** What the usual history has (`history.ts`). */
const MOST_USUAL_OPERATIONS = 200;
/** 22 November 2026 at noon in Rome, as every counter has it. */
const START = Date.UTC(2026, 10, 22, 11);

/**
 * One history from a seed: counters write, the network drops, doubles, delays and cuts, counters crash, their disks are put
 * back or copied, their clocks jump, the hub's transactions fail half way, the hub is restored from a backup. Then the faults stop, and
 * everything has to be everywhere, once.
 */
export async function simulate(options: SimulationOptions): Promise<SimulationOutcome> {
  const random = createRandom(options.seed);
  const periodRandom = createRandom(options.seed + PERIOD_SEED);
  const periodEnd = findPeriodEnd(periodRandom, options.operations);
  const schedule = createSchedule(periodEnd?.startAt ?? START);
  const memory = createMemoryStore();
  const parts = options.sabotage?.(healthyParts) ?? healthyParts;
  const pen: HubPen = {
    sha256,
    now: schedule.now,
    newId: () => randomUuid(random),
    newSalt: () => random.hex(32),
    breathe: () => Promise.resolve(),
  };
  const households = Array.from({ length: 5 }, () => householdIdSchema.parse(randomUuid(random)));
  const adminId = operatorIdSchema.parse(randomUuid(random));
  const clockRandom = createRandom(options.seed + CLOCK_SEED);
  const aClock = createClocks(clockRandom, schedule, options.operations * 400, periodEnd !== null);
  const nodes = await createNodes(random, memory, options.counters, adminId, aClock);
  // A chance of its own, so that histories without such a counter stay what they were.
  const otherRandom = createRandom(options.seed + LONE_SEED);
  if (otherRandom.chance(0.25)) nodes.push(await createLoneNode(otherRandom, memory, aClock()));
  // Half of the networks let something out without cover.
  const [office] = nodes;
  if (office !== undefined && random.chance(0.5)) {
    office.counter.allowFloor(FLOOR);
    office.state = office.counter.resume();
  }
  // In half of them households are registered twice, given points, joined and parted; by a chance of its own too.
  const mergeRandom = createRandom(options.seed + MERGE_SEED);
  const isMerging = mergeRandom.chance(0.5);
  const isGiving = isMerging || periodEnd !== null;
  if (office !== undefined && isGiving) {
    office.counter.setUpPoints(households, periodEnd?.terms ?? USUAL_TERMS);
    office.state = office.counter.resume();
  }
  const known = [...households, ...nodes.flatMap(({ brings }) => brings ?? [])];
  const bounds = createBounds(parts.store(memory), memory, options);
  const world: World = {
    ...{ random, schedule, parts, memory, pen, households },
    store: failingStore(bounds.store, () => world.isFaulty && random.chance(0.05)),
    witness: createWitness(memory, nodes, known),
    pagesOf: Math.ceil(options.operations / MOST_USUAL_OPERATIONS),
    hubFaults: new Set(),
    ...{ isFaulty: true, pushes: 0, pulls: 0, restores: 0, wentOn: 0, stopped: 0, busyUntil: 0 },
  };
  const desk = createDesk(world);
  for (const node of nodes) if (!node.isAlone) desk.deliver(node, { type: 'started' });
  schedule.after(options.operations * 200, async () => {
    for (const node of nodes) await pry(world, node, random.pick(nodes));
  });
  const { operations } = options;
  const hasRestore = scheduleLife({ world, desk, nodes, adminId, operations });
  const shared = { world, nodes, act: desk.act, operations };
  if (isMerging) scheduleMerges({ ...shared, random: mergeRandom });
  if (periodEnd !== null) schedulePeriodEnd({ ...shared, random: periodRandom });
  if (isGiving) await fillAllowanceFacts({ store: memory, now: schedule.now });
  const isHubDone = isGiving
    ? keepPosting(mergeRandom, world, periodEnd === null ? 1 : PROCESSES)
    : () => true;
  // A hub that was restored has forgotten who goes on for whom: such a counter has to be replaced, and that is no history's.
  const diskRandom = createRandom(options.seed + DISK_SEED);
  const isDecided =
    !hasRestore && diskRandom.chance(0.5)
      ? scheduleDiskFaults({ world, desk, nodes, adminId, operations, random: diskRandom })
      : () => true;
  const areDone = createQuiet(nodes, memory);
  const isQuiet = () => !world.isFaulty && isHubDone() && isDecided() && areDone();
  let endless: string | null = null;
  let isOver = isQuiet();
  while (endless === null && !isOver && (await schedule.step())) {
    endless = bounds.afterStep();
    isOver = isQuiet();
  }
  const faults = [
    ...world.hubFaults,
    ...world.witness.faults(),
    ...(isOver ? [] : [endless ?? 'queues are not empty, and nothing is left to happen']),
  ];
  if (isOver) faults.push(...world.witness.settle(localDateAt(schedule.now())));
  for (const { counter } of nodes) counter.close();
  const { pushes, pulls, restores, wentOn, stopped } = world;
  const hasPeriodEnd = periodEnd !== null;
  return { seed: options.seed, faults, pushes, pulls, restores, wentOn, stopped, hasPeriodEnd };
}

/** Asks for what it was not granted, as a device that was tampered with would: no answer is the right one. */
async function pry({ memory, parts, witness }: World, { counter }: Node, other: Node): Promise<void> {
  const asked = { protocol: PROTOCOL_VERSION, cursor: 0, epoch: memory.state().epoch, limit: 3 } as const;
  for (const stream of [siteStream(other.counter.place().siteId), deviceStream(other.counter.deviceId)]) {
    const answer = await parts.pull(memory, counter.deviceId, { ...asked, stream });
    if (answer.ok) witness.answered(counter.deviceId, stream, answer.value);
  }
}
