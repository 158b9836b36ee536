import type { BookingGuest, Turn } from '../../../shared/contract/laundry-bookings-contract.ts';
import type { SiteId } from '../../../shared/domain/ids.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { CloseButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { formatSlot, formatTurn, formatWeekday } from './turn-words.ts';

/** Whose turn it is: the name is read here, one at a time, and that it was read is kept. */
export function TurnDialog(props: {
  readonly turn: Turn;
  readonly at: { readonly siteId?: SiteId };
  readonly machine: string;
  readonly isBusy: boolean;
  /** Another desk keeps the book: it is asked. */
  readonly isAsking: boolean;
  readonly onGiveUp: () => void;
  /** This one and those after it, of the same weekday and time. */
  readonly onGiveUpSeries: () => void;
  readonly onChoose: () => void;
  readonly onClose: () => void;
}) {
  const { t, language } = useWords();
  const { turn } = props;
  const guest = useAnswer('laundryBookings.guest', { ...props.at, householdId: turn.householdId });
  const ofSeries = guest.data?.ok === true ? turnsOfSeries(guest.data.value, turn) : 0;
  return (
    <Dialog
      title={t('laundryBookings.turnOf', { code: turn.shortCode })}
      size="wide"
      isToldBehind
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
            label={t(props.isAsking ? 'laundryBookings.askGiveUp' : 'laundryBookings.giveUp')}
            shortcut="R"
            tone="danger"
            isDisabled={turn.state !== 'active'}
            isBusy={props.isBusy}
            onPress={props.onGiveUp}
          />
          {!props.isAsking && ofSeries > 1 && (
            <ActionButton
              label={t('laundryBookings.giveUpSeries', { count: ofSeries })}
              shortcut="T"
              tone="danger"
              isBusy={props.isBusy}
              onPress={props.onGiveUpSeries}
            />
          )}
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
              {ofSeries > 1 && (
                <>
                  <dt>{t('laundryBookings.series')}</dt>
                  <dd>
                    {t('laundryBookings.series.ahead', {
                      count: ofSeries,
                      day: formatWeekday(language, turn.slot.on, 'long'),
                      slot: formatSlot(turn.slot),
                    })}
                  </dd>
                </>
              )}
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

/** How many turns the habit has from this one on. */
const turnsOfSeries = ({ turns }: BookingGuest, { bookingId }: Turn): number =>
  turns.find((each) => each.bookingId === bookingId)?.turnsOfSeries ?? 0;
