import { useState } from 'react';
import type { ReturnedSale, SaleDetail, SalePrint } from '../../../shared/contract/sales-contract.ts';
import type { OperationId } from '../../../shared/domain/ids.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { formatDate, formatTimeAt } from '../../format/date-time.ts';
import { sayResiduals, sayTenders } from '../../format/tender-words.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { ReceiptPaper } from '../../ui/ReceiptPaper.tsx';
import { usePrintProblems } from '../printing/PrintNotice.tsx';
import { SaleLines } from './SaleLines.tsx';
import { SaleStateMark } from './SaleStateMark.tsx';
import { ElsewhereNotice } from './SalesFailure.tsx';
import { TakeBackDialog } from './TakeBackDialog.tsx';

/** One sale of the past: what was taken, what came back, its receipt. */
export function SaleScreen(props: { readonly saleId: OperationId; readonly onClose: () => void }) {
  const { t } = useWords();
  const { saleId } = props;
  const answer = useAnswer('sales.open', { saleId });
  const reprint = useCommand('sales.reprint');
  const isPaperWaiting = usePrintProblems().length > 0;
  const [asking, setAsking] = useState<'return' | 'void' | null>(null);
  const [done, setDone] = useState<ReturnedSale | null>(null);
  const sale = answer.data?.ok === true ? answer.data.value : null;
  const canTakeBack = sale !== null && sale.elsewhere === null && sale.state !== 'voided';
  return (
    <Page
      title={sale === null ? t('sales.title.sale') : t('sales.title.number', { number: sale.number })}
      isFilled
      heading={
        sale !== null && <SaleStateMark sale={{ state: sale.state, returnedPieces: returnedPieces(sale) }} />
      }
      actions={
        <>
          <ActionButton label={t('sales.back')} shortcut="Escape" onPress={props.onClose} />
          <ActionButton
            label={t('sales.reprint')}
            icon="print"
            shortcut={isPaperWaiting ? undefined : 'F8'}
            isDisabled={sale === null}
            isBusy={reprint.isPending}
            onPress={() => reprint.mutate({ saleId })}
          />
          <ActionButton
            label={t('sales.return')}
            icon="undo"
            shortcut="F6"
            isDisabled={!canTakeBack}
            onPress={() => setAsking('return')}
          />
          <ActionButton
            label={t('sales.void')}
            icon="close"
            tone="danger"
            shortcut="F7"
            isDisabled={!canTakeBack}
            onPress={() => setAsking('void')}
          />
        </>
      }
    >
      {done !== null && <DoneNotice returned={done} />}
      {reprint.data?.ok === false && <FailureNotice failure={reprint.data.error} />}
      <AnswerView answer={answer.data}>{(detail) => <Detail sale={detail} />}</AnswerView>
      {asking !== null && sale !== null && (
        <TakeBackDialog
          sale={sale}
          isVoid={asking === 'void'}
          onClose={() => setAsking(null)}
          onDone={(returned) => {
            setAsking(null);
            setDone(returned);
          }}
        />
      )}
    </Page>
  );
}

const returnedPieces = (sale: SaleDetail): number =>
  sale.lines.reduce((sum, { returnedQuantity }) => sum + returnedQuantity, 0);

function DoneNotice({ returned }: { readonly returned: ReturnedSale }) {
  const words = useWords();
  const { t } = words;
  const { receipt, pieces, toCurrentPeriod, isPrinting } = returned;
  return (
    <Notice
      tone="ok"
      title={t(receipt.kind === 'void' ? 'sales.done.void' : 'sales.done.return', {
        pieces,
        points: sayTenders(returned.given, words),
      })}
    >
      {toCurrentPeriod && t('sales.done.toCurrentPeriod')}{' '}
      {t('sales.done.number', { number: receipt.number ?? '' })} {isPrinting && t('sales.done.printing')}
    </Notice>
  );
}

function Detail({ sale }: { readonly sale: SaleDetail }) {
  const words = useWords();
  const { t } = words;
  const { customer } = sale;
  const who =
    customer.kind === 'occasional'
      ? t('sales.customer.occasional')
      : (customer.displayName ?? t('sales.customer.erased'));
  return (
    <>
      {sale.elsewhere !== null && <ElsewhereNotice elsewhere={sale.elsewhere} />}
      <div className="sale">
        <section className="sale__goods">
          <p className="sale__who">
            <strong>{who}</strong>
            <span>
              {t('sales.madeBy', {
                on: formatDate(sale.on),
                time: formatTimeAt(sale.occurredAt),
                operator: sale.operatorName,
              })}
            </span>
          </p>
          <p className="sale__paid">
            {t(sale.isCharged ? 'sales.paid' : 'sales.given', { price: sayTenders(sale.price, words) })}{' '}
            {sale.residual !== null && t('sales.left', { left: sayResiduals(sale.residual, words) })}
          </p>
          <SaleLines lines={sale.lines} />
          {sale.returns.map((each) => (
            <p key={each.returnId} className="sale__return">
              {t(each.isVoid ? 'sales.history.void' : 'sales.history.return', {
                number: each.number,
                on: formatDate(each.on),
                time: formatTimeAt(each.occurredAt),
                pieces: each.pieces,
                points: sayTenders(each.given, words),
              })}{' '}
              {each.toCurrentPeriod && t('sales.done.toCurrentPeriod')}
            </p>
          ))}
        </section>
        <section className="sale__receipt">
          <PrintWords print={sale.print} />
          <ReceiptPaper receipt={sale.receipt} label={t('sales.receipt')} />
        </section>
      </div>
    </>
  );
}

/** What became of the paper, in a few words: the notice above the screen says what to do. */
function PrintWords({ print }: { readonly print: SalePrint | null }) {
  const { t } = useWords();
  return (
    <p className="sale__print">{print === null ? t('sales.print.none') : t(`sales.print.${print.state}`)}</p>
  );
}
