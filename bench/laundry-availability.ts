import { query, type Tx } from '../electron/database/database.ts';
import type { LiveCounter } from '../electron/live-counter.ts';
import type { Input } from '../shared/contract/contract.ts';
import type { SiteId } from '../shared/domain/ids.ts';
import { usualLaundryRules } from '../shared/domain/laundry-rules.ts';
import { slotsOn } from '../shared/domain/laundry-slots.ts';
import {
  addDays,
  addMonths,
  type LocalDate,
  localDateAt,
  localMonthSchema,
  monthStart,
} from '../shared/domain/local-date.ts';

const insertTurn = query<
  readonly [Uint8Array, number, string, string, number, string, number, number, string]
>(
  'benchInsertTurn',
  `INSERT INTO laundry_booking (booking_id, n, site_id, machine_id, household, slot_on, slot_from, slot_to, state)
   VALUES (?, ?, ?, ?, 1 + ? % 30, ?, ?, ?, ?)`,
);
const machinesSql = query<readonly [], { machineId: string; siteId: SiteId }>(
  'benchMachinesToBook',
  'SELECT machine_id AS machineId, site_id AS siteId FROM machine ORDER BY number',
);

const DAYS_PER_TRANSACTION = 60;

/** Every turn of every machine, for years back and to the end of next month: the fullest book there can be. */
export const fillTurns =
  (years: number, share: number) =>
  ({ context }: Pick<LiveCounter, 'context'>): void => {
    const today = localDateAt(context.now());
    const from = addDays(today, -Math.round(years * 365 * share));
    const end = addMonths(monthStart(today), 2);
    const machines = context.db.all(machinesSql);
    let number = 1;
    for (let on = from; on < end; on = addDays(on, DAYS_PER_TRANSACTION)) {
      context.inTransaction((tx) => {
        for (let day = 0; day < DAYS_PER_TRANSACTION && addDays(on, day) < end; day++) {
          number = fillDay(tx, addDays(on, day), machines, number, today);
        }
      });
    }
  };

function fillDay(
  tx: Tx,
  on: LocalDate,
  machines: readonly { machineId: string; siteId: SiteId }[],
  first: number,
  today: LocalDate,
): number {
  let number = first;
  const state = on < today ? 'kept' : 'active';
  for (const { machineId, siteId } of machines) {
    for (const { from, to } of slotsOn(usualLaundryRules(siteId).hours, on)) {
      const id = Buffer.alloc(16);
      id.writeUInt32BE(number, 12);
      tx.run(insertTurn, id, number, siteId, machineId, number, on, from, to, state);
      number += 1;
    }
  }
  return number;
}

/** The month after the one that runs: all of it is still to come. */
export const nextMonth = (now: number): Input<'laundryBookings.month'> => ({
  month: localMonthSchema.parse(addMonths(monthStart(localDateAt(now)), 1).slice(0, 7)),
});
