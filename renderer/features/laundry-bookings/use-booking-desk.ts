import { useState } from 'react';
import type { WaitingTurn } from '../../../shared/contract/laundry-bookings-contract.ts';
import {
  type BookingId,
  bookingIdSchema,
  type HouseholdId,
  type MachineId,
  operationIdSchema,
  type SiteId,
  turnRequestIdSchema,
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
  | { readonly type: 'seriesGivenUp'; readonly slots: readonly Slot[] }
  | { readonly type: 'waits' }
  | { readonly type: 'printed'; readonly where: string }
  | { readonly type: 'failed'; readonly failure: { readonly type: string } };

type AskedReason = { readonly wanted: DesiredTurn; readonly refusal: OverridableBookingRefusal };

/**
 * Gives turns and takes them back; what only a reason lets pass is asked, then tried again with the same id. Where another
 * desk keeps the book of that laundry it asks that one.
 */
export function useBookingDesk(keptElsewhere: { readonly siteId: SiteId } | null) {
  const make = useCommand('laundryBookings.make');
  const giveUp = useCommand('laundryBookings.giveUp');
  const giveUpSeries = useCommand('laundryBookings.giveUpSeries');
  const ask = useCommand('laundryBookings.ask');
  const [said, setSaid] = useState<Said | null>(null);
  const [asked, setAsked] = useState<AskedReason | null>(null);

  const send = async (wanted: DesiredTurn, override?: LaundryOverrideReason): Promise<void> => {
    const given = override === undefined ? {} : { override };
    const answer = await make.mutateAsync({ ...wanted, ...given });
    if (answer.ok) setSaid({ type: 'booked', slot: wanted.slot });
    else if (isOverridable(answer.error)) setAsked({ wanted, refusal: answer.error });
    else setSaid({ type: 'failed', failure: answer.error });
  };
  const request = async (
    { siteId }: { readonly siteId: SiteId },
    householdId: HouseholdId,
    asks: Parameters<typeof ask.mutateAsync>[0]['asks'],
  ): Promise<void> => {
    const requestId = turnRequestIdSchema.parse(newId());
    const answer = await ask.mutateAsync({ siteId, requestId, householdId, asks });
    // What becomes of it is on the line of requests.
    setSaid(answer.ok ? null : { type: 'failed', failure: answer.error });
  };
  return {
    said,
    say: setSaid,
    asked,
    isBusy: make.isPending || giveUp.isPending || giveUpSeries.isPending || ask.isPending,
    book: (wanted: Omit<DesiredTurn, 'bookingId'>, override?: LaundryOverrideReason) => {
      if (keptElsewhere === null) return send({ ...wanted, bookingId: bookingIdSchema.parse(newId()) });
      const { householdId, machineId, slot } = wanted;
      const given = override === undefined ? {} : { override };
      return request(keptElsewhere, householdId, { type: 'book', machineId, slot, ...given });
    },
    override: async (reason: LaundryOverrideReason): Promise<void> => {
      if (asked === null) return;
      setAsked(null);
      await send(asked.wanted, reason);
    },
    stopAsking: () => setAsked(null),
    giveUp: async (turn: {
      readonly bookingId: BookingId;
      readonly householdId: HouseholdId;
    }): Promise<void> => {
      const { bookingId, householdId } = turn;
      if (keptElsewhere !== null) {
        await request(keptElsewhere, householdId, { type: 'giveUp', bookingId });
        return;
      }
      const operationId = operationIdSchema.parse(newId());
      const answer = await giveUp.mutateAsync({ operationId, bookingId });
      setSaid(
        answer.ok
          ? { type: 'givenUp', waiting: answer.value.waiting }
          : { type: 'failed', failure: answer.error },
      );
    },
    giveUpSeries: async (bookingId: BookingId): Promise<void> => {
      const operationId = operationIdSchema.parse(newId());
      const answer = await giveUpSeries.mutateAsync({ operationId, bookingId });
      setSaid(
        answer.ok
          ? { type: 'seriesGivenUp', slots: answer.value.slots }
          : { type: 'failed', failure: answer.error },
      );
    },
  };
}

export type BookingDesk = ReturnType<typeof useBookingDesk>;

const OVERRIDABLE = ['TooManyBookings', 'MissedTooOften', 'CapReached'] as const;

/** What a reason lets pass. */
const isOverridable = (failure: { readonly type: string }): failure is OverridableBookingRefusal =>
  OVERRIDABLE.some((each) => each === failure.type);

/** Of a request that was refused: whether asking again with a reason may help. */
export const wantsReason = (because: string): boolean => OVERRIDABLE.some((each) => each === because);
