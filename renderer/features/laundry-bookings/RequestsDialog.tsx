import { useState } from 'react';
import type { TurnRequest } from '../../../shared/contract/laundry-bookings-contract.ts';
import type { HouseholdId, MachineId, SiteId, TurnRequestId } from '../../../shared/domain/ids.ts';
import type { LaundryOverrideReason } from '../../../shared/domain/laundry-rules.ts';
import type { Slot } from '../../../shared/domain/laundry-slots.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { CloseButton } from '../../ui/CancelButton.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ReasonDialog } from './ReasonDialog.tsx';
import { sayAsked, sayRequestState } from './request-words.ts';
import { wantsReason } from './use-booking-desk.ts';

type Wanted = { readonly householdId: HouseholdId; readonly machineId: MachineId; readonly slot: Slot };

/** What was asked of the desk that keeps the book, the newest first; a turn that it proposes is asked for with Enter. */
export function RequestsDialog(props: {
  readonly siteId: SiteId;
  readonly isBusy: boolean;
  readonly onAsk: (wanted: Wanted, override?: LaundryOverrideReason) => void;
  readonly onClose: () => void;
}) {
  const words = useWords();
  const { t } = words;
  const answer = useAnswer('laundryBookings.requests', { siteId: props.siteId });
  const [selectedId, setSelectedId] = useState<TurnRequestId | null>(null);
  const [reasonFor, setReasonFor] = useState<TurnRequest | null>(null);
  const requests = answer.data?.ok === true ? answer.data.value.requests : [];
  const selected = requests.find(({ requestId }) => requestId === selectedId) ?? requests[0] ?? null;
  const proposed = selected === null ? null : proposedBy(selected);
  const reasoned = selected === null ? null : againWithReason(selected);
  const ask = (wanted: Wanted | null) => wanted !== null && props.onAsk(wanted);
  const again = reasonFor === null ? null : againWithReason(reasonFor);
  if (reasonFor !== null && again !== null) {
    return (
      <ReasonDialog
        title={t('laundryBookings.override')}
        text={sayRequestState(reasonFor, words)}
        onChoose={(reason) => props.onAsk(again, reason)}
        onClose={() => setReasonFor(null)}
      />
    );
  }
  return (
    <Dialog
      title={t('laundryBookings.requests')}
      size="wide"
      isToldBehind
      onClose={props.onClose}
      actions={
        <>
          <ActionButton
            label={t('laundryBookings.requests.askProposed')}
            shortcut="F9"
            tone="primary"
            isDisabled={proposed === null}
            isBusy={props.isBusy}
            onPress={() => ask(proposed)}
          />
          {reasoned !== null && (
            <ActionButton
              label={t('laundryBookings.requests.askWithReason')}
              shortcut="M"
              onPress={() => setReasonFor(selected)}
            />
          )}
          <CloseButton onPress={props.onClose} />
        </>
      }
    >
      <AnswerView answer={answer.data}>
        {() => (
          <DataTable
            caption={t('laundryBookings.requests')}
            isCaptionHidden
            rows={requests}
            rowKey={({ requestId }) => requestId}
            columns={[
              {
                key: 'asked',
                header: t('laundryBookings.requests.asked'),
                cell: (each) => sayAsked(each, words),
                width: '3fr',
              },
              {
                key: 'state',
                header: t('laundryBookings.requests.answer'),
                cell: (each) => sayRequestState(each, words),
                width: '4fr',
              },
            ]}
            selectedKey={selected?.requestId ?? null}
            onSelect={(each) => setSelectedId(each?.requestId ?? null)}
            onOpen={(each) => ask(proposedBy(each))}
            autoFocus
            emptyTitle={t('laundryBookings.requests.none')}
          />
        )}
      </AnswerView>
    </Dialog>
  );
}

/** The turn that was proposed instead; null where nothing was. */
function proposedBy({ householdId, answer }: TurnRequest): Wanted | null {
  if (answer?.type !== 'refused' || answer.proposal === null) return null;
  const { machineId, slot } = answer.proposal;
  return { householdId, machineId, slot };
}

/** The same turn once more, where a reason may let it pass. */
function againWithReason({ householdId, asks, answer }: TurnRequest): Wanted | null {
  if (asks.type !== 'book' || answer?.type !== 'refused' || !wantsReason(answer.because)) return null;
  return { householdId, machineId: asks.machineId, slot: asks.slot };
}
