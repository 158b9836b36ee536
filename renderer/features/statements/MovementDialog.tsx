import type { MovementDetail } from '../../../shared/contract/statements-contract.ts';
import type { HouseholdId, OperationId } from '../../../shared/domain/ids.ts';
import { useAnswer } from '../../client/use-command.ts';
import { formatDate, formatTimeAt } from '../../format/date-time.ts';
import { formatCount, formatEuro } from '../../format/figures.ts';
import { isMessageId } from '../../i18n/messages.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import type { Words } from '../../i18n/words.ts';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { CloseButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { formatOfPurse } from './purse-words.ts';

/** What a movement came from, as far as this counter holds it. */
export function MovementDialog(props: {
  readonly householdId: HouseholdId;
  readonly operationId: OperationId;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const { householdId, operationId } = props;
  const { data } = useAnswer('statements.movement', { householdId, operationId });
  return (
    <Dialog
      title={t('statements.movement')}
      size="wide"
      onClose={props.onClose}
      actions={<CloseButton onPress={props.onClose} />}
    >
      <AnswerView answer={data}>{(detail) => <Detail detail={detail} />}</AnswerView>
    </Dialog>
  );
}

function Detail({ detail }: { readonly detail: MovementDetail }) {
  const words = useWords();
  const { t } = words;
  return (
    <div className="movement">
      <dl className="movement__facts">
        {factsOf(words, detail).map(([label, fact]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{fact}</dd>
          </div>
        ))}
      </dl>
      {!detail.isHeld && <p>{t('statements.movement.elsewhere')}</p>}
      {detail.goods.length > 0 && <Goods goods={detail.goods} />}
    </div>
  );
}

function factsOf(words: Words, detail: MovementDetail): (readonly [string, string])[] {
  const { t } = words;
  const { kind, reference, on, occurredAt, siteName, recordedBy, amounts, period } = detail;
  const facts = [
    [
      t('statements.what'),
      [t(`statements.kind.${kind}`), reference].filter((part) => part !== null).join(' '),
    ],
    [t('statements.when'), `${formatDate(on)} ${formatTimeAt(occurredAt)}`],
    [t('statements.where'), siteName],
    [t('statements.movement.by'), recordedBy],
    ...amounts.map(
      ({ purse, amount }) =>
        [
          t(`statements.purse.${purse}`),
          `${amount > 0 ? '+' : '−'}${formatOfPurse(purse, Math.abs(amount))}`,
        ] as const,
    ),
    [t('statements.movement.scheme'), detail.schemeName],
    [
      t('statements.period'),
      period === null
        ? null
        : t('statements.movement.period', { from: formatDate(period.from), to: formatDate(period.to) }),
    ],
    [t('statements.movement.programme'), detail.programmeName],
    [t('statements.movement.reason'), detail.reason === null ? null : reasonWords(words, detail)],
    [t('statements.movement.other'), detail.otherHousehold],
  ] as const;
  return facts.flatMap(([label, fact]) => (fact === null ? [] : [[label, fact] as const]));
}

/** The sentence of the feature that the reason is of; a code that is not known stays as it is. */
function reasonWords({ t }: Words, { kind, reason }: MovementDetail): string {
  const code = reason ?? '';
  const id = reasonIdOf(kind, code);
  return isMessageId(id) ? t(id) : code;
}

function reasonIdOf(kind: MovementDetail['kind'], code: string): string {
  if (kind === 'return' || kind === 'void') return `sales.reason.${code}`;
  if (kind === 'adjustment') return `credit.adjust.reason.${code}`;
  return kind === 'top-up-back' ? `credit.takeBack.reason.${code}` : `credit.reason.${code}`;
}

function Goods({ goods }: { readonly goods: MovementDetail['goods'] }) {
  const { t } = useWords();
  const hasEuro = goods.some(({ cents }) => cents !== 0);
  const rows = goods.map((each, index) => ({ ...each, index }));
  return (
    <table className="movement__goods">
      <thead>
        <tr>
          <th scope="col">{t('statements.goods.pieces')}</th>
          <th scope="col">{t('statements.goods.name')}</th>
          <th scope="col">{t('statements.purse.points')}</th>
          {hasEuro && <th scope="col">{t('statements.goods.euro')}</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ index, name, quantity, points, cents }) => (
          <tr key={index}>
            <td>{formatCount(quantity)}</td>
            <td>{name}</td>
            <td>{formatCount(points)}</td>
            {hasEuro && <td>{formatEuro(cents)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
