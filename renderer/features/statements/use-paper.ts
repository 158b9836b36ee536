import type { OperationId } from '../../../shared/domain/ids.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { savePaper } from './save-paper.ts';

/** Draws a recorded statement and hands it over as a file. Gives back the file's name, or null where it failed. */
export function usePaper() {
  const { t } = useWords();
  const pdf = useCommand('statements.pdf');
  const take = async (statementId: OperationId): Promise<string | null> => {
    const answer = await pdf.mutateAsync({ statementId });
    if (!answer.ok) return null;
    const { internalCode, from, to } = answer.value;
    const fileName = t('statements.file', { code: internalCode, from, to });
    savePaper(answer.value, fileName);
    return fileName;
  };
  return { take, isBusy: pdf.isPending, failure: pdf.data?.ok === false ? pdf.data.error : null };
}
