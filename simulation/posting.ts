import type { HubPen } from '../hub/rules/write-as-hub.ts';
import { HubCrash } from './parts.ts';
import { type Random, randomUuid } from './random.ts';
import type { World } from './world.ts';

const POST_EVERY_MS = 700;
const MS_PER_HOUR = 3_600_000;

/**
 * The hub gives points and brings along what comes late, by so many processes at once, for as long as the history goes on.
 * Whether nothing is left to do.
 */
export function keepPosting(random: Random, world: World, processes: number): () => boolean {
  const { schedule, memory, store, parts, hubFaults } = world;
  let isIdle = false;
  let hoursLater = 0;
  const onFault = (error: unknown) => {
    if (!(error instanceof HubCrash)) hubFaults.add(`the hub failed: ${String(error)}`);
  };
  const aPen = (): HubPen => ({
    ...world.pen,
    now: () => schedule.now() + hoursLater * MS_PER_HOUR,
    newId: () => randomUuid(random),
    newSalt: () => random.hex(32),
  });
  const pens = Array.from({ length: processes }, aPen);
  const run = async () => {
    // When everything is over, each time an hour later: whatever nobody asked for is looked at once more.
    if (!world.isFaulty) hoursLater += 1;
    const ends = await Promise.allSettled(pens.map((pen) => parts.postAllowances({ store, pen, onFault })));
    for (const end of ends) if (end.status === 'rejected') onFault(end.reason);
    isIdle = hoursLater > 0 && ends.every((end) => end.status === 'fulfilled' && end.value === 0);
    schedule.after(POST_EVERY_MS, run);
  };
  schedule.after(POST_EVERY_MS, run);
  return () => isIdle && memory.state().allowances.asks.length === 0;
}
