import { formatCount } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { useTillState } from './use-till.ts';

/** What there was, what the basket costs, what is left. */
export function PointFigures() {
  const { t } = useWords();
  const before = useTillState(({ view }) => view?.residualBefore ?? null);
  const total = useTillState(({ view }) => view?.totalPoints ?? 0);
  const after = useTillState(({ view }) => view?.residualAfter ?? null);
  const isOccasional = useTillState(({ view }) => view?.customer?.kind === 'occasional');
  const isShort = after !== null && after < 0;
  return (
    <dl className="figures">
      <Figure label={t('till.figure.before')} value={before === null ? '–' : formatCount(before)} />
      <Figure label={t('till.figure.total')} value={formatCount(total)} />
      <Figure
        label={t('till.figure.after')}
        value={
          isOccasional ? t('till.figure.free') : after === null ? '–' : formatCount(after).replace('-', '−')
        }
        isShort={isShort}
      />
    </dl>
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
