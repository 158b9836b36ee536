import { useWords } from '../../i18n/WordsProvider.tsx';
import { useOpening } from '../../typing-ahead/use-opening.ts';
import { ReceiptPaper } from '../../ui/ReceiptPaper.tsx';
import { useShortcut } from '../../ui/ShortcutLayer.tsx';
import { BasketPane } from './BasketPane.tsx';
import { CustomerCard } from './CustomerCard.tsx';
import { FavouriteTiles } from './FavouriteTiles.tsx';
import { Findings } from './Findings.tsx';
import { MessageLine } from './MessageLine.tsx';
import { PointFigures } from './PointFigures.tsx';
import { SaleDone } from './SaleDone.tsx';
import { TenderKeys } from './TenderKeys.tsx';
import { MainAction, TillActions } from './TillActions.tsx';
import { TillDialogs } from './TillDialogs.tsx';
import './till.css';
import { shownSale } from './till-state.ts';
import { useTill, useTillAtWork, useTillState } from './use-till.ts';

/** The till of an emporio: scan the card, scan the goods, F9. */
export function TillScreen() {
  useTillAtWork();
  const { t } = useWords();
  const till = useTill();
  const isReady = useTillState(({ view }) => view !== null);
  const sale = useTillState(shownSale);
  useOpening(!isReady);
  useShortcut('ArrowDown', () => till.move(1));
  useShortcut('ArrowUp', () => till.move(-1));
  return (
    <main className="till">
      <h1 className="only-heard">{t('till.title')}</h1>
      <MessageLine />
      {!isReady && <p className="till__loading">{t('till.loading')}</p>}
      {isReady && (
        <>
          {sale === null ? (
            <div className="till__goods">
              <BasketPane />
              <FavouriteTiles />
            </div>
          ) : (
            <ReceiptPaper receipt={sale.receipt} label={t('till.sale.receipt')} />
          )}
          <section className="till__side">
            {sale === null ? (
              <>
                <CustomerCard />
                <PointFigures />
                <TenderKeys />
                <Findings />
              </>
            ) : (
              <SaleDone sale={sale} />
            )}
            <MainAction />
          </section>
          <TillActions />
        </>
      )}
      <TillDialogs />
    </main>
  );
}
