import type { BookingId, HouseholdId, MachineId } from './ids.ts';
import { type CapUse, capsOn } from './laundry-cap.ts';
import type { Machine, MachineKind } from './laundry-machine.ts';
import type { LaundryRules } from './laundry-rules.ts';
import {
  type LaundryHours,
  type Slot,
  slotAt,
  slotsOn,
  slotsOverlap,
  wallInstant,
  weekdayOf,
  weekStart,
} from './laundry-slots.ts';
import { addDays, type LocalDate, localDateAt, monthStart } from './local-date.ts';
import { err, ok, type Result } from './result.ts';

/**
 * A household's turn at one machine in one slot. It is kept when somebody checks in with it, given up when
 * the household says so, missed when nobody came within the minutes of grace, and moved when its machine is
 * out of order (a moved booking is another one that names this).
 */
export type Booking = {
  readonly bookingId: BookingId;
  readonly machineId: MachineId;
  readonly householdId: HouseholdId;
  readonly slot: Slot;
  readonly state: 'active' | 'kept' | 'givenUp' | 'missed' | 'moved';
};

/** Whether the turn is somebody's: who is there with the laundry has it as much as who is still to come. */
export const holdsTurn = ({ state }: Pick<Booking, 'state'>): boolean =>
  state === 'active' || state === 'kept';

/** What is asked of the book: a machine of this slot for this household. */
export type BookingRequest = {
  readonly machineId: MachineId;
  readonly householdId: HouseholdId;
  readonly slot: Slot;
};

export type BookingSituation = {
  readonly rules: LaundryRules;
  readonly machines: readonly Machine[];
  readonly outOfOrder: ReadonlySet<MachineId>;
  /** Bookings of this laundry from today on: those of the slot's day, and the household's own. */
  readonly bookings: readonly Booking[];
  /** Bookings that the household missed in the days that count. */
  readonly noShows: number;
  /** How many people the household is: caps go by it. */
  readonly size: number;
  /** Cycles that the household has had in the week and in the month of the slot. */
  readonly uses: { readonly week: number; readonly month: number };
  readonly now: { readonly on: LocalDate; readonly minute: number };
};

/**
 * Whether a booking may be made. The refusals that an operator with the right may override with a reason
 * (too many bookings, missed too often, a cap) stand apart from those that nothing lifts: a machine has one turn
 * at a time. Laws: whatever is booked through this function, no two active bookings of a machine overlap; without a
 * reason, what a household has used and booked of a week or month is never above its cap.
 */
export function judgeBooking(
  request: BookingRequest,
  situation: BookingSituation,
): Result<{ readonly overridable: readonly OverridableBookingRefusal[] }, BookingRefusal> {
  const { rules, machines, outOfOrder, bookings, now } = situation;
  const machine = machines.find((each) => each.machineId === request.machineId);
  if (!machine?.active) return err({ type: 'MachineUnknown' });
  if (outOfOrder.has(machine.machineId)) return err({ type: 'MachineOutOfOrder', number: machine.number });
  if (!isSlotOf(rules.hours, request.slot)) return err({ type: 'NotASlot' });
  const { on, to } = request.slot;
  if (on < now.on || (on === now.on && to <= now.minute)) return err({ type: 'SlotIsOver' });

  const isTaken = bookings.some(
    (each) =>
      holdsTurn(each) && each.machineId === request.machineId && slotsOverlap(each.slot, request.slot),
  );
  if (isTaken) return err({ type: 'SlotTaken', number: machine.number });

  const overridable: OverridableBookingRefusal[] = [];
  const own = bookings.filter(
    (each) => each.state === 'active' && each.householdId === request.householdId,
  ).length;
  if (own >= rules.mostActiveBookings) {
    overridable.push({ type: 'TooManyBookings', most: rules.mostActiveBookings });
  }
  if (situation.noShows >= rules.suspendAtNoShows) {
    overridable.push({ type: 'MissedTooOften', times: situation.noShows });
  }
  const cap = capsWithBookings(request, situation).find(({ left }) => left === 0);
  if (cap !== undefined) overridable.push({ type: 'CapReached', cap });
  return ok({ overridable });
}

export type BookingRefusal =
  | { type: 'MachineUnknown' }
  | { type: 'MachineOutOfOrder'; number: number }
  /** Outside the opening hours, or not where a slot begins and ends. */
  | { type: 'NotASlot' }
  | { type: 'SlotIsOver' }
  | { type: 'SlotTaken'; number: number };

export type OverridableBookingRefusal =
  | { type: 'TooManyBookings'; most: number }
  | { type: 'MissedTooOften'; times: number }
  /** `used` counts cycles and the turns that are booked. */
  | { type: 'CapReached'; cap: CapUse };

/** The caps of the week and month of a slot: a turn that is booked counts as one that was used. */
function capsWithBookings(
  { householdId, slot }: BookingRequest,
  { rules, size, uses, bookings }: BookingSituation,
): CapUse[] {
  const own = bookings.filter((each) => each.state === 'active' && each.householdId === householdId);
  const count = (start: (on: LocalDate) => LocalDate) =>
    own.filter((each) => start(each.slot.on) === start(slot.on)).length;
  const used = { week: uses.week + count(weekStart), month: uses.month + count(monthStart) };
  return capsOn(rules, size, used, slot.on);
}

