import type { LocalDate } from '../../../shared/domain/local-date.ts';
import { formatDate } from '../../format/date-time.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';

/** Why there is no statement of this period, with days as people write them. */
export function StatementFailure(props: {
  readonly failure: { readonly type: string; readonly firstOn?: LocalDate };
}) {
  const { type, firstOn, ...values } = props.failure;
  const dated = firstOn === undefined ? {} : { firstOn: formatDate(firstOn) };
  return <FailureNotice failure={{ type, ...values, ...dated }} />;
}
