import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { MOST_CARDS_PRINTED, type WaitingCard } from '../../../shared/contract/cards-contract.ts';
import { type CardId, operationIdSchema } from '../../../shared/domain/ids.ts';
import { invoke } from '../../client/client.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { formatDate } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { useScanner } from '../../scanner/use-scanner.ts';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { PrintFailure } from './PrintFailure.tsx';
import { usePrintCards } from './use-print-cards.ts';

/** Cards that nobody has in hand: printed here by the sheet, and ticked off as they are handed over. */
export function WaitingCardsPart({ side }: { readonly side: ReactNode }) {
  const { t } = useWords();
  const answer = useAnswer('cards.waiting', {});
  if (answer.data?.ok !== true) {
    return (
      <Page title={t('cards.waiting')} side={side} isFilled>
        <AnswerView answer={answer.data}>{() => null}</AnswerView>
      </Page>
    );
  }
  return <WaitingCards cards={answer.data.value} side={side} />;
}

function WaitingCards({ cards, side }: { readonly cards: readonly WaitingCard[]; readonly side: ReactNode }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const handOver = useCommand('cards.handOver');
  const paper = usePrintCards();
  const [selectedId, setSelectedId] = useState<CardId | null>(null);
  // What Enter has turned round: by itself a card is marked while it is to be printed.
  const [turned, setTurned] = useState<ReadonlySet<CardId>>(new Set());
  const [said, setSaid] = useState<string | null>(null);
  const selected = cards.find(({ cardId }) => cardId === selectedId) ?? cards[0] ?? null;
  const isMarked = ({ cardId, printedOn }: WaitingCard) => (printedOn === null) !== turned.has(cardId);
  const marked = cards.filter(isMarked).slice(0, MOST_CARDS_PRINTED);
  const turn = ({ cardId }: WaitingCard) =>
    setTurned((before) => {
      const without = [...before].filter((each) => each !== cardId);
      return new Set(before.has(cardId) ? without : [...without, cardId]);
    });
  const paperOf = async (work: Promise<string | null>) => {
    const words = await work;
    setSaid(words);
    if (words !== null) setTurned(new Set());
  };
  const ids = marked.map(({ cardId }) => cardId);
  const give = async (card: WaitingCard) => {
    const operationId = operationIdSchema.parse(newId());
    const answer = await handOver.mutateAsync({ operationId, cardId: card.cardId });
    setSaid(answer.ok ? t('cards.handOver.said', { number: card.maskedNumber }) : null);
  };
  useScanner(async (code) => {
    const found = await invoke('households.search', { text: code });
    const [household] = found.ok ? found.value.households : [];
    const card = cards.find(
      ({ householdId, maskedNumber }) =>
        householdId === household?.householdId && maskedNumber.slice(-3) === code.slice(-3).toUpperCase(),
    );
    setSaid(card === undefined ? t('cards.scan.none') : null);
    if (card !== undefined) setSelectedId(card.cardId);
  });
  return (
    <Page
      title={t('cards.waiting')}
      side={side}
      isFilled
      actions={
        <>
          <ActionButton
            label={t('cards.print.marked', { count: marked.length })}
            icon="print"
            shortcut="F9"
            tone="primary"
            isDisabled={marked.length === 0}
            isBusy={paper.isBusy}
            onPress={() => void paperOf(paper.print(ids))}
          />
          <ActionButton
            label={t('cards.print.file')}
            shortcut="F8"
            isDisabled={marked.length === 0 || paper.isBusy}
            onPress={() => void paperOf(paper.save(ids, 'sheet'))}
          />
          <ActionButton
            label={t('cards.print.cardSize')}
            shortcut="Shift+F8"
            isDisabled={marked.length === 0 || paper.isBusy}
            onPress={() => void paperOf(paper.save(ids, 'card'))}
          />
          <ActionButton
            label={t('cards.handOver')}
            icon="check"
            shortcut="F6"
            isDisabled={selected === null}
            isBusy={handOver.isPending}
            onPress={() => selected !== null && void give(selected)}
          />
          <ActionButton
            label={t('cards.household')}
            shortcut="F7"
            isDisabled={selected === null}
            onPress={() => {
              if (selected === null) return;
              const { householdId } = selected;
              void navigate({ to: '/households/$householdId', params: { householdId } });
            }}
          />
        </>
      }
    >
      <div className="credit-part">
        {said !== null && <Notice tone="ok" title={said} />}
        {paper.failure !== null && <PrintFailure failure={paper.failure} />}
        {handOver.data?.ok === false && <FailureNotice failure={handOver.data.error} />}
        <p>{t('cards.waiting.how')}</p>
        <WaitingTable
          cards={cards}
          isMarked={isMarked}
          selected={selected}
          onSelect={setSelectedId}
          onTurn={turn}
        />
      </div>
    </Page>
  );
}

function WaitingTable(props: {
  readonly cards: readonly WaitingCard[];
  readonly isMarked: (card: WaitingCard) => boolean;
  readonly selected: WaitingCard | null;
  readonly onSelect: (cardId: CardId | null) => void;
  readonly onTurn: (card: WaitingCard) => void;
}) {
  const { t } = useWords();
  const dateOf = (on: WaitingCard['printedOn']) => (on === null ? '' : formatDate(on));
  return (
    <DataTable
      caption={t('cards.waiting')}
      isCaptionHidden
      rows={props.cards}
      rowKey={({ cardId }) => cardId}
      rowText={({ holderName }) => holderName ?? ''}
      columns={[
        {
          key: 'holder',
          header: t('cards.holder'),
          cell: ({ holderName }) => holderName ?? t('households.nameless'),
          width: '2fr',
        },
        { key: 'number', header: t('cards.number'), cell: ({ maskedNumber }) => maskedNumber, width: 165 },
        {
          key: 'use',
          header: t('cards.use'),
          cell: ({ use, isDelegates }) =>
            isDelegates ? `${t(`cards.use.${use}`)}, ${t('cards.delegates')}` : t(`cards.use.${use}`),
          width: 175,
        },
        {
          key: 'printed',
          header: t('cards.printedOn'),
          cell: ({ printedOn }) => (printedOn === null ? t('cards.toPrint') : dateOf(printedOn)),
          width: 155,
        },
        {
          key: 'marked',
          header: t('cards.marked'),
          cell: (card) => (props.isMarked(card) ? t('cards.marked.yes') : ''),
          width: 105,
        },
      ]}
      selectedKey={props.selected?.cardId}
      onSelect={(card) => props.onSelect(card?.cardId ?? null)}
      onOpen={props.onTurn}
      autoFocus
      emptyTitle={t('cards.waiting.none')}
      emptyText={t('cards.waiting.none.todo')}
    />
  );
}
