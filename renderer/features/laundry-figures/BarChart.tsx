import { formatCount } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';

export type Bar = {
  readonly key: string;
  /** A number, or a day as `24/11`. */
  readonly label: string;
  readonly value: number;
};

/** So many words of one size fit below each other's bars on the narrowest screen. */
const MOST_NUMBERS = 8;
const MOST_DAYS = 3;
/** With more bars than these their figures would run into each other: the table has them all. */
const MOST_FIGURES = 6;

/** One bar for each row of the table beside it; the table is what a screen reader reads. */
export function BarChart(props: { readonly title: string; readonly bars: readonly Bar[] }) {
  const { t } = useWords();
  const { bars, title } = props;
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const mostLabels = bars.some(({ label }) => label.length > 2) ? MOST_DAYS : MOST_NUMBERS;
  const every = Math.ceil(bars.length / mostLabels);
  return (
    <figure className="bar-chart">
      <figcaption>{title}</figcaption>
      {bars.length === 0 ? (
        <p>{t('laundryFigures.none')}</p>
      ) : (
        <div role="img" aria-label={t('laundryFigures.chart.heard', { title })} className="bar-chart__bars">
          {bars.map(({ key, label, value }, index) => (
            <div key={key} className="bar-chart__column">
              <span className="bar-chart__place">
                {bars.length <= MOST_FIGURES && <span className="bar-chart__text">{formatCount(value)}</span>}
                <span className="bar-chart__bar" style={{ height: `${(value / most) * 85}%` }} />
              </span>
              <span className="bar-chart__text">{index % every === 0 ? label : ''}</span>
            </div>
          ))}
        </div>
      )}
    </figure>
  );
}