const isSlotOf = (hours: LaundryHours, { on, from, to }: Slot): boolean =>
  slotsOn(hours, on).some((slot) => slot.from === from && slot.to === to);

/**
 * Active bookings that nobody came for within the minutes of grace of their slot: their turn is free again
 * and counts as missed. The minutes are those that pass, not those on the wall: a turn at 2:30 of the night when
 * the clock is set forward begins when the clock jumps, and of the night when it is set back at the second 2:30.
 * Law: the later it is, the more there are, never fewer. `utcMs` is the PC's time, `on` the day of the trade.
 */
export const missedBookings = <Given extends Pick<Booking, 'state' | 'slot'>>(
  bookings: readonly Given[],
  rules: Pick<LaundryRules, 'graceMinutes'>,
  now: { readonly on: LocalDate; readonly utcMs: number },
): Given[] =>
  bookings.filter(
    ({ state, slot }) =>
      state === 'active' &&
      (slot.on < now.on ||
        (slot.on === now.on &&
          now.utcMs - wallInstant(localDateAt(now.utcMs), slot.from) > rules.graceMinutes * MS_PER_MINUTE)),
  );

const MS_PER_MINUTE = 60_000;

/** Machines of a kind that are free in a slot, the smallest that holds the load first. */
export function freeMachines(
  slot: Slot,
  wanted: { readonly kind: MachineKind; readonly kilograms: number },
  { machines, outOfOrder, bookings }: Pick<BookingSituation, 'machines' | 'outOfOrder' | 'bookings'>,
): Machine[] {
  const taken = new Set(
    bookings
      .filter((each) => holdsTurn(each) && slotsOverlap(each.slot, slot))
      .map(({ machineId }) => machineId),
  );
  return machines
    .filter(
      ({ machineId, kind, active, capacityKilograms }) =>
        active &&
        kind === wanted.kind &&
        capacityKilograms >= wanted.kilograms &&
        !outOfOrder.has(machineId) &&
        !taken.has(machineId),
    )
    .sort((a, b) => a.capacityKilograms - b.capacityKilograms || a.number - b.number);
}

/**
 * Where the bookings of a machine that is out of order could go: for each a machine of its kind, at least as
 * large if there is one, free in the same slot and offered once. Null where there is none: the household is
 * to be called. Nothing moves until the attendant accepts.
 */
export function proposeMoves(
  broken: Machine,
  situation: Pick<BookingSituation, 'machines' | 'outOfOrder' | 'bookings'>,
): { readonly booking: Booking; readonly to: Machine | null }[] {
  const outOfOrder = new Set([...situation.outOfOrder, broken.machineId]);
  const bookings = [...situation.bookings];
  return situation.bookings
    .filter(({ machineId, state }) => machineId === broken.machineId && state === 'active')
    .sort((a, b) => (a.slot.on === b.slot.on ? a.slot.from - b.slot.from : a.slot.on < b.slot.on ? -1 : 1))
    .map((booking) => {
      const asLarge = { kind: broken.kind, kilograms: broken.capacityKilograms };
      const anySize = { kind: broken.kind, kilograms: 0 };
      const rest = { machines: situation.machines, outOfOrder, bookings };
      const to =
        freeMachines(booking.slot, asLarge, rest)[0] ??
        freeMachines(booking.slot, anySize, rest).at(-1) ??
        null;
      if (to !== null) bookings.push({ ...booking, machineId: to.machineId });
      return { booking, to };
    });
}

/** A series, "every Tuesday until": the same slot in every week from the first to the last day, both included. */
export function seriesOf(hours: LaundryHours, first: Slot, untilOn: LocalDate): Slot[] {
  const slots: Slot[] = [];
  for (let on = first.on; on <= untilOn && slots.length < MOST_IN_SERIES; on = addDays(on, 7)) {
    const slot = slotAt(hours, on, first.from);
    if (slot?.from === first.from && slot.to === first.to) slots.push(slot); // not on days of closure
  }
  return slots;
}

/** A year of weeks. */
export const MOST_IN_SERIES = 53;

/**
 * The turns to come that belong to a household's habit, "every Tuesday 9 to 11": from the day of one on, whatever machine
 * each of them is at by now. The one that is asked for is the first.
 */
export const seriesAhead = <Given extends Pick<Booking, 'state' | 'slot' | 'householdId'>>(
  bookings: readonly Given[],
  { householdId, slot }: Pick<Booking, 'slot' | 'householdId'>,
): Given[] =>
  bookings
    .filter(
      (each) =>
        each.state === 'active' &&
        each.householdId === householdId &&
        each.slot.on >= slot.on &&
        each.slot.from === slot.from &&
        each.slot.to === slot.to &&
        weekdayOf(each.slot.on) === weekdayOf(slot.on),
    )
    .sort((a, b) => a.slot.on.localeCompare(b.slot.on));
