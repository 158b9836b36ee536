import type { OperationId } from '../../../shared/domain/ids.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { savePaper } from './save-paper.ts';

/** Where a paper went: into a file of this name, or to the printer. */
export type PaperWay = { readonly fileName: string } | { readonly printer: string | null };

/** Draws a recorded statement and hands it over: to the A4 printer where this counter has one, else as a file. */
export function usePaper() {
  const { t } = useWords();
  const pdf = useCommand('statements.pdf');
  const print = useCommand('statements.print');
  const hasPrinter = useHasA4Printer();
  const save = async (statementId: OperationId): Promise<PaperWay | null> => {
    print.reset();
    const answer = await pdf.mutateAsync({ statementId });
    if (!answer.ok) return null;
    const { internalCode, from, to } = answer.value;
    const fileName = t('statements.file', { code: internalCode, from, to });
    savePaper(answer.value, fileName);
    return { fileName };
  };
  const toPrinter = async (statementId: OperationId): Promise<PaperWay | null> => {
    pdf.reset();
    const answer = await print.mutateAsync({ statementId });
    return answer.ok ? answer.value : null;
  };
  const last = print.data ?? pdf.data;
  return {
    hasPrinter,
    save,
    /** The usual way of this counter. */
    take: hasPrinter ? toPrinter : save,
    isBusy: pdf.isPending || print.isPending,
    failure: last?.ok === false ? last.error : null,
  };
}

/** Whether papers can go straight to a printer: one was chosen, or the system has any. */
export function useHasA4Printer(): boolean {
  const { data } = useAnswer('papers.status', {});
  if (data?.ok !== true) return false;
  const { choice, printers } = data.value;
  return choice.type === 'chosen' || (choice.type === 'preferred' && printers.length > 0);
}
