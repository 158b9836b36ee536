import { z } from 'zod';
import type { BookingRefusal, BookingSituation } from './laundry-booking.ts';
import { freeMachines } from './laundry-booking.ts';
import type { Machine } from './laundry-machine.ts';
import { type Slot, slotsOn } from './laundry-slots.ts';
import { addDays } from './local-date.ts';

/** Why the desk that keeps the book does not do what another desk asked for. Codes only. */
export const turnRefusalSchema = z.enum([
  'MachineUnknown',
  'MachineOutOfOrder',
  'NotASlot',
  'SlotIsOver',
  'SlotTaken',
  'TooManyBookings',
  'MissedTooOften',
  'CapReached',
  'HouseholdUnknown',
  'BookingUnknown',
  'BookingOver',
]);
export type TurnRefusal = z.infer<typeof turnRefusalSchema>;

/** Whether another turn would help: who has too many needs a reason, not another time. */
export const isAboutTheTurn = (because: TurnRefusal): because is BookingRefusal['type'] =>
  ['MachineOutOfOrder', 'NotASlot', 'SlotIsOver', 'SlotTaken', 'MachineUnknown'].includes(because);

export type ProposedTurn = { readonly machineId: Machine['machineId']; readonly slot: Slot };

/** Two weeks: who asked for a turn wants one soon. */
export const MOST_DAYS_TO_PROPOSE = 14;

/**
 * The turn nearest after the one that was asked for: another machine of the same slot, else the next slot that has one, of
 * the same kind and, where there is such a one, at least as large. Null where nothing is free for two weeks. Law: what is
 * proposed would be booked, were it asked for now.
 */
export function proposeTurn(
  wanted: { readonly machine: Machine; readonly slot: Slot },
  situationOn: (
    on: Slot['on'],
  ) => Pick<BookingSituation, 'rules' | 'machines' | 'outOfOrder' | 'bookings' | 'now'>,
): ProposedTurn | null {
  const { machine, slot } = wanted;
  for (let days = 0; days <= MOST_DAYS_TO_PROPOSE; days += 1) {
    const on = addDays(slot.on, days);
    const situation = situationOn(on);
    const { now, rules } = situation;
    for (const each of slotsOn(rules.hours, on)) {
      const isPast = on < now.on || (on === now.on && each.to <= now.minute);
      if (isPast || (days === 0 && each.from < slot.from)) continue;
      const asLarge = { kind: machine.kind, kilograms: machine.capacityKilograms };
      const free =
        freeMachines(each, asLarge, situation)[0] ??
        freeMachines(each, { kind: machine.kind, kilograms: 0 }, situation).at(-1);
      if (free !== undefined) return { machineId: free.machineId, slot: each };
    }
  }
  return null;
}
