import { formatDate } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { formatTurn } from './turn-words.ts';
import type { Said } from './use-booking-desk.ts';

/** What became of the last act, and what to do next. */
export function SaidNotice(props: { readonly said: Said | null }) {
  const { t, language } = useWords();
  const { said } = props;
  switch (said?.type) {
    case 'booked':
      return (
        <Notice
          tone="ok"
          title={t('laundryBookings.said.booked', { turn: formatTurn(language, said.slot) })}
        />
      );
    case 'seriesGivenUp':
      return (
        <Notice tone="ok" title={t('laundryBookings.said.seriesGivenUp', { count: said.slots.length })}>
          {t('laundryBookings.said.seriesGivenUp.days', {
            days: [...new Set(said.slots.map(({ on }) => formatDate(on)))].join(', '),
          })}
        </Notice>
      );
    case 'series':
      return (
        <Notice
          tone={said.left.length === 0 ? 'ok' : 'warning'}
          title={t('laundryBookings.said.series', { count: said.made })}
        >
          {said.left.length > 0 && t('laundryBookings.said.seriesLeft', { days: said.left.join(', ') })}
        </Notice>
      );
    case 'givenUp':
      return (
        <Notice tone={said.waiting.length === 0 ? 'ok' : 'warning'} title={t('laundryBookings.said.givenUp')}>
          {said.waiting.length > 0 &&
            t('laundryBookings.said.callThem', {
              count: said.waiting.length,
              codes: said.waiting.map(({ shortCode }) => shortCode).join(', '),
            })}
        </Notice>
      );
    case 'waits':
      return <Notice tone="ok" title={t('laundryBookings.said.waits')} />;
    case 'printed':
      return <Notice tone="ok" title={t('laundryBookings.said.printed', { where: said.where })} />;
    case 'failed':
      return <FailureNotice failure={said.failure} />;
    default:
      return null;
  }
}
