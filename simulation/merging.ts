import type { Desk } from './desk.ts';
import { isInUse, type Node } from './node.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

type Merging = {
  readonly world: World;
  readonly random: Random;
  readonly nodes: readonly Node[];
  readonly operations: number;
  readonly act: Desk['act'];
};

/** What is asked about a family again and again: a lease elsewhere takes a moment to come back. */
const ROUNDS = 4;
const ROUND_MS = 3_000;

/**
 * Two PCs join the same records at once, into each other and in a chain, others part them again, and tills that have not
 * heard of it go on selling to both for points.
 */
export function scheduleMerges(merging: Merging): void {
  const { world, random, nodes, operations, act } = merging;
  const { schedule, households } = world;
  const { needsOf } = world.parts;
  const length = operations * 400;
  const members = nodes.filter(({ brings }) => brings === null);
  for (let family = random.between(2, 4); family > 0; family--) {
    const startsAt = random.between(length / 10, length);
    const [one, other] = [random.pick(households), random.pick(households)];
    for (let round = 0; round < ROUNDS; round++) {
      for (const node of new Set([random.pick(members), random.pick(members)])) {
        schedule.after(startsAt + round * ROUND_MS + random.between(0, 300), () => {
          if (!isInUse(node)) return;
          const [householdId, intoHouseholdId] = random.chance(0.8) ? [one, other] : [other, one];
          if (householdId !== intoHouseholdId)
            act(node, node.counter.askToMerge({ type: 'join', householdId, intoHouseholdId }, needsOf));
        });
      }
    }
    if (random.chance(0.6)) continue;
    const partsAt = startsAt + ROUNDS * ROUND_MS + random.between(0, length / 4);
    for (const node of new Set([random.pick(members), random.pick(members)])) {
      schedule.after(partsAt + random.between(0, 300), () => {
        const part = isInUse(node) ? node.counter.partOf(one) : null;
        if (part !== null) act(node, node.counter.askToMerge(part, needsOf));
      });
    }
  }
  for (let index = 0; index < operations / 4; index++) {
    schedule.after(random.between(0, length), () => {
      const node = random.pick(members.filter(isInUse));
      const named = random.pick(households);
      const householdId = random.chance(0.5) ? node.counter.headOf(named) : named;
      act(node, node.counter.spend(householdId, random.between(1, 9), 'points'));
    });
  }
}
