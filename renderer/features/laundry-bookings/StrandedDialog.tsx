import { useState } from 'react';
import type { MoveProposal, StrandedTurn } from '../../../shared/contract/laundry-bookings-contract.ts';
import { type HouseholdId, type MachineId, operationIdSchema } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { CloseButton } from '../../ui/CancelButton.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { formatTurn } from './turn-words.ts';

/** Turns that cannot be kept as they stand. Enter on one of a machine shows where all of that machine could go. */
export function StrandedDialog(props: {
  readonly stranded: readonly StrandedTurn[];
  readonly onCall: (householdId: HouseholdId) => void;
  readonly onClose: () => void;
}) {
  const { t, language } = useWords();
  const [moving, setMoving] = useState<MachineId | null>(null);
  const open = (turn: StrandedTurn) =>
    turn.because === 'closed' || turn.because === 'doubled'
      ? props.onCall(turn.householdId)
      : setMoving(turn.machineId);
  if (moving !== null) {
    return <MovesDialog machineId={moving} onCall={props.onCall} onClose={() => setMoving(null)} />;
  }
  return (
    <Dialog
      title={t('laundryBookings.stranded')}
      size="wide"
      onClose={props.onClose}
      actions={<CloseButton onPress={props.onClose} />}
    >
      <p>{t('laundryBookings.stranded.hint')}</p>
      <DataTable
        caption={t('laundryBookings.stranded')}
        isCaptionHidden
        rows={props.stranded}
        rowKey={({ bookingId }) => bookingId}
        columns={[
          {
            key: 'turn',
            header: t('laundryBookings.turn'),
            cell: ({ slot }) => formatTurn(language, slot),
            width: '3fr',
          },
          { key: 'code', header: t('laundryBookings.household'), cell: ({ shortCode }) => shortCode },
          {
            key: 'machine',
            header: t('laundryBookings.machine'),
            cell: ({ machineNumber }) => machineNumber,
          },
          {
            key: 'because',
            header: t('laundryBookings.because'),
            cell: ({ because }) => t(`laundryBookings.because.${because}`),
            width: '2fr',
          },
        ]}
        onOpen={open}
        autoFocus
        emptyTitle={t('laundryBookings.stranded.none')}
      />
    </Dialog>
  );
}

function MovesDialog(props: {
  readonly machineId: MachineId;
  readonly onCall: (householdId: HouseholdId) => void;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const { machineId } = props;
  const answer = useAnswer('laundryBookings.moves', { machineId }, { isForgotten: true });
  const accept = useCommand('laundryBookings.acceptMoves');
  const moves = answer.data?.ok ? answer.data.value.moves : [];
  const accepted = moves.flatMap(({ turn, to }) =>
    to === null ? [] : [{ bookingId: turn.bookingId, toMachineId: to.machineId }],
  );
  const send = async () => {
    const operationId = operationIdSchema.parse(newId());
    const moved = await accept.mutateAsync({ operationId, machineId, moves: accepted });
    if (moved.ok) props.onClose();
  };
  return (
    <FormDialog
      title={t('laundryBookings.moves')}
      size="wide"
      onClose={props.onClose}
      label={t('laundryBookings.moves.accept', { count: accepted.length })}
      isDisabled={accepted.length === 0}
      isBusy={accept.isPending}
      onPress={() => void send()}
    >
      {accept.data?.ok === false && <FailureNotice failure={accept.data.error} />}
      <AnswerView answer={answer.data}>
        {({ machineNumber }) => (
          <>
            <p>{t('laundryBookings.moves.hint', { number: machineNumber })}</p>
            <Moves moves={moves} onCall={props.onCall} />
          </>
        )}
      </AnswerView>
    </FormDialog>
  );
}

function Moves(props: {
  readonly moves: readonly MoveProposal[];
  readonly onCall: (householdId: HouseholdId) => void;
}) {
  const { t, language } = useWords();
  return (
    <DataTable
      caption={t('laundryBookings.moves')}
      isCaptionHidden
      rows={props.moves}
      rowKey={({ turn }) => turn.bookingId}
      columns={[
        {
          key: 'turn',
          header: t('laundryBookings.turn'),
          cell: ({ turn }) => formatTurn(language, turn.slot),
          width: '3fr',
        },
        { key: 'code', header: t('laundryBookings.household'), cell: ({ turn }) => turn.shortCode },
        {
          key: 'to',
          header: t('laundryBookings.moves.to'),
          cell: ({ to }) =>
            to === null
              ? t('laundryBookings.moves.none')
              : t('laundryBookings.moves.machine', { number: to.number }),
          width: '2fr',
        },
      ]}
      onOpen={({ turn }) => props.onCall(turn.householdId)}
      autoFocus
      emptyTitle={t('laundryBookings.stranded.none')}
    />
  );
}
