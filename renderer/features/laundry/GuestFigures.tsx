import type { LaundryGuest } from '../../../shared/contract/laundry-contract.ts';
import { formatDate } from '../../format/date-time.ts';
import { formatCount, formatEuro } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { sayFailure, slotWords, tagOf } from './laundry-words.ts';

/** Who is at the desk and what is left: the name to call, credit, caps, today's turn, and what to say. */
export function GuestFigures(props: { readonly guest: LaundryGuest }) {
  const words = useWords();
  const { t } = words;
  const { guest } = props;
  const { entitlement } = guest;
  return (
    <section className="guest" aria-label={t('laundry.guest')}>
      <p className="guest__name">{guest.displayName}</p>
      <p className="guest__line">
        {t('laundry.guest.people', { size: guest.size })}
        {' · '}
        {'endsOn' in entitlement
          ? t('laundry.guest.entitledUntil', { on: formatDate(entitlement.endsOn) })
          : t('laundry.guest.notEntitled')}
      </p>
      {guest.delegateNames.length > 0 && (
        <p className="guest__line">
          {t('laundry.guest.delegates', { names: guest.delegateNames.join(', ') })}
        </p>
      )}
      <dl className="guest__figures">
        <Figure label={t('laundry.guest.washes')} value={formatCount(guest.residualWashes)} />
        <Figure label={t('laundry.guest.euro')} value={formatEuro(guest.residualCents)} />
        {guest.caps.map(({ per, left, allowed, renewsOn }) => (
          <Figure
            key={per}
            label={t(`laundry.guest.cap.${per}`)}
            value={t('laundry.guest.cap.left', { left, allowed })}
            note={left === 0 ? t('laundry.guest.cap.renews', { on: formatDate(renewsOn) }) : null}
          />
        ))}
      </dl>
      {guest.bookingsToday.map(({ bookingId, slot, machineNumber }) => (
        <Notice
          key={bookingId}
          tone="info"
          title={t('laundry.guest.booking', { slot: slotWords(slot), number: machineNumber })}
        />
      ))}
      {guest.openVisits
        .filter(({ state }) => state === 'inMachine')
        .map((visit) => (
          <Notice
            key={visit.visitId}
            tone="info"
            title={t('laundry.said.inMachine', {
              tag: tagOf(visit),
              numbers: visit.machineNumbers.join(', '),
            })}
          />
        ))}
      {'type' in entitlement && <Notice tone="warning" title={sayFailure(entitlement, words)} />}
      {guest.warnsOfMissed && (
        <Notice tone="warning" title={t('laundry.guest.missed', { times: guest.missedBookings })} />
      )}
    </section>
  );
}

function Figure(props: { readonly label: string; readonly value: string; readonly note?: string | null }) {
  return (
    <div className="guest__figure">
      <dt>{props.label}</dt>
      <dd>
        {props.value}
        {props.note !== null && props.note !== undefined && <small>{props.note}</small>}
      </dd>
    </div>
  );
}
