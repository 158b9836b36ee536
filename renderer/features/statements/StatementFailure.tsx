import { isLocalDate } from '../../../shared/domain/local-date.ts';
import { formatDate } from '../../format/date-time.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';

/** Why there is no statement of this period, with days as people write them. */
export function StatementFailure({ failure }: { readonly failure: { readonly type: string } }) {
  const { type, ...values } = failure;
  const dated = Object.entries(values).map(([key, value]) => [
    key,
    typeof value === 'string' && isLocalDate(value) ? formatDate(value) : value,
  ]);
  return <FailureNotice failure={{ type, ...Object.fromEntries(dated) }} />;
}
