import type { MachineId } from './ids.ts';
import type { Machine, MachineKind } from './laundry-machine.ts';
import { type LaundryHours, type Slot, slotsOn, slotsOverlap } from './laundry-slots.ts';
import type { LocalDate } from './local-date.ts';

/** Turns of one kind of machine on one day: how many there are, and how many nobody has. */
export type TurnCount = { readonly all: number; readonly free: number };

export type DayAvailability = {
  readonly on: LocalDate;
  /** A day of closure, or one when it does not open: it has no turns. */
  readonly isClosed: boolean;
} & { readonly [Kind in MachineKind]: TurnCount };

type TakenTurn = Slot & { readonly machineId: MachineId };

/**
 * How many turns of each day are free. A turn is free that no booking of its machine overlaps; a machine that was taken
 * away has none, one that is out of order has them, because it may be mended by then. Law: `free` is never above `all`, and
 * is the number of turns for which a booking would not be refused.
 */
export function availabilityOf(
  hours: LaundryHours,
  machines: readonly Machine[],
  taken: readonly TakenTurn[],
  days: readonly LocalDate[],
): DayAvailability[] {
  const takenByDay = new Map<LocalDate, TakenTurn[]>();
  for (const turn of taken) {
    const ofDay = takenByDay.get(turn.on);
    if (ofDay === undefined) takenByDay.set(turn.on, [turn]);
    else ofDay.push(turn);
  }
  const inUse = machines.filter(({ active }) => active);
  return days.map((on) => {
    const slots = slotsOn(hours, on);
    const ofDay = takenByDay.get(on) ?? [];
    const ofKind = (kind: MachineKind): TurnCount => {
      const ids = new Set(inUse.filter((each) => each.kind === kind).map(({ machineId }) => machineId));
      const own = ofDay.filter(({ machineId }) => ids.has(machineId));
      const free = slots.reduce((sum, slot) => sum + ids.size - machinesTaken(own, slot), 0);
      return { all: slots.length * ids.size, free };
    };
    return { on, isClosed: slots.length === 0, washer: ofKind('washer'), dryer: ofKind('dryer') };
  });
}

const machinesTaken = (taken: readonly TakenTurn[], slot: Slot): number =>
  new Set(taken.filter((turn) => slotsOverlap(turn, slot)).map(({ machineId }) => machineId)).size;
