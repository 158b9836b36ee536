import { memo, useEffect, useRef } from 'react';
import type { TillLine } from '../../../shared/contract/till-contract.ts';
import { pointsOfTenders } from '../../../shared/domain/tenders.ts';
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
  const hasCredit = useTillState(({ view }) => view?.residual?.cents !== undefined);
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
            hasCredit={hasCredit}
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
  /** Whether the household has prepaid euro, so that euro prices are of use to it. */
  readonly hasCredit: boolean;
  readonly onSelect: (lineId: number) => void;
};

/** Drawn again only when the line itself changes: a basket of 150 lines takes a scan as fast as an empty one. */
const BasketLine = memo(function BasketLine(props: BasketLineProps) {
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
        <LineNotes line={line} hasCredit={props.hasCredit} />
      </span>
      <span className="basket-line__points">
        <LinePrice line={line} />
      </span>
    </div>
  );
});

function LinePrice(props: { readonly line: TillLine }) {
  const { t } = useWords();
  const { tender, price } = props.line;
  if (tender === 'cents') return <strong className="basket-line__euro">{formatEuro(price.cents)}</strong>;
  const points = pointsOfTenders(price);
  return (
    <>
      <strong>{formatCount(points)}</strong>
      <small>{t('till.line.points', { points })}</small>
    </>
  );
}

function LineNotes(props: { readonly line: TillLine; readonly hasCredit: boolean }) {
  const { t } = useWords();
  const { line } = props;
  const euro = { price: formatEuro(line.unitCents ?? 0) };
  const notes = [
    line.quantity > 1 && line.tender === 'points' ? t('till.line.each', { points: line.unitPoints }) : null,
    line.quantity > 1 && line.tender === 'cents' ? t('till.line.eachEuro', euro) : null,
    line.tender === 'points' && line.canChooseTender && props.hasCredit ? t('till.line.orEuro', euro) : null,
    line.price.babyPoints > 0 ? t('till.line.baby', { points: line.price.babyPoints }) : null,
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
