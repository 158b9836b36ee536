import { useState } from 'react';
import type { CardView } from '../../../shared/contract/households-contract.ts';
import { operationIdSchema } from '../../../shared/domain/ids.ts';
import type { CardBlockReason } from '../../../shared/operations/household-operations.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { useHasRole } from '../session/session-context.ts';
import { cardWords } from './household-words.ts';
import { NewCardDialog } from './IssueCardDialog.tsx';

const REASONS = ['lost', 'stolen', 'misuse', 'other'] as const satisfies readonly CardBlockReason[];

/** Blocks, unblocks or replaces one of a household's cards. */
export function CardDialog(props: {
  readonly cards: readonly CardView[];
  readonly onClose: (said: string | null) => void;
}) {
  const words = useWords();
  const { t } = words;
  const mayReplace = useHasRole('office');
  const living = props.cards.filter(({ state }) => state !== 'replaced');
  const [cardId, setCardId] = useState(living.at(-1)?.cardId ?? null);
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const block = useCommand('cards.block');
  const unblock = useCommand('cards.unblock');
  const replace = useCommand('cards.replace');
  const card = living.find((each) => each.cardId === cardId);
  if (replace.data?.ok) {
    return <NewCardDialog cardNumber={replace.data.value.cardNumber} onClose={props.onClose} />;
  }
  const failed = [block.data, unblock.data, replace.data].find((answer) => answer?.ok === false);
  const close = () => props.onClose(null);
  const blockFor = async (reason: CardBlockReason) => {
    if (card === undefined) return;
    const answer = await block.mutateAsync({ operationId, cardId: card.cardId, reason });
    if (answer.ok) props.onClose(t('households.card.said.blocked'));
  };
  const lift = async () => {
    if (card === undefined) return;
    const answer = await unblock.mutateAsync({ operationId, cardId: card.cardId });
    if (answer.ok) props.onClose(t('households.card.said.unblocked'));
  };
  return (
    <Dialog
      title={t(mayReplace ? 'households.card.manage' : 'households.card.manage.block')}
      onClose={close}
      actions={
        <>
          {mayReplace && card !== undefined && (
            <ActionButton
              label={t('households.card.replace')}
              shortcut="F6"
              icon="card"
              isBusy={replace.isPending}
              onPress={() => replace.mutate({ operationId, cardId: card.cardId })}
            />
          )}
          <CancelButton onPress={close} />
        </>
      }
    >
      {failed?.ok === false && <FailureNotice failure={failed.error} />}
      {living.length > 1 && (
        <SelectField
          label={t('households.card.choose')}
          value={cardId}
          onChange={setCardId}
          choices={living.map((each) => ({
            key: each.cardId,
            label: `${each.maskedNumber} · ${cardWords(words, each)}`,
          }))}
        />
      )}
      {card !== undefined && living.length === 1 && (
        <p>
          <strong>{card.maskedNumber}</strong> · {cardWords(words, card)}
        </p>
      )}
      {card?.state === 'active' && (
        <>
          <h3>{t('households.card.why')}</h3>
          <div className="columns">
            {REASONS.map((reason, index) => (
              <ActionButton
                key={reason}
                label={t('households.card.block', { reason: t(`households.card.reason.${reason}`) })}
                shortcut={String(index + 1)}
                tone="danger"
                isWide
                isBusy={block.isPending}
                onPress={() => void blockFor(reason)}
              />
            ))}
          </div>
        </>
      )}
      {card?.state === 'blocked' && mayReplace && (
        <ActionButton
          label={t('households.card.unblock')}
          shortcut="F9"
          tone="primary"
          isBusy={unblock.isPending}
          onPress={() => void lift()}
        />
      )}
      {mayReplace && <p className="soft">{t('households.card.replace.explained')}</p>}
    </Dialog>
  );
}
