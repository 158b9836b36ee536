import { useWords } from '../../i18n/WordsProvider.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { amountWords } from './credit-words.ts';
import type { useBatch } from './use-batch.ts';

/** How far a batch has come while it is given, and what came of it. */
export function BatchWork({ work }: { readonly work: ReturnType<typeof useBatch> }) {
  const words = useWords();
  const { t } = words;
  const { batch, isRunning, failure } = work;
  return (
    <>
      {isRunning && batch !== null && (
        <ProgressBar
          label={t('credit.batch.running')}
          done={batch.givenHouseholds}
          total={batch.households}
        />
      )}
      {failure !== null && <FailureNotice failure={failure} />}
      {!isRunning && batch?.state === 'done' && (
        <Notice
          tone="ok"
          title={t('credit.batch.done', {
            households: batch.givenHouseholds,
            total: amountWords(words, batch.purse, batch.givenAmount),
          })}
        />
      )}
    </>
  );
}
