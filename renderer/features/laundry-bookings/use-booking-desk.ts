import { useState } from 'react';
import type { WaitingTurn } from '../../../shared/contract/laundry-bookings-contract.ts';
import {
  type BookingId,
  bookingIdSchema,
  type HouseholdId,
  type MachineId,
  operationIdSchema,
} from '../../../shared/domain/ids.ts';
import type { OverridableBookingRefusal } from '../../../shared/domain/laundry-booking.ts';
import type { LaundryOverrideReason } from '../../../shared/domain/laundry-rules.ts';
import type { Slot } from '../../../shared/domain/laundry-slots.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';

export type DesiredTurn = {
  readonly bookingId: BookingId;
  readonly householdId: HouseholdId;
  readonly machineId: MachineId;
  readonly slot: Slot;
};

/** What the screen says about the last act. */
export type Said =
  | { readonly type: 'booked'; readonly slot: Slot }
  | { readonly type: 'series'; readonly made: number; readonly left: readonly string[] }
  | { readonly type: 'givenUp'; readonly waiting: readonly WaitingTurn[] }
  | { readonly type: 'waits' }
  | { readonly type: 'printed'; readonly where: string }
  | { readonly type: 'notACard' }
  | { readonly type: 'failed'; readonly failure: { readonly type: string } };

type AskedReason = { readonly wanted: DesiredTurn; readonly refusal: OverridableBookingRefusal };

/** Gives turns and takes them back. What only a reason lets pass is asked, then tried again with the same id. */
export function useBookingDesk() {
  const make = useCommand('laundryBookings.make');
  const giveUp = useCommand('laundryBookings.giveUp');
  const [said, setSaid] = useState<Said | null>(null);
  const [asked, setAsked] = useState<AskedReason | null>(null);

  const send = async (wanted: DesiredTurn, override?: LaundryOverrideReason): Promise<void> => {
    const given = override === undefined ? {} : { override };
    const answer = await make.mutateAsync({ ...wanted, ...given });
    if (answer.ok) setSaid({ type: 'booked', slot: wanted.slot });
    else if (answer.error.type === 'TooManyBookings' || answer.error.type === 'MissedTooOften') {
      setAsked({ wanted, refusal: answer.error });
    } else setSaid({ type: 'failed', failure: answer.error });
  };
  return {
    said,
    say: setSaid,
    asked,
    isBusy: make.isPending || giveUp.isPending,
    book: (wanted: Omit<DesiredTurn, 'bookingId'>) =>
      send({ ...wanted, bookingId: bookingIdSchema.parse(newId()) }),
    override: async (reason: LaundryOverrideReason): Promise<void> => {
      if (asked === null) return;
      setAsked(null);
      await send(asked.wanted, reason);
    },
    stopAsking: () => setAsked(null),
    giveUp: async (bookingId: BookingId): Promise<void> => {
      const operationId = operationIdSchema.parse(newId());
      const answer = await giveUp.mutateAsync({ operationId, bookingId });
      setSaid(
        answer.ok
          ? { type: 'givenUp', waiting: answer.value.waiting }
          : { type: 'failed', failure: answer.error },
      );
    },
  };
}
