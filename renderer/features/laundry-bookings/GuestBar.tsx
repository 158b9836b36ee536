import type { BookingGuest, HouseholdTurn } from '../../../shared/contract/laundry-bookings-contract.ts';
import { formatDate } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import type { Words } from '../../i18n/words.ts';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { formatMinute, formatWeekday, sayMachine } from './turn-words.ts';

/** Turns that fit on one line of the smallest screen. */
const MOST_SHOWN = 2;

/** Whose turns are being given: until somebody is chosen, how to choose. */
export function GuestBar(props: { readonly guest: BookingGuest | null; readonly onMissed: () => void }) {
  const words = useWords();
  const { t } = words;
  const { guest } = props;
  if (guest === null) {
    return <section className="booking-guest">{t('laundryBookings.guest.none')}</section>;
  }
  return (
    <section className="booking-guest booking-guest--chosen" aria-label={t('laundryBookings.guest')}>
      <div>
        <div className="booking-guest__name">{guest.displayName}</div>
        <div>
          {t('laundryBookings.code', { code: guest.shortCode })},{' '}
          {t('laundryBookings.people', { size: guest.size })}
        </div>
      </div>
      <div>
        <strong>
          {t('laundryBookings.guest.turns', {
            count: guest.turns.filter(({ isHere }) => isHere).length,
            most: guest.mostBookings,
          })}
        </strong>
        <ul>
          {guest.turns.slice(0, MOST_SHOWN).map((turn) => (
            <li key={turn.bookingId}>{sayTurn(turn, words)}</li>
          ))}
          {guest.turns.length > MOST_SHOWN && (
            <li>{t('laundryBookings.guest.more', { count: guest.turns.length - MOST_SHOWN })}</li>
          )}
        </ul>
      </div>
      {entitlementWords(guest, words) !== null && <strong>{entitlementWords(guest, words)}</strong>}
      {guest.missed.length > 0 && (
        <div>
          <strong>
            {t(guest.isSuspended ? 'laundryBookings.guest.suspended' : 'laundryBookings.guest.missed', {
              count: guest.missed.length,
            })}
          </strong>{' '}
          <ActionButton label={t('laundryBookings.missed')} shortcut="M" onPress={props.onMissed} />
        </div>
      )}
    </section>
  );
}

function sayTurn(turn: HouseholdTurn, words: Words): string {
  const place = turn.isHere ? sayMachine(words, turn.kind, turn.machineNumber) : turn.siteName;
  const { on, from } = turn.slot;
  const day = `${formatWeekday(words.language, on, 'short')} ${formatDate(on).slice(0, 5)}`;
  return `${day} ${formatMinute(from)}, ${place}`;
}

/** Only where the laundry asks for one and there is none that counts. */
function entitlementWords({ entitlement }: BookingGuest, { t }: Words): string | null {
  if (entitlement === null || 'endsOn' in entitlement) return null;
  return entitlement.type === 'EntitlementExpired'
    ? t('laundryBookings.guest.entitlementEnded', { day: formatDate(entitlement.endedOn) })
    : t('laundryBookings.guest.noEntitlement');
}
