import { useState } from 'react';
import type { NewCard } from '../../../shared/contract/cards-contract.ts';
import { groupCardNumber } from '../../../shared/domain/card-number.ts';
import { type HouseholdId, operationIdSchema } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CloseButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { CardPurposeFields, USUAL_PURPOSE } from '../cards/CardPurposeFields.tsx';
import { PrintFailure } from '../cards/PrintFailure.tsx';
import { usePrintCards } from '../cards/use-print-cards.ts';

/** Issues a card. The dialog's id is the act's: pressed twice, it is one card. */
export function IssueCardDialog(props: {
  readonly householdId: HouseholdId;
  readonly onClose: (said: string | null) => void;
}) {
  const { t } = useWords();
  const issue = useCommand('cards.issue');
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const [purpose, setPurpose] = useState(USUAL_PURPOSE);
  const answer = issue.data;
  if (answer?.ok) return <NewCardDialog card={answer.value} onClose={props.onClose} />;
  const { use, personId, hasExpiry, expiresOn } = purpose;
  const give = () =>
    issue.mutate({
      operationId,
      householdId: props.householdId,
      use,
      ...(personId === null ? {} : { personId }),
      ...(!hasExpiry || expiresOn === null ? {} : { expiresOn }),
    });
  return (
    <FormDialog
      title={t('households.card.issue')}
      onClose={() => props.onClose(null)}
      label={t('households.card.issue.do')}
      icon="card"
      isDisabled={hasExpiry && expiresOn === null}
      isBusy={issue.isPending}
      onPress={give}
      autoFocus
    >
      {answer?.ok === false && <FailureNotice failure={answer.error} />}
      <CardPurposeFields
        householdId={props.householdId}
        purpose={purpose}
        set={(changed) => setPurpose((before) => ({ ...before, ...changed }))}
      />
      <p className="soft">{t('households.card.issue.explained')}</p>
    </FormDialog>
  );
}

/** The only time that a whole number is on screen. */
export function NewCardDialog(props: {
  readonly card: NewCard;
  readonly onClose: (said: string | null) => void;
}) {
  const { t } = useWords();
  const { cardId, cardNumber } = props.card;
  const paper = usePrintCards();
  const [said, setSaid] = useState<string | null>(null);
  const close = () => props.onClose(t('households.card.issued'));
  return (
    <Dialog
      title={t('households.card.issued')}
      onClose={close}
      // Esc and nothing else closes: F9 or Enter pressed twice would close the only sight of the number.
      actions={
        <>
          <ActionButton
            label={t('cards.print.one')}
            shortcut="F8"
            icon="print"
            isBusy={paper.isBusy}
            onPress={() => void paper.print([cardId]).then(setSaid)}
          />
          <ActionButton
            label={t('cards.print.cardSize')}
            shortcut="Shift+F8"
            isDisabled={paper.isBusy}
            onPress={() => void paper.save([cardId], 'card').then(setSaid)}
          />
          <CloseButton onPress={close} />
        </>
      }
    >
      {paper.failure !== null && <PrintFailure failure={paper.failure} />}
      {said !== null && <Notice tone="ok" title={said} />}
      <p className="household-card-number">{groupCardNumber(cardNumber)}</p>
      <p>{t('households.card.issued.todo')}</p>
    </Dialog>
  );
}
