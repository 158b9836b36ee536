import { useState } from 'react';
import type { Answer } from '../../../shared/contract/contract.ts';
import { type CardId, operationIdSchema } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { saveFile } from '../statements/save-file.ts';

export type CardFormat = 'sheet' | 'card';
type Failure = Extract<Answer<'cards.print'>, { readonly ok: false }>['error'];

/**
 * Prints cards: A4 sheets on this counter's printer, or as a file where it has none chosen; the size of a card always as a
 * file, for the program of a card printer. Says what became of it, or null where it failed.
 */
export function usePrintCards() {
  const { t } = useWords();
  const run = useCommand('cards.print');
  const [failure, setFailure] = useState<Failure | null>(null);
  const save = async (cardIds: readonly CardId[], format: CardFormat): Promise<string | null> => {
    const operationId = operationIdSchema.parse(newId());
    const answer = await run.mutateAsync({ operationId, cardIds: [...cardIds], format, to: 'file' });
    setFailure(answer.ok ? null : answer.error);
    if (!answer.ok || answer.value.pdfBase64 === null) return null;
    const count = answer.value.cardCount;
    const fileName = t(`cards.file.${format}`, { count });
    saveFile(answer.value.pdfBase64, fileName, 'application/pdf');
    return t('cards.print.saved', { count, file: fileName });
  };
  const print = async (cardIds: readonly CardId[]): Promise<string | null> => {
    const operationId = operationIdSchema.parse(newId());
    const answer = await run.mutateAsync({
      operationId,
      cardIds: [...cardIds],
      format: 'sheet',
      to: 'printer',
    });
    if (!answer.ok && answer.error.type === 'NoA4Printer') return save(cardIds, 'sheet');
    setFailure(answer.ok ? null : answer.error);
    return answer.ok ? t('cards.print.printed', { count: answer.value.cardCount }) : null;
  };
  return { print, save, isBusy: run.isPending, failure };
}
