import { formatCount } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';

export type Bar = {
  readonly key: string;
  /** Short, below the bar. */
  readonly label: string;
  readonly name: string;
  readonly value: number;
};

const HEIGHT = 300;
const BAR_WIDTH = 34;
const GAP = 14;
const LABEL_ROOM = 34;
const FIGURE_ROOM = 28;
/** More labels than this run into each other: every second one is then left out, and so on. */
const MOST_LABELS = 16;

/** One bar for each row of the table beside it; the table is what a screen reader reads. */
export function BarChart(props: { readonly title: string; readonly bars: readonly Bar[] }) {
  const { t } = useWords();
  const { bars, title } = props;
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const width = Math.max(1, bars.length) * (BAR_WIDTH + GAP) + GAP;
  const every = Math.ceil(bars.length / MOST_LABELS);
  const room = HEIGHT - LABEL_ROOM - FIGURE_ROOM;
  return (
    <figure className="bar-chart">
      <figcaption>{title}</figcaption>
      {bars.length === 0 ? (
        <p>{t('laundryFigures.none')}</p>
      ) : (
        <svg
          viewBox={`0 0 ${width} ${HEIGHT}`}
          role="img"
          aria-label={t('laundryFigures.chart.heard', { title })}
        >
          {bars.map(({ key, label, name, value }, index) => {
            const height = Math.round((value / most) * room);
            const x = GAP + index * (BAR_WIDTH + GAP);
            const top = FIGURE_ROOM + room - height;
            return (
              <g key={key}>
                <title>{`${name}: ${formatCount(value)}`}</title>
                <rect x={x} y={top} width={BAR_WIDTH} height={height} className="bar-chart__bar" />
                {value > 0 && index % every === 0 && (
                  <text x={x + BAR_WIDTH / 2} y={top - 8} className="bar-chart__text">
                    {formatCount(value)}
                  </text>
                )}
                {index % every === 0 && (
                  <text x={x + BAR_WIDTH / 2} y={HEIGHT - 8} className="bar-chart__text">
                    {label}
                  </text>
                )}
              </g>
            );
          })}
          <line
            x1={0}
            x2={width}
            y1={FIGURE_ROOM + room}
            y2={FIGURE_ROOM + room}
            className="bar-chart__ground"
          />
        </svg>
      )}
    </figure>
  );
}
