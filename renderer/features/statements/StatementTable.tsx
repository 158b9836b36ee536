import { localDateAt } from '../../../shared/domain/local-date.ts';
import type { Statement, StatementLine } from '../../../shared/domain/statement.ts';
import { formatDate, formatTimeAt } from '../../format/date-time.ts';
import { formatCount } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import type { Words } from '../../i18n/words.ts';
import { DataTable } from '../../ui/DataTable.tsx';

/** The figures of a period, and under them its movements with the balance after each. */
export function StatementTable({ statement }: { readonly statement: Statement }) {
  const words = useWords();
  const { t } = words;
  const rows = statement.lines.map((line, index) => ({ ...line, index }));
  return (
    <div className="statement">
      <Figures statement={statement} />
      <DataTable
        caption={t('statements.movements')}
        isCaptionHidden
        rows={rows}
        rowKey={({ index }) => String(index)}
        columns={[
          { key: 'when', header: t('statements.when'), cell: momentOf, width: 230 },
          { key: 'where', header: t('statements.where'), cell: ({ siteName }) => siteName },
          {
            key: 'what',
            header: t('statements.what'),
            cell: (line) => describe(words, line),
            width: '2fr',
          },
          { key: 'in', header: t('statements.in'), cell: inOf, align: 'end', width: 120 },
          { key: 'out', header: t('statements.out'), cell: outOf, align: 'end', width: 120 },
          {
            key: 'balance',
            header: t('statements.balance'),
            cell: ({ balance }) => formatCount(balance),
            align: 'end',
            width: 130,
          },
        ]}
        emptyTitle={t('statements.none')}
      />
    </div>
  );
}

function Figures({ statement }: { readonly statement: Statement }) {
  const { t, points } = useWords();
  const { opening, totalIn, totalOut, closing, expiring } = statement;
  const figures = [
    [t('statements.opening'), opening],
    [t('statements.in'), totalIn],
    [t('statements.out'), totalOut],
    [t('statements.closing'), closing],
  ] as const;
  return (
    <section aria-label={t('statements.figures')}>
      <dl className="statement__figures">
        {figures.map(([label, figure]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{formatCount(figure)}</dd>
          </div>
        ))}
      </dl>
      {expiring !== null && (
        <p>{t('statements.expiring', { points: points(expiring.amount), on: formatDate(expiring.on) })}</p>
      )}
    </section>
  );
}

const inOf = ({ amount }: StatementLine): string => (amount > 0 ? formatCount(amount) : '');
const outOf = ({ amount }: StatementLine): string => (amount < 0 ? formatCount(-amount) : '');

/** The time of day stands beside its own day only: a late line counts on another. */
function momentOf({ on, occurredAt }: StatementLine): string {
  const hasTime = occurredAt !== null && localDateAt(occurredAt) === on;
  return hasTime ? `${formatDate(on)} ${formatTimeAt(occurredAt)}` : formatDate(on);
}

function describe({ t }: Words, { kind, reference, lateFrom }: StatementLine): string {
  const what = [t(`statements.kind.${kind}`), reference].filter((part) => part !== null).join(' ');
  return lateFrom === null ? what : `${what}, ${t('statements.late', { on: formatDate(lateFrom) })}`;
}
