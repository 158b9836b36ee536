import { useState } from 'react';
import type { ReturnedSale, SaleDetail, SaleDetailLine } from '../../../shared/contract/sales-contract.ts';
import { operationIdSchema } from '../../../shared/domain/ids.ts';
import { tendersReturned } from '../../../shared/domain/sale-postings.ts';
import { NO_TENDERS, pointsOfTenders, sumTenders } from '../../../shared/domain/tenders.ts';
import type { ReturnReason } from '../../../shared/operations/sale-operations.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { formatDate } from '../../format/date-time.ts';
import { sayTenders } from '../../format/tender-words.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { SalesFailure } from './SalesFailure.tsx';

const REASONS = [
  'mistake',
  'goods-returned',
  'goods-faulty',
  'other',
] as const satisfies readonly ReturnReason[];

export interface TakeBackDialogProps {
  readonly sale: SaleDetail;
  /** Everything that is left, or chosen pieces. */
  readonly isVoid: boolean;
  readonly onDone: (returned: ReturnedSale) => void;
  readonly onClose: () => void;
}

/** Takes a sale back: shows first what comes back and which points go where, then does it once. */
export function TakeBackDialog(props: TakeBackDialogProps) {
  const words = useWords();
  const { t } = words;
  const { sale, isVoid } = props;
  const [returnId] = useState(() => operationIdSchema.parse(newId()));
  const [reason, setReason] = useState<ReturnReason>(isVoid ? 'mistake' : 'goods-returned');
  const [quantities, setQuantities] = useState<Quantities>(() => startWith(sale, isVoid));
  const takeBack = useCommand('sales.return');
  const voidSale = useCommand('sales.void');
  const command = isVoid ? voidSale : takeBack;

  const left = sale.lines.filter((line) => leftOf(line) > 0);
  const chosen = left.flatMap((line) => {
    const quantity = quantities.get(line.line) ?? 0;
    return quantity > 0 ? [{ line, quantity }] : [];
  });
  const pieces = chosen.reduce((sum, { quantity }) => sum + quantity, 0);
  const givenBack = sale.isCharged
    ? sumTenders(chosen.map(({ line, quantity }) => tendersReturned(line, line.returnedQuantity, quantity)))
    : NO_TENDERS;
  const isEnded = sale.periodEndedOn !== null && pointsOfTenders(givenBack) > 0;

  const confirm = async (toCurrentPeriod?: boolean) => {
    const input = {
      returnId,
      saleId: sale.saleId,
      reason,
      ...(toCurrentPeriod === undefined ? {} : { toCurrentPeriod }),
    };
    const lines = chosen.map(({ line, quantity }) => ({ line: line.line, quantity }));
    const answer = isVoid
      ? await voidSale.mutateAsync(input)
      : await takeBack.mutateAsync({ ...input, lines });
    if (answer.ok) props.onDone(answer.value);
  };

  return (
    <Dialog
      title={t(isVoid ? 'sales.void.title' : 'sales.return.title', { number: sale.number })}
      size="wide"
      onClose={props.onClose}
      actions={
        <>
          <ConfirmButtons
            isEnded={isEnded}
            mayGiveToCurrentPeriod={sale.mayGiveToCurrentPeriod}
            isVoid={isVoid}
            isDisabled={pieces === 0}
            isBusy={command.isPending}
            onConfirm={(toCurrentPeriod) => void confirm(toCurrentPeriod)}
          />
          {/* Not "Annulla": beside "Annulla la spesa" it would say the opposite of what it does. */}
          <ActionButton label={t('sales.leave')} shortcut="Escape" onPress={props.onClose} />
        </>
      }
    >
      {command.data?.ok === false && <SalesFailure failure={command.data.error} />}
      {isEnded && (
        <Notice
          tone="warning"
          title={t('sales.ended', { on: sale.periodEndedOn === null ? '' : formatDate(sale.periodEndedOn) })}
        >
          {t(sale.mayGiveToCurrentPeriod ? 'sales.ended.choose' : 'sales.ended.askOffice')}
        </Notice>
      )}
      {!isVoid && <QuantityFields lines={left} quantities={quantities} onChange={setQuantities} />}
      <SelectField
        label={t('sales.reason')}
        value={reason}
        onChange={setReason}
        choices={REASONS.map((key) => ({ key, label: t(`sales.reason.${key}`) }))}
      />
      <p className="take-back__sum" role="status">
        {t('sales.comesBack', { pieces })}{' '}
        {sale.isCharged
          ? t('sales.goesBack', { points: sayTenders(givenBack, words) })
          : t('sales.noPointsPaid')}
      </p>
    </Dialog>
  );
}

const leftOf = (line: SaleDetailLine): number => line.quantity - line.returnedQuantity;

/** Null where nothing is typed: an empty field is filled by one key, a nought would have to be taken away first. */
type Quantities = ReadonlyMap<number, number | null>;

const startWith = (sale: SaleDetail, isVoid: boolean): Quantities =>
  new Map(sale.lines.map((line) => [line.line, isVoid ? leftOf(line) : null]));

/** One key where the points simply go back; two, that say where they go, where their period has ended. */
function ConfirmButtons(props: {
  readonly isEnded: boolean;
  readonly mayGiveToCurrentPeriod: boolean;
  readonly isVoid: boolean;
  readonly isDisabled: boolean;
  readonly isBusy: boolean;
  readonly onConfirm: (toCurrentPeriod?: boolean) => void;
}) {
  const { t } = useWords();
  const { isDisabled, isBusy, onConfirm } = props;
  if (!props.isEnded) {
    return (
      <ActionButton
        label={t(props.isVoid ? 'sales.void.confirm' : 'sales.return.confirm')}
        tone={props.isVoid ? 'danger' : 'primary'}
        shortcut="F9"
        isDisabled={isDisabled}
        isBusy={isBusy}
        onPress={() => onConfirm()}
      />
    );
  }
  return (
    <>
      {props.mayGiveToCurrentPeriod && (
        <ActionButton
          label={t('sales.ended.toCurrent')}
          tone="primary"
          shortcut="F9"
          isDisabled={isDisabled}
          isBusy={isBusy}
          onPress={() => onConfirm(true)}
        />
      )}
      <ActionButton
        label={t('sales.ended.toOwn')}
        shortcut="F7"
        isDisabled={isDisabled}
        isBusy={isBusy}
        onPress={() => onConfirm(false)}
      />
    </>
  );
}

function QuantityFields(props: {
  readonly lines: readonly SaleDetailLine[];
  readonly quantities: Quantities;
  readonly onChange: (quantities: Quantities) => void;
}) {
  const { t } = useWords();
  return (
    <fieldset className="take-back__lines">
      <legend>{t('sales.return.which')}</legend>
      {props.lines.map((line, index) => (
        <NumberField
          key={line.line}
          label={line.name}
          hint={t('sales.return.left', { count: leftOf(line) })}
          value={props.quantities.get(line.line) ?? null}
          onChange={(quantity) => props.onChange(new Map(props.quantities).set(line.line, quantity))}
          max={leftOf(line)}
          autoFocus={index === 0}
        />
      ))}
    </fieldset>
  );
}
