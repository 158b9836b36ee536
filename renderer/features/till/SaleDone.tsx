import { pointsOfTenders } from '../../../shared/domain/tenders.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { formatDate } from '../../format/date-time.ts';
import { formatCount, formatEuro } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { usePrintProblems } from '../printing/PrintNotice.tsx';
import type { ShownSale } from './till-state.ts';

/** The sale just completed: its receipt, what is left, and what to do next. Any scan begins the next one. */
export function SaleDone(props: { readonly sale: ShownSale }) {
  const { t } = useWords();
  const { receipt, isRecalled } = props.sale;
  const { beneficiary, residual, total } = receipt;
  const at = { on: formatDate(receipt.on), time: receipt.time };
  return (
    <div className="sale-done">
      <h2 className="sale-done__title">
        <Icon name="ok" /> {isRecalled ? t('till.sale.last', at) : t('till.sale.done')}
      </h2>
      {beneficiary?.type === 'household' && <p className="customer__name">{beneficiary.displayName}</p>}
      {receipt.number !== null && <p>{t('till.sale.number', { number: receipt.number })}</p>}
      <dl className="figures">
        <Figure label={t('till.sale.total')} value={formatCount(pointsOfTenders(total))} />
        {residual !== null && (
          <Figure label={t('till.sale.residual')} value={formatCount(residual.points.after)} />
        )}
        {residual?.babyPoints !== undefined && (
          <Figure label={t('till.sale.residualBaby')} value={formatCount(residual.babyPoints.after)} />
        )}
      </dl>
      {(total.cents > 0 || residual?.cents !== undefined) && (
        <dl className="figures">
          <Figure label={t('till.sale.totalEuro')} value={formatEuro(total.cents)} />
          {residual?.cents !== undefined && (
            <Figure label={t('till.sale.residualEuro')} value={formatEuro(residual.cents.after)} />
          )}
        </dl>
      )}
      <p>{t('till.sale.done.explained')}</p>
      <PrintState saleId={props.sale.saleId} />
    </div>
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
