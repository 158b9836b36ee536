import { memo, useEffect, useRef } from 'react';
import type { TillLine } from '../../../shared/contract/till-contract.ts';
import { formatDate } from '../../format/date-time.ts';
import { formatCount, formatEuro, formatGrams } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Icon } from '../../ui/Icon.tsx';
import './basket.css';
import { formatBestBefore, problemId } from './refusal-words.ts';
import { currentLine } from './till-state.ts';
import { useTill, useTillState } from './use-till.ts';

const NO_LINES: readonly TillLine[] = [];

/** The goods, the newest in sight and marked, as is the line that the keys act on. */
export function BasketPane() {
  const { t } = useWords();
  const till = useTill();
  const lines = useTillState(({ view }) => view?.lines ?? NO_LINES);
  const lastLineId = useTillState(({ view }) => view?.lastLineId ?? null);
  const currentId = useTillState((state) => currentLine(state)?.lineId ?? null);
  if (lines.length === 0) {
    return (
      <div className="basket basket--empty">
        <EmptyState icon="basket" title={t('till.basket.empty')}>
          {t('till.basket.empty.todo')}
        </EmptyState>
      </div>
    );
  }
  return (
    <div className="basket">
      <div
        className="basket__lines"
        role="listbox"
        aria-label={t('till.basket')}
        tabIndex={0}
        {...(currentId === null ? {} : { 'aria-activedescendant': `line-${currentId}` })}
      >
        {lines.map((line) => (
          <BasketLine
            key={line.lineId}
            line={line}
            isCurrent={line.lineId === currentId}
            isNewest={line.lineId === lastLineId}
            onSelect={till.select}
          />
        ))}
      </div>
    </div>
  );
}

type BasketLineProps = {
  readonly line: TillLine;
  readonly isCurrent: boolean;
  readonly isNewest: boolean;
  readonly onSelect: (lineId: number) => void;
};

/** Drawn again only when the line itself changes: a basket of 150 lines takes a scan as fast as an empty one. */
const BasketLine = memo(function BasketLine(props: BasketLineProps) {
  const { t } = useWords();
  const { line, isCurrent } = props;
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isCurrent) ref.current?.scrollIntoView({ block: 'nearest' });
  }, [isCurrent]);
  const isRefused = line.problems.length > 0;
  return (
    <div
      ref={ref}
      id={`line-${line.lineId}`}
      className={`basket-line${props.isNewest ? ' basket-line--newest' : ''}${isRefused ? ' basket-line--refused' : ''}`}
      role="option"
      tabIndex={-1}
      aria-selected={isCurrent}
      onMouseUp={() => props.onSelect(line.lineId)}
    >
      <span className="basket-line__quantity">{formatCount(line.quantity)} ×</span>
      <span className="basket-line__words">
        <span className="basket-line__name">{line.name}</span>
        <LineNotes line={line} />
      </span>
      <span className="basket-line__points">
        <strong>{formatCount(line.points)}</strong>
        <small>{t('till.line.points', { points: line.points })}</small>
      </span>
    </div>
  );
});

function LineNotes(props: { readonly line: TillLine }) {
  const { t } = useWords();
  const { line } = props;
  const notes = [
    line.quantity > 1 ? t('till.line.each', { points: line.unitPoints }) : null,
    line.grams === undefined ? null : formatGrams(line.grams),
    line.priceCents === undefined ? null : t('till.line.label', { price: formatEuro(line.priceCents) }),
    line.bestBefore === undefined
      ? null
      : t('till.line.bestBefore', { on: formatBestBefore(line.bestBefore) }),
    line.useBy === undefined ? null : t('till.line.useBy', { on: formatDate(line.useBy) }),
    line.lot === undefined ? null : t('till.line.lot', { lot: line.lot }),
  ].filter((note) => note !== null);
  if (notes.length === 0 && line.problems.length === 0 && !line.isOverridden) return null;
  return (
    <span className="basket-line__notes">
      {line.problems.map((problem) => (
        <span key={problem} className="basket-line__problem">
          <Icon name="problem" /> {t(problemId(problem))}
        </span>
      ))}
      {line.isOverridden && (
        <span className="basket-line__overridden">
          <Icon name="check" /> {t('till.line.overridden')}
        </span>
      )}
      {notes.length > 0 && <span>{notes.join(' · ')}</span>}
    </span>
  );
}
