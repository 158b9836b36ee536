import type { Node } from './node.ts';
import { HubCrash } from './parts.ts';
import { SLOW_MS, type World } from './world.ts';

const TIMEOUT_MS = 10_000;

/** A request over the network: lost on the way there or back, or answered twice. Null: nobody answered in time. */
export type Ask = <T>(node: Node, atHub: () => Promise<T>, take: (answer: T | null) => void) => void;

export function createWire(world: World): Ask {
  const { random, schedule } = world;
  const delay = () => {
    const isSlow = random.chance(schedule.now() < world.busyUntil ? 0.5 : 0.1);
    return random.between(1, isSlow && world.isFaulty ? SLOW_MS : 60);
  };
  return <T>(node: Node, atHub: () => Promise<T>, take: (answer: T | null) => void) => {
    const { life } = node;
    let isOver = false;
    const finish = (answer: T | null) => {
      if (isOver || node.life !== life) return;
      isOver = true;
      take(answer);
    };
    schedule.after(TIMEOUT_MS, () => finish(null));
    if (node.isAway || node.isOut || (world.isFaulty && random.chance(0.12))) return;
    const times = world.isFaulty && random.chance(0.08) ? 2 : 1;
    for (let time = 0; time < times; time++) {
      schedule.after(delay(), async () => {
        let answer: T;
        try {
          answer = await atHub();
        } catch (error) {
          if (error instanceof HubCrash) return; // nobody answers: whoever asked gives up waiting
          // A check of the store that the rules ran into: it was kept from harm, and the rules are wrong.
          world.hubFaults.add(`the hub failed: ${error instanceof Error ? error.message : String(error)}`);
          return;
        }
        if (world.isFaulty && random.chance(0.12)) return;
        schedule.after(delay(), () => finish(answer));
      });
    }
  };
}
