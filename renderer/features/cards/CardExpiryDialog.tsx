import { useState } from 'react';
import type { CardView } from '../../../shared/contract/households-contract.ts';
import { operationIdSchema } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { ExpiryFields } from './CardPurposeFields.tsx';

/** The last day of a card; an empty field takes it away. */
export function CardExpiryDialog(props: {
  readonly card: CardView;
  readonly onClose: (said: string | null) => void;
}) {
  const { t } = useWords();
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const before = props.card.expiresOn;
  const [{ hasExpiry, expiresOn }, setExpiry] = useState({ hasExpiry: before !== null, expiresOn: before });
  const isGood = !hasExpiry || expiresOn !== null;
  const run = useCommand('cards.setExpiry');
  const save = async () => {
    if (!isGood) return;
    const day = hasExpiry ? expiresOn : null;
    const answer = await run.mutateAsync({ operationId, cardId: props.card.cardId, expiresOn: day });
    if (answer.ok) props.onClose(t('cards.expiry.said'));
  };
  const close = () => props.onClose(null);
  return (
    <FormDialog
      title={t('cards.expiry.change')}
      onClose={close}
      label={t('cards.expiry.save')}
      isDisabled={!isGood}
      isBusy={run.isPending}
      onPress={() => void save()}
    >
      {run.data?.ok === false && <FailureNotice failure={run.data.error} />}
      <p>
        <strong>{props.card.maskedNumber}</strong>
      </p>
      <ExpiryFields
        hasExpiry={hasExpiry}
        expiresOn={expiresOn}
        set={(changed) => setExpiry((before) => ({ ...before, ...changed }))}
      />
    </FormDialog>
  );
}
