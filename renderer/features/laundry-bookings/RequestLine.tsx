import type { SiteId } from '../../../shared/domain/ids.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { sayAsked, sayRequestState } from './request-words.ts';

/** Where another desk keeps the book: that turns are asked for here, and what became of the newest request. */
export function RequestLine(props: { readonly siteId: SiteId; readonly deskName: string }) {
  const words = useWords();
  const { t } = words;
  const answer = useAnswer('laundryBookings.requests', { siteId: props.siteId });
  const [newest] = answer.data?.ok === true ? answer.data.value.requests : [];
  const hasProposal = newest?.answer?.type === 'refused' && newest.answer.proposal !== null;
  const state = newest?.answer?.type ?? 'sent';
  const icon = newest === undefined || state === 'sent' ? 'info' : state === 'accepted' ? 'ok' : 'warning';
  return (
    <section className={`booking-requests booking-requests--${icon}`} role="status">
      <Icon name={icon} />
      <span>
        {newest === undefined ? (
          t('laundryBookings.requests.kept', { desk: props.deskName })
        ) : (
          <>
            {sayAsked(newest, words)}: <strong>{sayRequestState(newest, words)}</strong>
            {hasProposal && ` ${t('laundryBookings.requests.press')}`}
          </>
        )}
      </span>
    </section>
  );
}
