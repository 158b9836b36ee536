import { pointsOfTenders, TENDERS } from '../../../shared/domain/tenders.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { formatDate } from '../../format/date-time.ts';
import { formatCount, formatEuro } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { usePrintProblems } from '../printing/PrintNotice.tsx';
import './purses.css';
import type { ShownSale } from './till-state.ts';

/** The sale just completed: its receipt, what is left, and what to do next. Any scan begins the next one. */
export function SaleDone(props: { readonly sale: ShownSale }) {
  const { t } = useWords();
  const { receipt, isRecalled } = props.sale;
  const { beneficiary } = receipt;
  const at = { on: formatDate(receipt.on), time: receipt.time };
  return (
    <div className="sale-done">
      <h2 className="sale-done__title">
        <Icon name="ok" /> {isRecalled ? t('till.sale.last', at) : t('till.sale.done')}
      </h2>
      <div className="sale-done__whose">
        {beneficiary?.type === 'household' && <p className="customer__name">{beneficiary.displayName}</p>}
        {receipt.number !== null && <p>{t('till.sale.number', { number: receipt.number })}</p>}
      </div>
      {props.sale.isWithoutCover && (
        <Notice tone="warning" title={t('till.sale.withoutCover')}>
          {t('till.sale.withoutCover.why')}
        </Notice>
      )}
      <SaleFigures receipt={receipt} />
      <p>{t('till.sale.done.explained')}</p>
      <PrintState saleId={props.sale.saleId} />
    </div>
  );
}

/** What each purse paid and what it holds now; two large figures where points are all there is. */
function SaleFigures({ receipt }: { readonly receipt: ShownSale['receipt'] }) {
  const { t } = useWords();
  const { residual, total } = receipt;
  const hasPurses = total.cents > 0 || residual?.cents !== undefined || residual?.babyPoints !== undefined;
  if (!hasPurses) {
    return (
      <dl className="figures">
        <Figure label={t('till.sale.total')} value={formatCount(pointsOfTenders(total))} />
        {residual !== null && (
          <Figure label={t('till.sale.residual')} value={formatCount(residual.points.after)} />
        )}
      </dl>
    );
  }
  return (
    <table className="purses" aria-label={t('till.purses')}>
      <thead>
        <tr>
          <td />
          <th scope="col">{t('till.sale.spent')}</th>
          <th scope="col">{t('till.sale.residual')}</th>
        </tr>
      </thead>
      <tbody>
        {TENDERS.filter((tender) => total[tender] > 0 || residual?.[tender] !== undefined).map((tender) => {
          const format = tender === 'cents' ? formatEuro : formatCount;
          const left = residual?.[tender];
          return (
            <tr key={tender}>
              <th scope="row">{t(`till.purse.${tender}`)}</th>
              <td>{format(total[tender])}</td>
              <td>
                <strong>{left === undefined ? '–' : format(left.after)}</strong>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Figure(props: { readonly label: string; readonly value: string }) {
  return (
    <div className="figures__one">
      <dt>{props.label}</dt>
      <dd>{props.value}</dd>
    </div>
  );
}

/** What became of the paper. The sale never waits for it. */
function PrintState(props: { readonly saleId: ShownSale['saleId'] }) {
  const { t } = useWords();
  const last = useAnswer('sales.last', {}).data;
  const reprint = useCommand('sales.reprint');
  const print = last?.ok === true && last.value?.saleId === props.saleId ? last.value.print : null;
  // A paper that did not come out is announced above every screen, and has F8 there.
  if (usePrintProblems().length > 0) return null;
  const state = print?.state;
  return (
    <div className="sale-done__print">
      <p>
        <Icon name="print" />
        {state === undefined && t('till.print.none')}
        {(state === 'queued' || state === 'printing') && t('till.print.under-way')}
        {state === 'printed' && t('till.print.done')}
      </p>
      {print !== null && (
        <ActionButton
          label={t('till.print.reprint')}
          shortcut="F8"
          onPress={() => reprint.mutate({ saleId: props.saleId })}
          isBusy={reprint.isPending}
        />
      )}
    </div>
  );
}
