import { useLocation } from '@tanstack/react-router';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import type { MessageId } from '../../i18n/messages.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { Notice } from '../../ui/Notice.tsx';
import './printing.css';
import { type PrintProblem, printProblems } from './print-problem.ts';

/** What did not come out of the printer, the most urgent first; empty while all is well. */
export function usePrintProblems(): readonly PrintProblem[] {
  const { data: answer } = useAnswer('printing.status', {});
  return answer?.ok === true ? printProblems(answer.value.waiting) : [];
}

/**
 * On every screen: which paper did not come out, that the sale is safe, why, and what to press. Shows one paper at a
 * time and nothing while all is well.
 */
export function PrintNotice() {
  const { t } = useWords();
  const printAgain = useCommand('printing.printAgain');
  const cancel = useCommand('printing.cancel');
  const problems = usePrintProblems();
  const path = useLocation({ select: (location) => location.pathname });
  // Till, sales and laundry leave it F8. The other screens have F8 for something of their own.
  const hasF8 = ['/till', '/sales', '/laundry'].includes(path);
  const [problem] = problems;
  if (problem === undefined) return null;
  const { printJobId, state } = problem;
  const others = problems.length - 1;
  const isUncertain = state === 'uncertain';
  const goesOnByItself = state === 'queued' || state === 'printing';
  return (
    <div className="print-notice">
      <Notice
        tone={goesOnByItself ? 'warning' : 'problem'}
        title={t(titleOf(problem), { number: problem.number ?? '' })}
        actions={
          <>
            <ActionButton
              label={t(goesOnByItself ? 'printing.now' : 'printing.again')}
              icon="print"
              shortcut={hasF8 ? 'F8' : 'Ctrl+F8'}
              isBusy={printAgain.isPending}
              onPress={() => printAgain.mutate({ printJobId })}
            />
            <ActionButton
              label={t(isUncertain ? 'printing.isOut' : 'printing.giveUp')}
              tone="quiet"
              shortcut={hasF8 ? 'Shift+F8' : 'Ctrl+F9'}
              isDisabled={state === 'printing'}
              onPress={() => cancel.mutate({ printJobId })}
            />
          </>
        }
      >
        {problem.kind !== 'test-page' && t(safeOf(problem))}{' '}
        {t(reasonOf(problem), { printer: problem.printerName ?? '' })}{' '}
        {goesOnByItself && t('printing.byItself')} {others > 0 && t('printing.others', { count: others })}
      </Notice>
    </div>
  );
}

const isReturn = ({ kind }: PrintProblem): boolean => kind === 'return' || kind === 'void';

function safeOf(problem: PrintProblem): MessageId {
  if (problem.kind === 'laundry-tag') return 'printing.safe.tag';
  return isReturn(problem) ? 'printing.safe.return' : 'printing.safe.sale';
}

function titleOf(problem: PrintProblem): MessageId {
  if (problem.kind === 'test-page') return 'printing.title.testPage';
  if (problem.kind === 'laundry-tag') return 'printing.title.tag';
  return isReturn(problem) ? 'printing.title.return' : 'printing.title.sale';
}

/** Why, and what to do with one's hands. */
function reasonOf({ failure }: PrintProblem): MessageId {
  const { type } = failure.type === 'WaitedTooLong' && failure.last !== null ? failure.last : failure;
  switch (type) {
    case 'PrinterUnreachable':
    case 'PrinterOffline':
    case 'PaperOut':
    case 'CoverOpen':
    case 'PrinterUnknown':
    case 'ReceiptUnreadable':
    case 'WaitedTooLong':
      return `printing.reason.${type}`;
    case 'ConnectionLost':
    case 'Unconfirmed':
    case 'Interrupted':
    case 'Unexpected':
      return 'printing.reason.lookAtThePaper';
  }
}
