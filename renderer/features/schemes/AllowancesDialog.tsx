import type { AllowanceProgress, DueView } from '../../../shared/contract/allowances-contract.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { formatDate } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { CloseButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';

/** The points of the period, to all households that have not theirs yet: how many first, then how far it is. */
export function AllowancesDialog(props: { readonly onClose: () => void }) {
  const { t } = useWords();
  // The run says itself, a few times a second, that its progress has changed.
  const progress = useAnswer('allowances.progress', {}, { isForgotten: true });
  const run = progress.data?.ok ? progress.data.value : null;
  const isRunning = run?.state === 'running';
  const due = useAnswer('allowances.due', {}, { isEnabled: run !== null && !isRunning, isForgotten: true });
  const start = useCommand('allowances.start');
  const cancel = useCommand('allowances.cancel');
  const lines = due.data?.ok ? due.data.value.lines : [];
  const households = lines.reduce((sum, line) => sum + line.households, 0);
  return (
    <Dialog
      title={t('schemes.allowances.title')}
      size="wide"
      onClose={props.onClose}
      actions={
        <>
          {isRunning ? (
            <ActionButton
              label={t('schemes.allowances.stop')}
              shortcut="F8"
              isBusy={cancel.isPending}
              onPress={() => cancel.mutate({})}
            />
          ) : (
            <ActionButton
              label={t('schemes.allowances.give', { households })}
              shortcut="F9"
              tone="primary"
              isDisabled={households === 0}
              isBusy={start.isPending}
              onPress={() => start.mutate({})}
            />
          )}
          <CloseButton onPress={props.onClose} />
        </>
      }
    >
      {start.data?.ok === false && <FailureNotice failure={start.data.error} />}
      {cancel.data?.ok === false && <FailureNotice failure={cancel.data.error} />}
      {run !== null && <Progress run={run} />}
      {!isRunning && <AnswerView answer={due.data}>{(view) => <Due view={view} />}</AnswerView>}
      <p className="soft">{t('schemes.allowances.once')}</p>
    </Dialog>
  );
}

function Due({ view: { isGivenByHub, lines } }: { readonly view: DueView }) {
  const { t } = useWords();
  if (isGivenByHub) return <p role="status">{t('schemes.allowances.hub')}</p>;
  if (lines.length === 0) return <p role="status">{t('schemes.allowances.none')}</p>;
  return (
    <ul className="allowance__lines">
      {lines.map(({ schemeId, schemeName, day, isAhead, households }) => (
        <li key={`${schemeId} ${day}`}>
          <span>
            {t(isAhead ? 'schemes.allowances.ahead' : 'schemes.allowances.now', {
              name: schemeName,
              on: formatDate(day),
            })}
          </span>
          <strong>{t('schemes.allowances.households', { households })}</strong>
        </li>
      ))}
    </ul>
  );
}

function Progress({ run }: { readonly run: AllowanceProgress }) {
  const { t } = useWords();
  const { state, done, total, recorded, faulty } = run;
  if (state === 'none') return null;
  if (state === 'running') {
    return <ProgressBar label={t('schemes.allowances.running')} done={done} total={total} />;
  }
  return (
    <>
      <Notice
        tone={state === 'finished' ? 'ok' : 'warning'}
        title={t(`schemes.allowances.${state}`, { recorded })}
      />
      {faulty > 0 && <Notice tone="problem" title={t('schemes.allowances.faulty', { households: faulty })} />}
    </>
  );
}
