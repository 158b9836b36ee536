import { actOnNetwork } from '../hub/rules/act-on-network.ts';
import { sha256 } from '../hub/sha256.ts';
import type { MemoryStore } from '../hub/store/memory-store.ts';
import {
  type HouseholdId,
  householdIdSchema,
  type OperatorId,
  operatorIdSchema,
  organisationIdSchema,
  siteIdSchema,
} from '../shared/domain/ids.ts';
import type { SyncEvent, SyncState } from '../shared/sync/engine.ts';
import { PROTOCOL_VERSION } from '../shared/sync/protocol.ts';
import { type Random, randomUuid } from './random.ts';
import type { Schedule } from './schedule.ts';
import { type Asked, createSimulatedCounter, type SimulatedCounter } from './simulated-counter.ts';
import { grantsOf, type Witness } from './witness.ts';

/** Longest way there and back, each way. */
export const SLOW_MS = 4000;

/**
 * So long after a restore everybody comes to the hub at once, and people shop and spend what they see: the queue at the till
 * does not wait for a hub.
 */
const MS_AFTER_RESTORE = 15_000;

/** One counter with its engine, as the simulation moves it. */
export type Node = {
  readonly counter: SimulatedCounter;
  state: SyncState;
  /** Has no network: it sells on under its leases. */
  isAway: boolean;
  /** Raised by a crash: what was under way before belongs to nobody. */
  life: number;
  /** Questions that an act waits for. */
  readonly asking: Set<string>;
  /** Ends the waiting that is under way. */
  wake: (() => void) | null;
  /** The household that it brings; null for a counter that never stood alone. */
  readonly brings: HouseholdId | null;
  /** It has not entered yet. */
  isAlone: boolean;
};

/** One office and the others, as an administrator has set them up, known to the hub. */
export async function createNodes(
  random: Random,
  memory: MemoryStore,
  count: number,
  adminId: OperatorId,
  now: () => number,
): Promise<Node[]> {
  const organisationId = organisationIdSchema.parse(randomUuid(random));
  const sites = Array.from({ length: Math.max(1, Math.ceil(count / 2)) }, () =>
    siteIdSchema.parse(randomUuid(random)),
  );
  const officeId = siteIdSchema.parse(randomUuid(random));
  // What an administrator set up before: sites, and roles at each of them.
  await memory.inTransaction(async (tx) => {
    for (const siteId of [officeId, ...sites]) {
      await tx.setRoles(adminId, siteId, ['admin']);
      const kind = siteId === officeId ? 'office' : 'emporio';
      await tx.setSite(siteId, { organisationId, kind, isActive: true });
    }
  });
  const nodes: Node[] = [];
  for (let index = 0; index < count; index++) {
    // One office, which gets the ledger and the sites of its organisation too.
    const isOffice = index === 0;
    const siteId = isOffice ? officeId : random.pick(sites);
    const place = {
      siteId,
      siteKind: isOffice ? ('office' as const) : ('emporio' as const),
      organisationId,
      officeOf: isOffice ? sites : [],
    };
    const counter = createSimulatedCounter({ random, now, place, adminId });
    await memory.inTransaction((tx) =>
      tx.insertDevice({
        deviceId: counter.deviceId,
        publicKey: 'ab'.repeat(32),
        place: counter.place(),
        aloneUntilSeq: isOffice ? 1 : 0, // it brought the network
      }),
    );
    counter.setUp();
    nodes.push(nodeOf(counter, null));
  }
  return nodes;
}

const nodeOf = (counter: SimulatedCounter, brings: HouseholdId | null): Node => ({
  counter,
  state: counter.resume(),
  isAway: false,
  life: 0,
  asking: new Set(),
  wake: null,
  brings,
  isAlone: brings !== null,
});

/** A counter with a network of its own, which looks at this one: it enters some time later. */
export async function createLoneNode(random: Random, memory: MemoryStore, now: () => number): Promise<Node> {
  const place = {
    siteId: siteIdSchema.parse(randomUuid(random)),
    siteKind: 'emporio' as const,
    organisationId: organisationIdSchema.parse(randomUuid(random)),
    officeOf: [],
  };
  const adminId = operatorIdSchema.parse(randomUuid(random));
  const counter = createSimulatedCounter({ random, now, place, adminId, isAlone: true });
  await memory.inTransaction((tx) =>
    tx.insertDevice({
      deviceId: counter.deviceId,
      publicKey: 'ab'.repeat(32),
      place: counter.place(),
      aloneUntilSeq: 0,
      isJoining: true,
    }),
  );
  counter.setUp();
  const brings = householdIdSchema.parse(randomUuid(random));
  counter.bring(brings);
  return nodeOf(counter, brings);
}

