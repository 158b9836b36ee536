import type { CompletedSale } from '../../../shared/contract/till-contract.ts';
import { formatCount } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { ReceiptPaper } from '../../ui/ReceiptPaper.tsx';

/** The sale just completed: its receipt, what is left, and what to do next. Any scan begins the next one. */
export function SaleDone(props: { readonly sale: CompletedSale }) {
  const { t } = useWords();
  const { receipt } = props.sale;
  const { beneficiary, residual } = receipt;
  return (
    <>
      <ReceiptPaper receipt={receipt} label={t('till.sale.receipt')} />
      <section className="till__customer sale-done">
        <h2 className="sale-done__title">
          <Icon name="ok" /> {t('till.sale.done')}
        </h2>
        {beneficiary?.type === 'household' && <p className="customer__name">{beneficiary.displayName}</p>}
        {receipt.number !== null && <p>{t('till.sale.number', { number: receipt.number })}</p>}
        <dl className="figures">
          <div className="figures__one">
            <dt>{t('till.sale.total')}</dt>
            <dd>{formatCount(receipt.totalPoints)}</dd>
          </div>
          {residual !== null && (
            <div className="figures__one">
              <dt>{t('till.sale.residual')}</dt>
              <dd>{formatCount(residual.afterPoints)}</dd>
            </div>
          )}
        </dl>
        <p>{t('till.sale.done.explained')}</p>
        <PrintState sale={props.sale} />
      </section>
    </>
  );
}

/** What became of the paper. The sale never waits for it. */
function PrintState(props: { readonly sale: CompletedSale }) {
  const { t } = useWords();
  return (
    <p className="sale-done__print">
      <Icon name="print" /> {t(props.sale.isPrinting ? 'till.sale.printing' : 'till.sale.notPrinting')}
    </p>
  );
}
