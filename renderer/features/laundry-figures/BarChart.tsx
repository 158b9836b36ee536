import { formatCount } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';

export type Bar = {
  readonly key: string;
  readonly label: string;
  readonly value: number;
};

/** One bar for each row of the table beside it, with words as large as everywhere; the table is what a screen reader reads. */
export function BarChart(props: { readonly title: string; readonly bars: readonly Bar[] }) {
  const { t } = useWords();
  const { bars, title } = props;
  const most = Math.max(1, ...bars.map(({ value }) => value));
  return (
    <figure className="bar-chart">
      <figcaption>{title}</figcaption>
      {bars.length === 0 ? (
        <p>{t('laundryFigures.none')}</p>
      ) : (
        <div className="bar-chart__scroll">
          <div role="img" aria-label={t('laundryFigures.chart.heard', { title })} className="bar-chart__bars">
            {bars.map(({ key, label, value }) => (
              <div key={key} className="bar-chart__row">
                <span>{label}</span>
                <span className="bar-chart__place">
                  <span className="bar-chart__bar" style={{ width: `${(value / most) * 100}%` }} />
                </span>
                <span className="bar-chart__figure">{formatCount(value)}</span>
              </div>
            ))}
          </div>
        </div>
      )}
    </figure>
  );
}
