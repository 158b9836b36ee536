import { useState } from 'react';
import type { BookingGuest } from '../../../shared/contract/laundry-bookings-contract.ts';
import { type BookingId, operationIdSchema } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CloseButton } from '../../ui/CancelButton.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { ReasonDialog } from './ReasonDialog.tsx';
import { formatTurn, sayMachine } from './turn-words.ts';

/** Turns that a household did not come for. One that should not count is taken out of the count, with a reason. */
export function MissedDialog(props: { readonly guest: BookingGuest; readonly onClose: () => void }) {
  const words = useWords();
  const { t } = words;
  const { guest } = props;
  const forgive = useCommand('laundryBookings.forgive');
  const [selectedId, setSelectedId] = useState<BookingId | null>(null);
  const [forgiving, setForgiving] = useState<BookingId | null>(null);
  const selected = guest.missed.find(({ bookingId }) => bookingId === selectedId) ?? guest.missed[0] ?? null;
  if (forgiving !== null) {
    return (
      <ReasonDialog
        title={t('laundryBookings.forgive')}
        text={t('laundryBookings.forgive.text')}
        onChoose={(reason) => {
          const operationId = operationIdSchema.parse(newId());
          forgive.mutate({ operationId, bookingId: forgiving, reason });
          setForgiving(null);
        }}
        onClose={() => setForgiving(null)}
      />
    );
  }
  return (
    <Dialog
      title={t('laundryBookings.missed.of', { name: guest.displayName })}
      size="wide"
      onClose={props.onClose}
      actions={
        <>
          <ActionButton
            label={t('laundryBookings.forgive')}
            shortcut="F9"
            tone="primary"
            isDisabled={selected === null}
            onPress={() => selected !== null && setForgiving(selected.bookingId)}
          />
          <CloseButton onPress={props.onClose} />
        </>
      }
    >
      {forgive.data?.ok === false && <FailureNotice failure={forgive.data.error} />}
      <DataTable
        caption={t('laundryBookings.missed')}
        isCaptionHidden
        rows={guest.missed}
        rowKey={({ bookingId }) => bookingId}
        columns={[
          {
            key: 'turn',
            header: t('laundryBookings.turn'),
            cell: ({ slot }) => formatTurn(words.language, slot),
            width: '2fr',
          },
          {
            key: 'machine',
            header: t('laundryBookings.machine'),
            cell: (each) => sayMachine(words, each.kind, each.machineNumber),
          },
          { key: 'site', header: t('laundryBookings.site'), cell: ({ siteName }) => siteName },
        ]}
        selectedKey={selected?.bookingId ?? null}
        onSelect={(turn) => setSelectedId(turn?.bookingId ?? null)}
        onOpen={({ bookingId }) => setForgiving(bookingId)}
        autoFocus
        emptyTitle={t('laundryBookings.missed.none')}
      />
    </Dialog>
  );
}
