import { useState } from 'react';
import type { BackupStatus } from '../../../shared/contract/backup-contract.ts';
import type { Answer } from '../../../shared/contract/contract.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { formatDateTimeAt } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { FactList } from '../../ui/FactList.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { BackupFolderDialog } from './BackupFolderDialog.tsx';
import './backup.css';
import { formatSize } from './backup-words.ts';
import { NewRecoveryCodeDialog } from './NewRecoveryCodeDialog.tsx';
import { RestorePanel } from './RestorePanel.tsx';

const OLD_AFTER_MS = 48 * 60 * 60_000;

/** Backups of this counter: how they are, one now, where they go, and the way back. */
export function BackupScreen() {
  const [isRestoring, setIsRestoring] = useState(false);
  const answer = useAnswer('backup.status', {});
  if (isRestoring) return <RestorePanel onBack={() => setIsRestoring(false)} />;
  return (
    <AnswerView answer={answer.data}>
      {(status) => <Overview status={status} onRestore={() => setIsRestoring(true)} />}
    </AnswerView>
  );
}

function Overview(props: { readonly status: BackupStatus; readonly onRestore: () => void }) {
  const { t } = useWords();
  const { status } = props;
  const [dialog, setDialog] = useState<'folder' | 'recovery' | null>(null);
  const run = useCommand('backup.run');
  const verify = useCommand('backup.verifyLog');
  const isRunning = run.isPending || status.isRunning;
  return (
    <div className="backup">
      <div className="backup__scroll">
        {isRunning && <Notice tone="info" title={t('backup.run.busy')} />}
        {!isRunning && run.data?.ok === true && <Notice tone="ok" title={t('backup.run.done')} />}
        {!isRunning && run.data?.ok === false && <FailureNotice failure={run.data.error} />}
        <LogCheckOutcome answer={verify.data} isPending={verify.isPending} />
        <Warnings status={status} isAsked={run.data !== undefined} />
        <Figures status={status} />
        <p>{t('backup.kept')}</p>
      </div>
      <div className="backup__actions">
        <ActionButton
          label={t('backup.run')}
          shortcut="F9"
          tone="primary"
          isBusy={isRunning}
          onPress={() => run.mutate({})}
        />
        <ActionButton label={t('backup.folder.change')} shortcut="F6" onPress={() => setDialog('folder')} />
        <ActionButton label={t('backup.recovery.make')} shortcut="F7" onPress={() => setDialog('recovery')} />
        <ActionButton label={t('backup.restore')} shortcut="F8" onPress={props.onRestore} />
        <ActionButton
          label={t('backup.verify')}
          shortcut="F5"
          isBusy={verify.isPending}
          onPress={() => verify.mutate({})}
        />
      </div>
      {dialog === 'folder' && <BackupFolderDialog status={status} onClose={() => setDialog(null)} />}
      {dialog === 'recovery' && <NewRecoveryCodeDialog onClose={() => setDialog(null)} />}
    </div>
  );
}

function Warnings(props: { readonly status: BackupStatus; readonly isAsked: boolean }) {
  const { t } = useWords();
  const { status } = props;
  const { last } = status;
  // The failure of one that was asked for on this screen stands above already.
  const lastFailure = props.isAsked ? null : status.lastFailure;
  return (
    <>
      {lastFailure !== null && (
        <FailureNotice failure={lastFailure.failure}>
          {t('backup.failed', { at: formatDateTimeAt(lastFailure.at) })}
        </FailureNotice>
      )}
      {last === null && lastFailure === null && (
        <Notice tone="warning" title={t('backup.missing')}>
          {t('backup.missing.what')}
        </Notice>
      )}
      {last !== null && Date.now() - last.takenAt > OLD_AFTER_MS && (
        <Notice tone="warning" title={t('backup.old')} />
      )}
      {status.isRegisterBehind && (
        <Notice tone="warning" title={t('backup.register')}>
          {t('backup.register.why', { folder: status.folder })}
        </Notice>
      )}
      {status.isSameDisk && (
        <Notice tone="warning" title={t('backup.folder.sameDisk')}>
          {t('backup.folder.sameDisk.why')}
        </Notice>
      )}
      {!status.hasRecovery && (
        <Notice tone="warning" title={t('backup.recovery.none')}>
          {t('backup.recovery.none.why')}
        </Notice>
      )}
    </>
  );
}

function Figures({ status }: { readonly status: BackupStatus }) {
  const { t } = useWords();
  const { last } = status;
  const lines = [
    [
      t('backup.last'),
      last === null
        ? t('backup.last.none')
        : t('backup.last.what', {
            at: formatDateTimeAt(last.takenAt),
            operations: last.operations,
            size: formatSize(t, last.sizeBytes),
          }),
    ],
    [t('backup.folder'), status.folder],
    [t('backup.recovery'), status.hasRecovery ? t('backup.recovery.has') : t('backup.recovery.none')],
  ] as const;
  return <FactList label={t('backup.status')} lines={lines} />;
}

/** What the check of every operation found; it runs in a thread of its own, so nothing waits for it. */
function LogCheckOutcome(props: {
  readonly answer: Answer<'backup.verifyLog'> | undefined;
  readonly isPending: boolean;
}) {
  const { t } = useWords();
  const { answer } = props;
  if (props.isPending) return <Notice tone="info" title={t('backup.verify.busy')} />;
  if (answer === undefined) return null;
  if (!answer.ok) return <FailureNotice failure={answer.error} />;
  const { operations, fault } = answer.value;
  if (fault === null) return <Notice tone="ok" title={t('backup.verify.whole', { operations })} />;
  return (
    <Notice tone="problem" title={t('backup.verify.broken', { seq: fault.seq })}>
      {t('backup.verify.broken.what')}
    </Notice>
  );
}
