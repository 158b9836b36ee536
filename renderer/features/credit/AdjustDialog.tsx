import { useState } from 'react';
import type { HouseholdCredit } from '../../../shared/contract/credit-contract.ts';
import { unitOfPurse } from '../../../shared/domain/account.ts';
import {
  type AdjustablePurse,
  type AdjustmentReason,
  adjustmentReasonSchema,
} from '../../../shared/domain/credit.ts';
import { type HouseholdId, operationIdSchema } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { AmountField } from './AmountField.tsx';
import { CreditFailure } from './CreditFailure.tsx';
import { amountWords, changeWords, purseName } from './credit-words.ts';

/** Puts one account right by hand, with a reason. */
export function AdjustDialog(props: {
  readonly householdId: HouseholdId;
  readonly adjustable: HouseholdCredit['adjustable'];
  readonly onClose: (said: string | null) => void;
}) {
  const words = useWords();
  const { t } = words;
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const [purse, setPurse] = useState<AdjustablePurse>(props.adjustable[0]?.purse ?? 'cents');
  const [direction, setDirection] = useState<'add' | 'take'>('add');
  const [amount, setAmount] = useState<number | null>(null);
  const [reason, setReason] = useState<AdjustmentReason>('recording-mistake');
  const run = useCommand('credit.adjust');
  const unit = unitOfPurse(purse);
  const isGood = amount !== null && amount > 0;
  const adjust = async () => {
    if (!isGood || run.isPending) return;
    const change = direction === 'add' ? amount : -amount;
    const { householdId } = props;
    const answer = await run.mutateAsync({ operationId, householdId, purse, amount: change, reason });
    if (!answer.ok) return;
    const said = {
      change: changeWords(words, unit, change),
      left: amountWords(words, unit, answer.value.balance),
    };
    props.onClose(t('credit.adjust.said', said));
  };
  const close = () => props.onClose(null);
  return (
    <FormDialog
      title={t('credit.adjust')}
      onClose={close}
      label={t('credit.adjust.do')}
      isDisabled={!isGood}
      isBusy={run.isPending}
      onPress={() => void adjust()}
    >
      {run.data?.ok === false && <CreditFailure failure={run.data.error} />}
      <SelectField
        label={t('credit.account')}
        value={purse}
        onChange={(next) => {
          setPurse(next);
          setAmount(null);
        }}
        choices={props.adjustable.map((each) => ({
          key: each.purse,
          label: `${purseName(words, each.purse)} · ${amountWords(words, unitOfPurse(each.purse), each.balance)}`,
        }))}
        autoFocus
      />
      <SelectField
        label={t('credit.adjust.direction')}
        value={direction}
        onChange={setDirection}
        choices={[
          { key: 'add', label: t('credit.adjust.add') },
          { key: 'take', label: t('credit.adjust.take') },
        ]}
      />
      <AmountField
        key={purse}
        label={t(purse === 'cents' ? 'credit.amount.euro' : 'credit.amount')}
        purse={purse}
        amount={amount}
        onChange={setAmount}
        onSubmit={() => void adjust()}
        isRequired
      />
      <SelectField
        label={t('credit.reason')}
        value={reason}
        onChange={setReason}
        choices={adjustmentReasonSchema.options.map((key) => ({
          key,
          label: t(`credit.adjust.reason.${key}`),
        }))}
      />
    </FormDialog>
  );
}
