import type { MemoryStore } from '../hub/store/memory-store.ts';
import { isDone, isUpToDate, type Node } from './node.ts';

/** Of so many counters one is always asking whether there is news: never all of them rest in the same moment. */
const CROWD = 20;

/**
 * Whether everything of every counter is at the hub and here. Of a crowd each has to have been seen to rest since the hub last took
 * something, and to have written nothing since; it is looked at once in as many steps as there are counters.
 */
export function createQuiet(nodes: readonly Node[], memory: MemoryStore): () => boolean {
  if (nodes.length < CROWD) return () => nodes.every((node) => isDone(node, memory));
  const standingOf = ({ counter }: Node) => `${memory.state().operations.length} ${counter.head().seq}`;
  const restedAt = new Map<Node, string>();
  let looks = 0;
  return () => {
    looks += 1;
    if (looks % nodes.length !== 0) return false;
    for (const node of nodes) if (isDone(node, memory)) restedAt.set(node, standingOf(node));
    return nodes.every(
      (node) => node.isOut || (restedAt.get(node) === standingOf(node) && isUpToDate(node, memory)),
    );
  };
}
