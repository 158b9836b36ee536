import { useState } from 'react';
import {
  type CreditPurse,
  judgeTopUp,
  type TopUpReason,
  topUpReasonSchema,
} from '../../../shared/domain/credit.ts';
import { type HouseholdId, operationIdSchema, type ProgrammeId } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { AmountField } from './AmountField.tsx';
import { CreditFailure } from './CreditFailure.tsx';
import { amountWords, purseName } from './credit-words.ts';

const NOTHING_YET = { programmes: [], rules: undefined, lastProgrammeId: null };

const PURSES = ['cents', 'washes'] as const satisfies readonly CreditPurse[];

/** Gives credit to one household. The dialog's id is the act's: Enter pressed twenty times is one top-up. */
export function TopUpDialog(props: {
  readonly householdId: HouseholdId;
  readonly onClose: (said: string | null) => void;
}) {
  const words = useWords();
  const { t, language } = words;
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const [purse, setPurse] = useState<CreditPurse>('cents');
  const [amount, setAmount] = useState<number | null>(null);
  const [chosen, setProgrammeId] = useState<ProgrammeId | null>(null);
  const [reason, setReason] = useState<TopUpReason>('first-need');
  const choices = useAnswer('credit.choices', {});
  const run = useCommand('credit.topUp');
  const { programmes, rules, lastProgrammeId } = choices.data?.ok ? choices.data.value : NOTHING_YET;
  const programmeId = chosen ?? lastProgrammeId;
  const isGood =
    amount !== null && rules !== undefined && judgeTopUp(rules, purse, amount).ok && programmeId !== null;
  const give = async () => {
    if (!isGood || run.isPending) return;
    const { householdId } = props;
    const answer = await run.mutateAsync({ operationId, householdId, programmeId, purse, amount, reason });
    if (!answer.ok) return;
    const given = amountWords(words, purse, amount);
    props.onClose(t('credit.topUp.said', { given, left: amountWords(words, purse, answer.value.balance) }));
  };
  const close = () => props.onClose(null);
  return (
    <FormDialog
      title={t('credit.topUp')}
      onClose={close}
      label={t('credit.topUp.do')}
      isDisabled={!isGood}
      isBusy={run.isPending}
      onPress={() => void give()}
    >
      {run.data?.ok === false && <CreditFailure failure={run.data.error} />}
      {choices.data?.ok === false && <FailureNotice failure={choices.data.error} />}
      <SelectField
        label={t('credit.purse')}
        value={purse}
        onChange={(next) => {
          setPurse(next);
          setAmount(null);
        }}
        choices={PURSES.map((key) => ({ key, label: purseName(words, key) }))}
      />
      <AmountField
        key={purse}
        label={t(purse === 'cents' ? 'credit.amount.euro' : 'credit.amount.washes')}
        purse={purse}
        amount={amount}
        onChange={setAmount}
        rules={rules}
        onSubmit={() => void give()}
        isRequired
        autoFocus
      />
      <SelectField
        label={t('credit.programme')}
        isRequired
        value={programmeId}
        onChange={setProgrammeId}
        choices={programmes.map((each) => ({ key: each.programmeId, label: each.name[language] }))}
      />
      <SelectField
        label={t('credit.reason')}
        value={reason}
        onChange={setReason}
        choices={topUpReasonSchema.options.map((key) => ({ key, label: t(`credit.reason.${key}`) }))}
      />
    </FormDialog>
  );
}
