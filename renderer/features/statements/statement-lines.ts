import { localDateAt } from '../../../shared/domain/local-date.ts';
import type { StatementLine } from '../../../shared/domain/statement.ts';
import { formatDate, formatTimeAt } from '../../format/date-time.ts';
import type { Words } from '../../i18n/words.ts';

/** The time of day stands beside its own day only: a late line counts on another. */
export function momentOf({ on, occurredAt }: StatementLine): string {
  const hasTime = occurredAt !== null && localDateAt(occurredAt) === on;
  return hasTime ? `${formatDate(on)} ${formatTimeAt(occurredAt)}` : formatDate(on);
}

export function describeMovement({ t }: Words, { kind, reference, lateFrom }: StatementLine): string {
  const what = [t(`statements.kind.${kind}`), reference].filter((part) => part !== null).join(' ');
  return lateFrom === null ? what : `${what}, ${t('statements.late', { on: formatDate(lateFrom) })}`;
}
