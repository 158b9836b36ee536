import type { SaleDetailLine } from '../../../shared/contract/sales-contract.ts';
import { pointsOfTenders } from '../../../shared/domain/tenders.ts';
import { formatCount, formatEuro } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';

/** A long sale scrolls, also for who has only a keyboard. */
const SCROLLED_BY_KEYS = { tabIndex: 0 };

/** What was taken, and beside each line what came back of it. */
export function SaleLines({ lines }: { readonly lines: readonly SaleDetailLine[] }) {
  const { t } = useWords();
  const hasEuro = lines.some(({ price }) => price.cents > 0);
  return (
    <section className="sale-lines" aria-label={t('sales.lines')} {...SCROLLED_BY_KEYS}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('sales.column.pieces')}</th>
            <th scope="col">{t('sales.column.product')}</th>
            <th scope="col" className="sale-lines__figure">
              {t(hasEuro ? 'sales.column.price' : 'sales.column.points')}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.line} className={line.returnedQuantity === line.quantity ? 'sale-lines--gone' : ''}>
              <td>{formatCount(line.quantity)}</td>
              <td>
                <span className="sale-lines__name">{line.name}</span>
                {line.returnedQuantity > 0 && (
                  <em>{t('sales.line.returned', { count: line.returnedQuantity })}</em>
                )}
              </td>
              <td className="sale-lines__figure">
                {line.price.cents > 0
                  ? formatEuro(line.price.cents)
                  : formatCount(pointsOfTenders(line.price))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
