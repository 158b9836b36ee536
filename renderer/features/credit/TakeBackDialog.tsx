import { useState } from 'react';
import type { TopUpView } from '../../../shared/contract/credit-contract.ts';
import { type TakeBackReason, takeBackReasonSchema } from '../../../shared/domain/credit.ts';
import { operationIdSchema } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { formatDateTimeAt } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { CreditFailure } from './CreditFailure.tsx';
import { amountWords } from './credit-words.ts';

/** Takes a whole top-up back. Which one is chosen; the newest at first. */
export function TakeBackDialog(props: {
  /** Those that were not taken back, newest first; one at least. */
  readonly topUps: readonly TopUpView[];
  readonly onClose: (said: string | null) => void;
}) {
  const words = useWords();
  const { t, language } = words;
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const [topUpId, setTopUpId] = useState(props.topUps[0]?.topUpId ?? null);
  const [reason, setReason] = useState<TakeBackReason>('mistake');
  const run = useCommand('credit.takeBack');
  const topUp = props.topUps.find((each) => each.topUpId === topUpId);
  const labelOf = ({ occurredAt, purse, amount, programmeName }: TopUpView) =>
    [
      formatDateTimeAt(occurredAt),
      amountWords(words, purse, amount),
      ...(programmeName === null ? [] : [programmeName[language]]),
    ].join(' · ');
  const takeBack = async () => {
    if (topUp === undefined) return;
    const answer = await run.mutateAsync({ operationId, topUpId: topUp.topUpId, reason });
    if (!answer.ok) return;
    const taken = amountWords(words, topUp.purse, topUp.amount);
    const left = amountWords(words, topUp.purse, answer.value.balance);
    props.onClose(t('credit.takeBack.said', { taken, left }));
  };
  const close = () => props.onClose(null);
  return (
    <Dialog
      title={t('credit.takeBack')}
      size="wide"
      onClose={close}
      actions={
        <>
          <ActionButton
            label={t('credit.takeBack.do')}
            shortcut="F9"
            tone="danger"
            isBusy={run.isPending}
            onPress={() => void takeBack()}
          />
          <CancelButton onPress={close} />
        </>
      }
    >
      {run.data?.ok === false && <CreditFailure failure={run.data.error} />}
      <SelectField
        label={t('credit.takeBack.which')}
        value={topUpId}
        onChange={setTopUpId}
        choices={props.topUps.map((each) => ({ key: each.topUpId, label: labelOf(each) }))}
        autoFocus
      />
      <SelectField
        label={t('credit.reason')}
        value={reason}
        onChange={setReason}
        choices={takeBackReasonSchema.options.map((key) => ({
          key,
          label: t(`credit.takeBack.reason.${key}`),
        }))}
      />
      <p className="soft">{t('credit.takeBack.explained')}</p>
    </Dialog>
  );
}
