import { canPrintAgain } from '../../../shared/domain/print-job.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { Icon } from '../../ui/Icon.tsx';

/**
 * A paper that did not come out, of whatever sale, until somebody prints it again or gives it up. The sale itself is safe, and
 * the notice says so.
 */
export function PrintNotice() {
  const { t } = useWords();
  const status = useAnswer('printing.status', {}).data;
  const printAgain = useCommand('printing.printAgain');
  const job =
    status?.ok === true ? status.value.waiting.find(({ state }) => canPrintAgain(state)) : undefined;
  if (job === undefined) return null;
  const number = job.number ?? '';
  return (
    <div className="alert print-notice" role="status">
      <Icon name="print" />
      <span>{t(job.state === 'uncertain' ? 'till.print.uncertain' : 'till.print.failed', { number })}</span>
      <ActionButton
        label={t('till.print.again')}
        shortcut="F8"
        onPress={() => printAgain.mutate({ printJobId: job.printJobId })}
        isBusy={printAgain.isPending}
      />
    </div>
  );
}
