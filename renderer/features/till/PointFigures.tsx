import type { Residual } from '../../../shared/domain/tenders.ts';
import { pointsOfTenders } from '../../../shared/domain/tenders.ts';
import { formatCount, formatEuro } from '../../format/figures.ts';
import type { MessageId } from '../../i18n/messages.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import './purses.css';
import { areAwaited } from './refusal-words.ts';
import { useTillState } from './use-till.ts';

/** What there was, what the basket costs, what is left: of points alone, or of each purse that the household has. */
export function PointFigures() {
  const { t } = useWords();
  const residual = useTillState(({ view }) => view?.residual ?? null);
  const price = useTillState(({ view }) => view?.price ?? null);
  const isAwaited = useTillState(({ view }) => view !== null && areAwaited(view));
  const isOccasional = useTillState(({ view }) => view?.customer?.kind === 'occasional');
  if (price === null) return null;
  const ofPurses = residual?.babyPoints !== undefined || residual?.cents !== undefined || price.cents > 0;
  if (ofPurses) {
    const hasBaby = residual?.babyPoints !== undefined;
    const hasEuro = residual?.cents !== undefined || price.cents > 0;
    return (
      <table className="purses" aria-label={t('till.purses')}>
        <thead>
          <tr>
            <td />
            <th scope="col">{t('till.figure.before')}</th>
            <th scope="col">{t('till.figure.total')}</th>
            <th scope="col">{t('till.figure.after')}</th>
          </tr>
        </thead>
        <tbody>
          <PurseRow
            name="till.purse.points"
            purse={residual?.points}
            spent={price.points}
            format={formatCount}
          />
          {hasBaby && (
            <PurseRow
              name="till.purse.babyPoints"
              purse={residual?.babyPoints}
              spent={price.babyPoints}
              format={formatCount}
            />
          )}
          {hasEuro && (
            <PurseRow
              name="till.purse.cents"
              purse={residual?.cents}
              spent={price.cents}
              format={formatEuro}
            />
          )}
        </tbody>
      </table>
    );
  }
  const points = residual?.points ?? null;
  // A figure would be taken for what there is.
  const before = isAwaited ? '…' : points === null ? '–' : formatCount(points.before);
  const after = isAwaited ? '…' : points === null ? '–' : shown(points.after, formatCount);
  return (
    <dl className="figures">
      <Figure label={t('till.figure.before')} value={before} />
      <Figure label={t('till.figure.total')} value={formatCount(pointsOfTenders(price))} />
      <Figure
        label={t('till.figure.after')}
        value={isOccasional ? t('till.figure.free') : after}
        isShort={!isAwaited && points !== null && points.after < 0}
      />
    </dl>
  );
}

const shown = (amount: number, format: (amount: number) => string): string =>
  format(amount).replace('-', '−');

function PurseRow(props: {
  readonly name: MessageId;
  readonly purse: Residual | undefined;
  readonly spent: number;
  readonly format: (amount: number) => string;
}) {
  const { t } = useWords();
  const { purse, spent, format } = props;
  const isShort = purse !== undefined && purse.after < 0;
  return (
    <tr className={isShort ? 'purses__short' : undefined}>
      <th scope="row">{t(props.name)}</th>
      <td>{purse === undefined ? '–' : shown(purse.before, format)}</td>
      <td>{format(spent)}</td>
      <td>
        <strong>{purse === undefined ? '–' : shown(purse.after, format)}</strong>
      </td>
    </tr>
  );
}

function Figure(props: { readonly label: string; readonly value: string; readonly isShort?: boolean }) {
  return (
    <div className={`figures__one${props.isShort === true ? ' figures__one--short' : ''}`}>
      <dt>{props.label}</dt>
      <dd>{props.value}</dd>
    </div>
  );
}
