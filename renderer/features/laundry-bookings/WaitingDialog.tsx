import { useState } from 'react';
import type { WaitingTurn } from '../../../shared/contract/laundry-bookings-contract.ts';
import { type HouseholdId, operationIdSchema, type WaitingId } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CloseButton } from '../../ui/CancelButton.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatDay, formatMinute } from './turn-words.ts';

/** Who waits for a turn, the first who asked first: chosen by Enter, to be called and given one. */
export function WaitingDialog(props: {
  readonly waiting: readonly WaitingTurn[];
  readonly onChoose: (householdId: HouseholdId) => void;
  readonly onClose: () => void;
}) {
  const { t, language } = useWords();
  const stop = useCommand('laundryBookings.stopWaiting');
  const [selectedId, setSelectedId] = useState<WaitingId | null>(null);
  const { waiting } = props;
  const selected = waiting.find(({ waitingId }) => waitingId === selectedId) ?? waiting[0] ?? null;
  return (
    <Dialog
      title={t('laundryBookings.waiting')}
      size="wide"
      onClose={props.onClose}
      actions={
        <>
          <ActionButton
            label={t('laundryBookings.choose')}
            shortcut="F9"
            tone="primary"
            isDisabled={selected === null}
            onPress={() => selected !== null && props.onChoose(selected.householdId)}
          />
          <ActionButton
            label={t('laundryBookings.waiting.stop')}
            shortcut="R"
            tone="danger"
            isDisabled={selected === null}
            isBusy={stop.isPending}
            onPress={() =>
              selected !== null &&
              stop.mutate({
                operationId: operationIdSchema.parse(newId()),
                waitingId: selected.waitingId,
              })
            }
          />
          <CloseButton onPress={props.onClose} />
        </>
      }
    >
      {stop.data?.ok === false && <FailureNotice failure={stop.data.error} />}
      <DataTable
        caption={t('laundryBookings.waiting')}
        isCaptionHidden
        rows={waiting}
        rowKey={({ waitingId }) => waitingId}
        columns={[
          { key: 'code', header: t('laundryBookings.household'), cell: ({ shortCode }) => shortCode },
          {
            key: 'day',
            header: t('laundryBookings.day'),
            cell: ({ on }) => formatDay(language, on),
            width: '2fr',
          },
          {
            key: 'time',
            header: t('laundryBookings.time'),
            cell: ({ from }) => (from === null ? t('laundryBookings.wait.day') : formatMinute(from)),
            width: '2fr',
          },
          {
            key: 'kind',
            header: t('laundryBookings.machine'),
            cell: ({ kind }) => t(`laundryBookings.kind.${kind}`),
          },
        ]}
        selectedKey={selected?.waitingId ?? null}
        onSelect={(each) => setSelectedId(each?.waitingId ?? null)}
        onOpen={({ householdId }) => props.onChoose(householdId)}
        autoFocus
        emptyTitle={t('laundryBookings.waiting.none')}
      />
    </Dialog>
  );
}
