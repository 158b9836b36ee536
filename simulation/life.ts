import { actOnNetwork } from '../hub/rules/act-on-network.ts';
import { type HouseholdId, type OperatorId, organisationIdSchema } from '../shared/domain/ids.ts';
import { PROTOCOL_VERSION } from '../shared/sync/protocol.ts';
import type { Desk } from './desk.ts';
import { isInService, isInUse, type Node } from './node.ts';
import { randomUuid } from './random.ts';
import type { SimulatedCounter } from './simulated-counter.ts';
import { SLOW_MS, type World } from './world.ts';

/**
 * So long after a restore everybody comes to the hub at once, and people shop and spend what they see: the queue at the till
 * does not wait for a hub.
 */
const MS_AFTER_RESTORE = 15_000;

type Life = {
  readonly world: World;
  readonly desk: Desk;
  readonly nodes: readonly Node[];
  readonly adminId: OperatorId;
  readonly operations: number;
};

/** What people and bad luck do, spread over some virtual minutes; then luck turns. Whether the hub is restored. */
export function scheduleLife(life: Life): boolean {
  const { world, desk, nodes, operations } = life;
  const { random, schedule, households, witness } = world;
  const { act, deliver, enter } = desk;
  const length = operations * 400;
  for (let index = 0; index < operations; index++) {
    schedule.after(random.between(0, length), () => {
      const node = random.pick(nodes.filter(isInUse));
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
      desk.crash(random.pick(nodes.filter(isInService)));
    });
  }
  const lone = nodes.filter(({ isAlone }) => isAlone);
  for (const node of lone) schedule.after(random.between(0, length), () => enter(node));
  // A hub that was restored has forgotten who was moved, and who entered: that is an administrator's to do again, and no
  // history's.
  const hasRestore = !random.chance(0.6) && lone.length === 0;
  if (hasRestore) scheduleRestore(life, length);
  else scheduleMoves(life, length);
  schedule.after(length + SLOW_MS, () => {
    world.isFaulty = false;
  });
  return hasRestore;
}

/** Households are told of all the time; some are ordered erased in between, while everything else is under way. */
function scheduleErasures(life: Life, length: number): void {
  const { world, desk, nodes, operations } = life;
  const { random, schedule, households } = world;
  const at = (write: (counter: SimulatedCounter, householdId: HouseholdId, isAlone: boolean) => void) =>
    schedule.after(random.between(0, length), () => {
      const node = random.pick(nodes.filter(isInUse));
      // Of the others' families a counter that stands alone has never heard.
      const ofItsOwn = node.isAlone ? node.brings : null;
      write(node.counter, ofItsOwn ?? random.pick(households), node.isAlone);
      desk.deliver(node, { type: 'recorded', headSeq: node.counter.head().seq });
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
  const { world, desk, nodes, operations } = life;
  const { random, schedule, households, memory } = world;
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
          const node = random.pick(nodes.filter(isInUse));
          const householdId = random.pick(households);
          const amount = random.between(1, Math.max(1, node.counter.centsOf(householdId)));
          if (random.chance(0.2)) takeBackAtTills(life, node);
          else desk.act(node, node.counter.spend(householdId, amount));
          desk.deliver(node, { type: 'recorded', headSeq: node.counter.head().seq });
        });
      }
    });
    for (const node of nodes) {
      if (random.chance(0.3)) scheduleAbsence(life, node, afterMs);
    }
  });
}

/** A counter is cut off before the restore, and hears of it when the others have gone on. */
function scheduleAbsence({ world: { random, schedule } }: Life, node: Node, restoreMs: number): void {
  schedule.after(random.between(1, restoreMs), () => {
    node.isAway = true;
  });
  schedule.after(restoreMs + random.between(0, 2 * MS_AFTER_RESTORE), () => {
    node.isAway = false;
  });
}

/** One sale comes back at several tills of its site at once, and again a little later: it is given back once. */
function takeBackAtTills({ world: { random, schedule, parts }, nodes, desk }: Life, first: Node): void {
  const { siteId } = first.counter.place();
  const saleId = first.counter.anySale();
  if (saleId === null) return;
  for (const till of nodes.filter((node) => isInUse(node) && node.counter.place().siteId === siteId)) {
    // The till that made the sale is not the first to take it back: else nobody would have to ask.
    for (let round = till.counter.isOwn(saleId) ? 3 : 0; round < 5; round++) {
      if (random.chance(0.2)) continue;
      schedule.after(round * 4000 + random.between(0, 60), () => {
        if (isInUse(till)) {
          const pieces = random.pick([1, 1, 3, 'everything'] as const);
          const endedTo = random.pick(['their own month', 'this month'] as const);
          desk.act(till, till.counter.takeBack(saleId, pieces, endedTo, parts.claimsToTakeBack));
        }
      });
    }
  }
}

/** Counters are moved to other sites, and the office loses one. */
function scheduleMoves({ world, nodes, adminId }: Life, length: number): void {
  const { random, schedule, memory, pen } = world;
  const [office, ...counters] = nodes.filter(({ brings }) => brings === null);
  const context = { ...pen, store: memory };
  if (office === undefined) return;
  for (const node of counters) {
    if (random.chance(0.4)) continue;
    const { counter } = node;
    const { siteId } = random.pick(counters).counter.place();
    schedule.after(random.between(0, length), async () => {
      if (node.staysPut) return;
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