type Life = {
  readonly random: Random;
  readonly schedule: Schedule;
  readonly nodes: readonly Node[];
  readonly households: readonly HouseholdId[];
  readonly memory: MemoryStore;
  readonly world: { isFaulty: boolean; restores: number; busyUntil: number };
  readonly witness: Witness;
  readonly deliver: (node: Node, event: SyncEvent) => void;
  readonly crash: (node: Node) => void;
  readonly adminId: OperatorId;
  /** Sends what was made, or asks the hub for what was not. */
  readonly act: (node: Node, asked: Asked | null) => void;
  readonly enter: (node: Node) => void;
  readonly operations: number;
};

/** What people and bad luck do, spread over some virtual minutes; then luck turns. */
export function scheduleLife(life: Life): void {
  const { random, schedule, nodes, households, world, witness, deliver, act, enter, operations } = life;
  const length = operations * 400;
  for (let index = 0; index < operations; index++) {
    schedule.after(random.between(0, length), () => {
      const node = random.pick(nodes);
      const { counter } = node;
      // A family is known to others once the counter that brings it has entered.
      const known = nodes.flatMap(({ brings, isAlone }) => (isAlone || brings === null ? [] : [brings]));
      const ofItsOwn = node.isAlone ? node.brings : null;
      const householdId = ofItsOwn ?? random.pick([...households, ...known]);
      const chance = random.between(1, 20);
      if (chance <= (node.isAlone ? 18 : 10)) counter.topUp(householdId, random.between(1, 5000));
      else if (chance <= 15) act(node, counter.spend(householdId, random.between(1, 900)));
      else if (chance <= 18) takeBackAtTills(life, node);
      else if (chance === 19) counter.rename(`Programma ${index}`);
      else counter.renameAsStranger(`Programma ${index}`);
      if (chance <= 18) witness.look(counter, schedule.now(), [householdId]);
      deliver(node, { type: 'recorded', headSeq: counter.head().seq });
    });
  }
  scheduleErasures(life, length);
  for (let index = 0; index < Math.ceil(operations / 15); index++) {
    schedule.after(random.between(0, length), () => {
      life.crash(random.pick(nodes));
    });
  }
  const lone = nodes.filter(({ isAlone }) => isAlone);
  for (const node of lone) schedule.after(random.between(0, length), () => enter(node));
  // A hub that was restored has forgotten who was moved, and who entered: that is an administrator's to do again, and no
  // history's.
  if (random.chance(0.6) || lone.length > 0) scheduleMoves(life, length);
  else scheduleRestore(life, length);
  schedule.after(length + SLOW_MS, () => {
    world.isFaulty = false;
  });
}

/** Households are told of all the time; some are ordered erased in between, while everything else is under way. */
function scheduleErasures(life: Life, length: number): void {
  const { random, schedule, nodes, households, deliver, operations } = life;
  const at = (write: (counter: SimulatedCounter, householdId: HouseholdId, isAlone: boolean) => void) =>
    schedule.after(random.between(0, length), () => {
      const node = random.pick(nodes);
      // Of the others' families a counter that stands alone has never heard.
      const ofItsOwn = node.isAlone ? node.brings : null;
      write(node.counter, ofItsOwn ?? random.pick(households), node.isAlone);
      deliver(node, { type: 'recorded', headSeq: node.counter.head().seq });
    });
  for (let index = 0; index < Math.ceil(operations / 8); index++) {
    at((counter, householdId, isAlone) =>
      !isAlone && random.chance(0.3) ? counter.tellAsStranger(householdId) : counter.tell(householdId),
    );
  }
  for (let orders = random.between(0, 2); orders > 0; orders--) {
    at((counter, householdId) => counter.erase(householdId));
  }
}

