import { useState } from 'react';
import { type CardNumber, groupCardNumber } from '../../../shared/domain/card-number.ts';
import { type HouseholdId, operationIdSchema } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton, CloseButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';

/** Issues a card. The dialog's id is the act's: pressed twice, it is one card. */
export function IssueCardDialog(props: {
  readonly householdId: HouseholdId;
  readonly onClose: (said: string | null) => void;
}) {
  const { t } = useWords();
  const issue = useCommand('cards.issue');
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const answer = issue.data;
  if (answer?.ok) return <NewCardDialog cardNumber={answer.value.cardNumber} onClose={props.onClose} />;
  return (
    <Dialog
      title={t('households.card.issue')}
      onClose={() => props.onClose(null)}
      actions={
        <>
          <ActionButton
            label={t('households.card.issue.do')}
            shortcut="F9"
            tone="primary"
            icon="card"
            isBusy={issue.isPending}
            onPress={() => issue.mutate({ operationId, householdId: props.householdId })}
            autoFocus
          />
          <CancelButton onPress={() => props.onClose(null)} />
        </>
      }
    >
      {answer?.ok === false && <FailureNotice failure={answer.error} />}
      <p>{t('households.card.issue.explained')}</p>
    </Dialog>
  );
}

/** The only time that a whole number is on screen. */
export function NewCardDialog(props: {
  readonly cardNumber: CardNumber;
  readonly onClose: (said: string | null) => void;
}) {
  const { t } = useWords();
  const close = () => props.onClose(t('households.card.issued'));
  return (
    <Dialog
      title={t('households.card.issued')}
      onClose={close}
      // Esc and nothing else: F9 or Enter pressed twice would close the only sight of the number.
      actions={<CloseButton onPress={close} />}
    >
      <p className="household-card-number">{groupCardNumber(props.cardNumber)}</p>
      <p>{t('households.card.issued.todo')}</p>
    </Dialog>
  );
}
