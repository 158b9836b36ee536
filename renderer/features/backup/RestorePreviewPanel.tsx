import { useState } from 'react';
import type { RestoreSource } from '../../../shared/contract/backup-contract.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { RestoreFigures } from './RestoreFigures.tsx';
import { useRestoreOutcome } from './restore-outcome.ts';

/** What one backup brings and what is lost; asks for the recovery code where this PC's key does not open it. */
export function RestorePreviewPanel(props: { readonly source: RestoreSource; readonly onBack: () => void }) {
  const { t } = useWords();
  const { source } = props;
  const [code, setCode] = useState<string | null>(null);
  const preview = useAnswer('restore.preview', code === null ? { source } : { source, code }, {
    isForgotten: true,
  });
  const run = useCommand('restore.run');
  const showOutcome = useRestoreOutcome((state) => state.show);
  const answer = preview.data;
  const failure = answer?.ok === false ? answer.error : null;
  // It stays while a code is being tried: who mistyped one character does not type all of it again.
  const isTrying = answer === undefined && code !== null;
  const needsCode =
    isTrying || (failure !== null && ['CodeNeeded', 'MistypedCode', 'WrongCode'].includes(failure.type));

  const restore = async () => {
    const done = await run.mutateAsync(code === null ? { source } : { source, code });
    if (done.ok) showOutcome(done.value);
  };
  if (run.isPending) return <Notice tone="warning" title={t('backup.restore.running')} />;
  return (
    <div className="backup">
      <h2>{t('backup.restore.preview')}</h2>
      {answer === undefined && <Notice tone="info" title={t('backup.restore.reading')} />}
      {needsCode && (
        <CodeForm
          failure={failure?.type ?? null}
          isBusy={preview.isFetching}
          onCode={(typed) => setCode(typed)}
        />
      )}
      {failure?.type === 'RecoveryMissing' && (
        <Notice tone="problem" title={t('backup.restore.code.missing')} />
      )}
      {failure !== null && !needsCode && failure.type !== 'RecoveryMissing' && (
        <FailureNotice failure={failure} />
      )}
      {answer?.ok === true && (
        <>
          <RestoreFigures preview={answer.value} isCurrent={source.type === 'current'} />
          <p>{t('backup.restore.preview.aside')}</p>
        </>
      )}
      {run.data?.ok === false && <FailureNotice failure={run.data.error} />}
      <div className="backup__actions">
        {answer?.ok === true && (
          <ActionButton
            label={t('backup.restore.run')}
            shortcut="F9"
            tone="primary"
            onPress={() => void restore()}
          />
        )}
        <ActionButton label={t('backup.restore.back')} shortcut="Escape" onPress={props.onBack} />
      </div>
    </div>
  );
}

function CodeForm(props: {
  readonly failure: string | null;
  readonly isBusy: boolean;
  readonly onCode: (code: string) => void;
}) {
  const { t } = useWords();
  const [typed, setTyped] = useState('');
  const send = () => {
    if (typed.trim() !== '') props.onCode(typed);
  };
  return (
    <>
      <p>{t('backup.restore.code.why')}</p>
      <TextField
        label={t('backup.restore.code')}
        hint={t('backup.restore.code.hint')}
        value={typed}
        onChange={setTyped}
        onSubmit={send}
        maxLength={60}
        autoFocus
      />
      {props.failure === 'MistypedCode' && <FailureNotice failure={{ type: 'MistypedCode' }} />}
      {props.failure === 'WrongCode' && <Notice tone="problem" title={t('backup.restore.code.wrong')} />}
      <div>
        <ActionButton
          label={t('backup.restore.check')}
          shortcut="Enter"
          tone="primary"
          isBusy={props.isBusy}
          isDisabled={typed.trim() === ''}
          onPress={send}
        />
      </div>
    </>
  );
}
