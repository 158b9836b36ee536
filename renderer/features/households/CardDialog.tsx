import { useState } from 'react';
import type { CardView } from '../../../shared/contract/households-contract.ts';
import { operationIdSchema } from '../../../shared/domain/ids.ts';
import type { CardBlockReason } from '../../../shared/operations/household-operations.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CloseButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { CardExpiryDialog } from '../cards/CardExpiryDialog.tsx';
import { PrintFailure } from '../cards/PrintFailure.tsx';
import { usePrintCards } from '../cards/use-print-cards.ts';
import { useHasRole } from '../session/session-context.ts';
import { cardWords } from './household-words.ts';
import { NewCardDialog } from './IssueCardDialog.tsx';

const REASONS = ['lost', 'stolen', 'misuse', 'other'] as const satisfies readonly CardBlockReason[];

interface CardDialogProps {
  readonly cards: readonly CardView[];
  readonly onClose: (said: string | null) => void;
}

/** Hands over, prints, blocks, unblocks or replaces one of a household's cards. */
export function CardDialog(props: CardDialogProps) {
  const words = useWords();
  const { t } = words;
  const isOffice = useHasRole('office');
  const living = props.cards.filter(({ state }) => state !== 'replaced');
  const [cardId, setCardId] = useState(living.at(-1)?.cardId ?? null);
  const [isExpiryOpen, setExpiryOpen] = useState(false);
  const [printed, setPrinted] = useState<string | null>(null);
  const acts = useCardActs(props.onClose);
  const paper = usePrintCards();
  const card = living.find((each) => each.cardId === cardId);
  if (acts.newCard !== null) return <NewCardDialog card={acts.newCard} onClose={props.onClose} />;
  if (isExpiryOpen && card !== undefined) return <CardExpiryDialog card={card} onClose={props.onClose} />;
  const close = () => props.onClose(null);
  return (
    <Dialog
      title={t(isOffice ? 'households.card.manage' : 'households.card.manage.block')}
      size="wide"
      onClose={close}
      actions={
        <>
          {card !== undefined && (
            <CardActions
              card={card}
              acts={acts}
              isPrinting={paper.isBusy}
              onPrint={() => void paper.print([card.cardId]).then(setPrinted)}
              onExpiry={() => setExpiryOpen(true)}
            />
          )}
          <CloseButton onPress={close} />
        </>
      }
    >
      {acts.failure !== null && <FailureNotice failure={acts.failure} />}
      {paper.failure !== null && <PrintFailure failure={paper.failure} />}
      {printed !== null && <Notice tone="ok" title={printed} />}
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
      {card !== undefined && card.state !== 'blocked' && <BlockKeys card={card} acts={acts} />}
      {isOffice && <p className="soft">{t('households.card.replace.explained')}</p>}
    </Dialog>
  );
}

type Acts = ReturnType<typeof useCardActs>;

/** What is done to a card from here. Their ids are made when the dialog opens: pressed twice, each is done once. */
function useCardActs(onClose: CardDialogProps['onClose']) {
  const { t } = useWords();
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const block = useCommand('cards.block');
  const unblock = useCommand('cards.unblock');
  const replace = useCommand('cards.replace');
  const handOver = useCommand('cards.handOver');
  const commands = [block, unblock, replace, handOver];
  const failed = commands.map(({ data }) => data).find((answer) => answer?.ok === false);
  return {
    newCard: replace.data?.ok === true ? replace.data.value : null,
    failure: failed?.ok === false ? failed.error : null,
    isBusy: commands.some(({ isPending }) => isPending),
    replace: ({ cardId }: CardView) => replace.mutate({ operationId, cardId }),
    block: async ({ cardId }: CardView, reason: CardBlockReason) => {
      const answer = await block.mutateAsync({ operationId, cardId, reason });
      if (answer.ok) onClose(t('households.card.said.blocked'));
    },
    unblock: async ({ cardId }: CardView) => {
      const answer = await unblock.mutateAsync({ operationId, cardId });
      if (answer.ok) onClose(t('households.card.said.unblocked'));
    },
    handOver: async ({ cardId, maskedNumber }: CardView) => {
      const answer = await handOver.mutateAsync({ operationId, cardId });
      if (answer.ok) onClose(t('cards.handOver.said', { number: maskedNumber }));
    },
  };
}

function CardActions(props: {
  readonly card: CardView;
  readonly acts: Acts;
  readonly isPrinting: boolean;
  readonly onPrint: () => void;
  readonly onExpiry: () => void;
}) {
  const { t } = useWords();
  const isOffice = useHasRole('office');
  const { card, acts } = props;
  const isActive = card.state === 'active';
  return (
    <>
      {isActive && card.handedOverOn === null && (
        <ActionButton
          label={t('cards.handOver.do')}
          shortcut="F9"
          tone="primary"
          icon="check"
          isBusy={acts.isBusy}
          onPress={() => void acts.handOver(card)}
        />
      )}
      {card.state === 'blocked' && isOffice && (
        <ActionButton
          label={t('households.card.unblock')}
          shortcut="F9"
          tone="primary"
          isBusy={acts.isBusy}
          onPress={() => void acts.unblock(card)}
        />
      )}
      {isOffice && isActive && (
        <ActionButton
          label={t('cards.print.one')}
          shortcut="F8"
          icon="print"
          isBusy={props.isPrinting}
          onPress={props.onPrint}
        />
      )}
      {isOffice && (
        <>
          <ActionButton
            label={t('households.card.replace')}
            shortcut="F6"
            icon="card"
            isBusy={acts.isBusy}
            onPress={() => acts.replace(card)}
          />
          <ActionButton label={t('cards.expiry.change')} shortcut="F5" onPress={props.onExpiry} />
        </>
      )}
    </>
  );
}

function BlockKeys({ card, acts }: { readonly card: CardView; readonly acts: Acts }) {
  const { t } = useWords();
  return (
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
            isBusy={acts.isBusy}
            onPress={() => void acts.block(card, reason)}
          />
        ))}
      </div>
    </>
  );
}
