import type { MoveProposal } from '../../shared/contract/laundry-bookings-contract.ts';
import {
  type BookingId,
  bookingIdSchema,
  type MachineId,
  type OperationId,
  operationIdSchema,
} from '../../shared/domain/ids.ts';
import { freeMachines, proposeMoves } from '../../shared/domain/laundry-booking.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { bookingEnded, bookingMade } from '../../shared/operations/laundry-operations.ts';
import type { Db, Tx } from '../database/database.ts';
import { findBooking, listBookings } from '../database/laundry.ts';
import { listBookingsOfMachine } from '../database/laundry-bookings.ts';
import { findOperation } from '../database/log.ts';
import type { ServiceContext } from '../services/service-context.ts';
import type { SignedIn } from '../session.ts';
import { viewTurn } from './laundry-book.ts';
import type { LaundrySite } from './laundry-site.ts';

type MachineUnknown = { readonly type: 'MachineUnknown' };

/** Where the turns of a machine could go, day by day; nothing moves by being asked. */
export function proposeMovesOf(
  db: Db,
  site: LaundrySite,
  machineId: MachineId,
): Result<{ readonly machineNumber: number; readonly moves: readonly MoveProposal[] }, MachineUnknown> {
  const machine = site.machines.find((each) => each.machineId === machineId);
  if (machine === undefined) return err({ type: 'MachineUnknown' });
  const outOfOrder = new Set(site.outageByMachine.keys());
  const days = new Set(listBookingsOfMachine(db, machineId, site.today).map(({ slot }) => slot.on));
  const moves = [...days].flatMap((on) => {
    const bookings = listBookings(db, site.siteId, on, on);
    return proposeMoves(machine, { machines: site.machines, outOfOrder, bookings });
  });
  return ok({
    machineNumber: machine.number,
    moves: moves.map(({ booking, to }) => ({
      turn: viewTurn({ ...booking, isForgiven: false }),
      to: to === null ? null : { machineId: to.machineId, number: to.number },
    })),
  });
}

export type AcceptedMove = { readonly bookingId: BookingId; readonly toMachineId: MachineId };

/**
 * Moves turns to other machines of their kind, all or none: a turn that was taken since the proposal stops the act. One act:
 * the first operation has its id, all others name it as their cause.
 */
export function moveBookings(
  context: ServiceContext,
  tx: Tx,
  { operatorId }: SignedIn,
  site: LaundrySite,
  {
    operationId,
    machineId,
    moves,
  }: {
    readonly operationId: OperationId;
    readonly machineId: MachineId;
    readonly moves: readonly AcceptedMove[];
  },
): Result<
  null,
  | MachineUnknown
  | { type: 'BookingUnknown' }
  | { type: 'BookingOver' }
  | { type: 'SlotTaken'; number: number }
> {
  if (findOperation(tx, operationId) !== null) return ok(null);
  const from = site.machines.find((each) => each.machineId === machineId);
  if (from === undefined) return err({ type: 'MachineUnknown' });
  const outOfOrder = new Set([...site.outageByMachine.keys(), machineId]);
  let isFirst = true;
  const about = () => {
    const id = isFirst ? operationId : operationIdSchema.parse(context.newId());
    const cause = isFirst ? {} : { causeId: operationId };
    isFirst = false;
    return { id, operatorId, businessOn: site.today, ...cause };
  };
  for (const { bookingId, toMachineId } of moves) {
    const booking = findBooking(tx, bookingId);
    if (booking === null || booking.machineId !== machineId) return err({ type: 'BookingUnknown' });
    if (booking.state !== 'active') return err({ type: 'BookingOver' });
    const to = site.machines.find((each) => each.machineId === toMachineId);
    if (to === undefined) return err({ type: 'MachineUnknown' });
    const { slot, householdId } = booking;
    const bookings = listBookings(tx, site.siteId, slot.on, slot.on); // those moved a moment ago are in it
    const free = freeMachines(slot, { kind: from.kind, kilograms: 0 }, { ...site, outOfOrder, bookings });
    if (!free.includes(to)) return err({ type: 'SlotTaken', number: to.number });
    const { siteId } = site;
    context.record(tx, {
      ...about(),
      kind: bookingEnded,
      body: { bookingId, siteId, householdId, as: 'moved' },
    });
    const made = about();
    const newBookingId = bookingIdSchema.parse(made.id);
    const body = {
      bookingId: newBookingId,
      siteId,
      machineId: toMachineId,
      householdId,
      slot,
      movedFrom: bookingId,
    };
    context.record(tx, { ...made, kind: bookingMade, body });
  }
  return ok(null);
}
