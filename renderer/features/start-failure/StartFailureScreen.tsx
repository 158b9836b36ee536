import { useState } from 'react';
import type { StartFailure } from '../../../shared/contract/start-failure.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { RestorePanel } from '../backup/RestorePanel.tsx';
import { PlainScreen } from '../session/PlainScreen.tsx';

type FailureType = StartFailure['type'];

/** What was lost is brought back; what is only in the way is tried again. */
const RESTORED: readonly FailureType[] = [
  'Corrupt',
  'ChainBroken',
  'OperationsMissing',
  'KeyMissing',
  'WrongKey',
];
const LOCKED: readonly FailureType[] = ['KeyMissing', 'WrongKey'];

/** Why the counter could not open its database: what happened, what was kept, what to press. */
export function StartFailureScreen(props: { readonly failure: StartFailure }) {
  const { t } = useWords();
  const { type, ...rest } = props.failure;
  const figures = 'fromSeq' in rest ? { ...rest, count: rest.toSeq - rest.fromSeq + 1 } : rest;
  const [isRestoring, setIsRestoring] = useState(false);
  const retry = useCommand('recovery.retry');
  if (isRestoring) {
    return (
      <PlainScreen icon="problem" title={t('backup.restore')}>
        <RestorePanel onBack={() => setIsRestoring(false)} />
      </PlainScreen>
    );
  }
  return (
    <PlainScreen
      icon="problem"
      title={t(`backup.start.${type}.title`)}
      actions={
        <>
          {RESTORED.includes(type) && (
            <ActionButton
              label={t('backup.start.restore')}
              shortcut="F9"
              tone={LOCKED.includes(type) ? 'plain' : 'primary'}
              onPress={() => setIsRestoring(true)}
            />
          )}
          {!LOCKED.includes(type) && (
            <ActionButton
              label={t('backup.start.retry')}
              shortcut={RESTORED.includes(type) ? 'F5' : 'Enter'}
              tone={RESTORED.includes(type) ? 'plain' : 'primary'}
              isBusy={retry.isPending}
              onPress={() => retry.mutate({})}
            />
          )}
        </>
      }
    >
      <p>{t(`backup.start.${type}.what`, figures)}</p>
      {retry.data?.ok === false && <FailureNotice failure={retry.data.error} />}
      {LOCKED.includes(type) && <OpenByCode />}
    </PlainScreen>
  );
}

function OpenByCode() {
  const { t } = useWords();
  const [typed, setTyped] = useState('');
  const open = useCommand('recovery.enterCode');
  const send = () => {
    if (typed.trim() !== '') open.mutate({ code: typed });
  };
  return (
    <>
      <TextField
        label={t('backup.start.code')}
        hint={t('backup.restore.code.hint')}
        value={typed}
        onChange={setTyped}
        onSubmit={send}
        maxLength={60}
        autoFocus
      />
      {open.data?.ok === false && <FailureNotice failure={open.data.error} />}
      <div>
        <ActionButton
          label={t('backup.start.open')}
          shortcut="Enter"
          tone="primary"
          isBusy={open.isPending}
          isDisabled={typed.trim() === ''}
          onPress={send}
        />
      </div>
    </>
  );
}
