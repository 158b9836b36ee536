import { useState } from 'react';
import type { BookingGuest } from '../../../shared/contract/laundry-bookings-contract.ts';
import { waitingIdSchema } from '../../../shared/domain/ids.ts';
import type { MachineKind } from '../../../shared/domain/laundry-machine.ts';
import type { Slot } from '../../../shared/domain/laundry-slots.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatDay, formatSlot } from './turn-words.ts';

/** For who finds no turn: this one if it becomes free, or any of the day. */
export function WaitDialog(props: {
  readonly guest: BookingGuest;
  readonly slot: Slot;
  readonly kind: MachineKind;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { t, language } = useWords();
  const { guest, slot, kind } = props;
  const wait = useCommand('laundryBookings.wait');
  const [waitingId] = useState(() => waitingIdSchema.parse(newId()));
  const send = async (from: number | null) => {
    const { householdId } = guest;
    const answer = await wait.mutateAsync({ waitingId, householdId, on: slot.on, from, kind });
    if (answer.ok) props.onDone();
  };
  return (
    <Dialog
      title={t('laundryBookings.wait.title', { name: guest.displayName })}
      onClose={props.onClose}
      actions={<CancelButton onPress={props.onClose} />}
    >
      <div className="booking-dialog">
        <p>
          {formatDay(language, slot.on)}, {t(`laundryBookings.kind.${kind}`)}
        </p>
        {wait.data?.ok === false && <FailureNotice failure={wait.data.error} />}
        <ActionButton
          label={t('laundryBookings.wait.slot', { slot: formatSlot(slot) })}
          shortcut="1"
          isWide
          autoFocus
          onPress={() => void send(slot.from)}
        />
        <ActionButton
          label={t('laundryBookings.wait.day')}
          shortcut="2"
          isWide
          onPress={() => void send(null)}
        />
      </div>
    </Dialog>
  );
}
