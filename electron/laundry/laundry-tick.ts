import { operationIdSchema, type SiteId } from '../../shared/domain/ids.ts';
import { missedBookings } from '../../shared/domain/laundry-booking.ts';
import { addDays } from '../../shared/domain/local-date.ts';
import { bookingMissed, cycleRanOut } from '../../shared/operations/laundry-operations.ts';
import type { Tx } from '../database/database.ts';
import { listBookings } from '../database/laundry.ts';
import type { ServiceContext } from '../services/service-context.ts';
import type { CycleClock } from './cycle-clock.ts';
import { readLaundry } from './laundry-site.ts';

const MS_PER_MINUTE = 60_000;

/** Turns of the days before that nobody closed, because this counter was switched off: they were missed too. */
const DAYS_BACK = 14;

/**
 * What time does by itself: ends cycles whose minutes are over and frees turns that nobody came for. Returns how many
 * of both. Done again it finds nothing to do.
 */
export function tickLaundry(context: ServiceContext, tx: Tx, siteId: SiteId, clock: CycleClock): number {
  const { today, newId } = context;
  const read = readLaundry(tx, siteId, { now: context.now(), today: today() });
  if (!read.ok) return 0;
  const site = read.value;
  const about = () => ({ id: operationIdSchema.parse(newId()), businessOn: site.today });
  let changes = 0;
  for (const cycle of site.cycleByMachine.values()) {
    if (cycle.phase.type !== 'running' || clock.elapsedMs(cycle) < cycle.minutes * MS_PER_MINUTE) continue;
    context.record(tx, { ...about(), kind: cycleRanOut, body: { cycleId: cycle.cycleId, siteId } });
    changes += 1;
  }
  clock.keepOnly(new Set([...site.cycleByMachine.values()].map(({ cycleId }) => cycleId)));

  if (!site.desk.isHere) return changes; // whoever keeps the book frees its turns
  const recent = listBookings(tx, siteId, addDays(site.today, -DAYS_BACK), site.today);
  const missed = missedBookings(recent, site.rules, { on: site.today, utcMs: context.now() });
  for (const { bookingId, householdId } of missed) {
    context.record(tx, { ...about(), kind: bookingMissed, body: { bookingId, siteId, householdId } });
    changes += 1;
  }
  return changes;
}
