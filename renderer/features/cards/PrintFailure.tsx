import { useWords } from '../../i18n/WordsProvider.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';

const PRINTER_FAILURES = new Set(['A4PrinterMissing', 'A4PrintRefused', 'NoA4Printer']);

/** Why cards did not come out; where it is the printer's fault, the way round it. */
export function PrintFailure({ failure }: { readonly failure: { readonly type: string } }) {
  const { t } = useWords();
  return (
    <FailureNotice failure={failure}>
      {PRINTER_FAILURES.has(failure.type) && t('cards.print.todo')}
    </FailureNotice>
  );
}
