import type { Book } from '../../../shared/contract/laundry-bookings-contract.ts';
import type { SiteId } from '../../../shared/domain/ids.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';

/** At an office: whose book this is, and the key to the next laundry. A laundry sees its own and needs no line for it. */
export function LaundryChoice(props: {
  readonly book: Book | null;
  readonly onChoose: (siteId: SiteId) => void;
}) {
  const { t } = useWords();
  const { book } = props;
  const answer = useAnswer('laundryBookings.laundries', {});
  const laundries = answer.data?.ok === true ? answer.data.value.laundries : [];
  const index = laundries.findIndex(({ siteId }) => siteId === book?.siteId);
  const next = laundries[(index + 1) % laundries.length];
  if (book === null || laundries.length < 2 || next === undefined) return null;
  return (
    <p className="booking-laundry">
      <strong>{book.siteName}</strong>
      <ActionButton
        label={t('laundryBookings.nextLaundry', { name: next.name })}
        shortcut="L"
        onPress={() => props.onChoose(next.siteId)}
      />
    </p>
  );
}
