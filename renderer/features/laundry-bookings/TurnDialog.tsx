import type { Turn } from '../../../shared/contract/laundry-bookings-contract.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { CloseButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { formatTurn } from './turn-words.ts';

/** Whose turn it is: the name is read here, one at a time, and that it was read is kept. */
export function TurnDialog(props: {
  readonly turn: Turn;
  readonly machine: string;
  readonly isBusy: boolean;
  readonly onGiveUp: () => void;
  readonly onChoose: () => void;
  readonly onClose: () => void;
}) {
  const { t, language } = useWords();
  const { turn } = props;
  const guest = useAnswer('laundryBookings.guest', { householdId: turn.householdId });
  return (
    <Dialog
      title={t('laundryBookings.turnOf', { code: turn.shortCode })}
      size="wide"
      onClose={props.onClose}
      actions={
        <>
          <ActionButton
            label={t('laundryBookings.choose')}
            shortcut="Enter"
            tone="primary"
            autoFocus
            onPress={props.onChoose}
          />
          <ActionButton
            label={t('laundryBookings.giveUp')}
            shortcut="R"
            tone="danger"
            isDisabled={turn.state !== 'active'}
            isBusy={props.isBusy}
            onPress={props.onGiveUp}
          />
          <CloseButton onPress={props.onClose} />
        </>
      }
    >
      <AnswerView answer={guest.data}>
        {({ displayName, size, missed }) => (
          <div className="booking-dialog">
            <dl>
              <dt>{t('laundryBookings.household')}</dt>
              <dd>
                <strong>{displayName}</strong>, {t('laundryBookings.people', { size })}
              </dd>
              <dt>{t('laundryBookings.turn')}</dt>
              <dd>{formatTurn(language, turn.slot)}</dd>
              <dt>{t('laundryBookings.machine')}</dt>
              <dd>{props.machine}</dd>
              <dt>{t('laundryBookings.state')}</dt>
              <dd>
                {turn.state === 'kept' || turn.state === 'missed'
                  ? t(`laundryBookings.state.${turn.state}`)
                  : t('laundryBookings.state.active')}
              </dd>
              {missed.length > 0 && (
                <>
                  <dt>{t('laundryBookings.missed')}</dt>
                  <dd>{missed.length}</dd>
                </>
              )}
            </dl>
          </div>
        )}
      </AnswerView>
    </Dialog>
  );
}