/** The hub is restored from a backup, while people go on shopping and some counters hear of it late. */
function scheduleRestore(life: Life, length: number): void {
  const { random, schedule, nodes, households, memory, world, deliver, act, operations } = life;
  const takenAt = random.between(0, length - 1);
  schedule.after(takenAt, () => {
    const backup = memory.backUp();
    // Some restores come when nobody writes any more: nothing new reminds a device of what the hub has lost.
    const isLate = random.chance(0.4);
    const afterMs = isLate ? length - takenAt + SLOW_MS - 1 : random.between(1, length - takenAt);
    schedule.after(afterMs, () => {
      memory.restore(backup);
      world.restores += 1;
      if (isLate) return;
      world.busyUntil = schedule.now() + MS_AFTER_RESTORE;
      for (let index = 0; index < operations / 5; index++) {
        schedule.after(random.between(0, MS_AFTER_RESTORE), () => {
          const node = random.pick(nodes);
          const householdId = random.pick(households);
          const amount = random.between(1, Math.max(1, node.counter.centsOf(householdId)));
          if (random.chance(0.2)) takeBackAtTills(life, node);
          else act(node, node.counter.spend(householdId, amount));
          deliver(node, { type: 'recorded', headSeq: node.counter.head().seq });
        });
      }
    });
    for (const node of nodes) {
      if (random.chance(0.3)) scheduleAbsence(life, node, afterMs);
    }
  });
}

/** A counter is cut off before the restore, and hears of it when the others have gone on. */
function scheduleAbsence({ random, schedule }: Life, node: Node, restoreMs: number): void {
  schedule.after(random.between(1, restoreMs), () => {
    node.isAway = true;
  });
  schedule.after(restoreMs + random.between(0, 2 * MS_AFTER_RESTORE), () => {
    node.isAway = false;
  });
}

/** One sale comes back at several tills of its site at once, and again a little later: it is given back once. */
function takeBackAtTills({ random, schedule, nodes, act }: Life, first: Node): void {
  const { siteId } = first.counter.place();
  const saleId = first.counter.anySale();
  if (saleId === null) return;
  for (const till of nodes.filter(({ counter }) => counter.place().siteId === siteId)) {
    // The till that made the sale is not the first to take it back: else nobody would have to ask.
    for (let round = till.counter.isOwn(saleId) ? 3 : 0; round < 5; round++) {
      if (random.chance(0.2)) continue;
      schedule.after(round * 4000 + random.between(0, 60), () =>
        act(till, till.counter.takeBack(saleId, random.pick([1, 1, 3]))),
      );
    }
  }
}

/** Counters are moved to other sites, and the office loses one. */
function scheduleMoves({ random, schedule, nodes, memory, adminId }: Life, length: number): void {
  const [office, ...counters] = nodes.filter(({ brings }) => brings === null);
  const context = {
    store: memory,
    sha256,
    now: schedule.now,
    newId: () => randomUuid(random),
    newSalt: () => random.hex(32),
    breathe: () => Promise.resolve(),
  };
  if (office === undefined) return;
  for (const { counter } of counters) {
    if (random.chance(0.4)) continue;
    const { siteId } = random.pick(counters).counter.place();
    schedule.after(random.between(0, length), async () => {
      const { deviceId } = counter;
      const afterMoves = memory.state().devices.get(deviceId)?.moves ?? 0;
      const act = { type: 'move', deviceId, siteId, afterMoves } as const;
      const request = { protocol: PROTOCOL_VERSION, operatorId: adminId, act } as const;
      await actOnNetwork(context, office.counter.deviceId, request);
    });
  }
  schedule.after(random.between(0, length), async () => {
    const { siteId } = random.pick([office, ...counters]).counter.place();
    const organisationId = organisationIdSchema.parse(randomUuid(random));
    await memory.inTransaction((tx) =>
      tx.setSite(siteId, { organisationId, kind: 'emporio', isActive: true }),
    );
  });
}

/** Everything of a counter is at the hub, and everything that is granted to it is here. */
export function isDone({ counter, state, isAlone }: Node, memory: MemoryStore): boolean {
  const { streams, epoch } = memory.state();
  return (
    !isAlone &&
    state.phase.type === 'waiting' &&
    counter.openQuestions().length === 0 &&
    state.epoch === epoch &&
    grantsOf(memory, counter.deviceId).length === state.cursors.size &&
    state.acknowledgedSeq === counter.head().seq &&
    memory.state().devices.get(counter.deviceId)?.headSeq === counter.head().seq &&
    [...state.cursors].every(([stream, cursor]) => cursor === (streams.get(stream)?.number ?? 0))
  );
}
