import type { HouseholdId } from '../../shared/domain/ids.ts';
import { MOST_ERASURES_TOLD, PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import type { Db, InTransaction } from '../database/database.ts';
import { listErasedByOthers } from '../database/erasures.ts';
import { findSetting, setSetting } from '../database/local-settings.ts';
import { findMembership } from '../database/sync.ts';
import { eraseAgain } from '../households/erase-household.ts';
import type { Pen } from './close-cover.ts';
import type { SyncLine } from './sync-line.ts';

type Options = { readonly db: Db; readonly inTransaction: InTransaction; readonly pen: Pen };
type Asks = Pick<SyncLine, 'ask'>;

/**
 * Once in each epoch of the hub, when everything is read: what others ordered erased and the hub has lost is ordered again
 * from here, so that an order outlives both the hub's newest days and the device that gave it. What this device ordered
 * itself it pushes again like anything else. To be called at each exchange, until the hub knows them all; one at a time,
 * or the same household would be ordered twice.
 */
export function createErasureRepeater(options: Options): (line: Asks) => Promise<void> {
  let isRunning = false;
  return async (line) => {
    if (isRunning) return;
    isRunning = true;
    try {
      await repeatErasures(options, line);
    } finally {
      isRunning = false;
    }
  };
}

async function repeatErasures({ db, inTransaction, pen }: Options, line: Asks): Promise<void> {
  const epoch = findMembership(db)?.epoch;
  if (epoch === undefined || findSetting(db, SETTLED_IN) === String(epoch)) return;
  const known = listErasedByOthers(db);
  let isSettled = true;
  for (let from = 0; from < known.length; from += MOST_ERASURES_TOLD) {
    const householdIds: HouseholdId[] = known.slice(from, from + MOST_ERASURES_TOLD);
    const answer = await line.ask('erasures', { protocol: PROTOCOL_VERSION, epoch, householdIds });
    if (answer.type !== 'answered') return;
    const { toOrder } = answer.value;
    isSettled &&= answer.value.isSettled;
    // Only what this device knows itself: the hub does not order anything by this way.
    const lost = householdIds.filter((id) => toOrder.includes(id));
    if (lost.length > 0) inTransaction((tx) => eraseAgain(pen, tx, lost));
  }
  if (isSettled) inTransaction((tx) => setSetting(tx, SETTLED_IN, String(epoch)));
}

const SETTLED_IN = 'sync.erasuresSettledIn';
