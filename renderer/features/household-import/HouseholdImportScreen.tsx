import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { HouseholdImportPreview } from '../../../shared/contract/household-import-contract.ts';
import { onCounterEvent } from '../../client/client.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { readImportFile, saveAsFile } from '../catalogue/read-import-file.ts';
import { HouseholdPreview } from './HouseholdPreview.tsx';
import './household-import.css';

type Done = { readonly added: number; readonly changed: number; readonly refused: number };

/** A list of people: read, looked at, then carried out. Nothing changes before F9. */
export function HouseholdImportScreen() {
  const { t } = useWords();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [fileName, setFileName] = useState('');
  const [preview, setPreview] = useState<HouseholdImportPreview | null>(null);
  const [failure, setFailure] = useState<{ readonly type: string } | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  const read = useCommand('householdImport.preview');
  const apply = useCommand('householdImport.apply');
  const refused = useCommand('householdImport.refusedRows');
  const progress = useImportProgress(apply.isPending);

  const take = async (file: File | undefined) => {
    if (file === undefined || apply.isPending) return;
    setFileName(file.name);
    setPreview(null);
    setFailure(null);
    setDone(null);
    const content = await readImportFile(file);
    if (!content.ok) return setFailure(content.error);
    const answer = await read.mutateAsync({ contentBase64: content.value });
    if (answer.ok) setPreview(answer.value);
    else setFailure(answer.error);
  };
  const run = async (importId: string) => {
    const answer = await apply.mutateAsync({ importId });
    if (answer.ok) setDone(answer.value);
    else setFailure(answer.error);
  };
  const saveRefused = async (importId: string) => {
    const answer = await refused.mutateAsync({ importId });
    if (!answer.ok) return setFailure(answer.error);
    saveAsFile(answer.value.csv, `${fileName.replace(/\.[^.]*$/, '')}-${t('imports.refusedFile')}.csv`);
  };
  const changes = preview === null ? 0 : preview.addedCount + preview.changedCount;
  return (
    <Page
      title={t('imports.title')}
      isFilled
      actions={
        <>
          <ActionButton
            label={t('imports.back')}
            shortcut="Escape"
            isDisabled={apply.isPending}
            onPress={() => void navigate({ to: '/households' })}
          />
          {preview !== null && done === null && (
            <ActionButton
              label={t('imports.apply', { count: changes })}
              shortcut="F9"
              tone="primary"
              isDisabled={changes === 0}
              isBusy={apply.isPending}
              onPress={() => void run(preview.importId)}
            />
          )}
          <ActionButton
            label={t(fileName === '' ? 'imports.choose' : 'imports.chooseOther')}
            shortcut="F6"
            isDisabled={apply.isPending}
            onPress={() => input.current?.click()}
          />
          {preview !== null && preview.refusedCount > 0 && (
            <ActionButton
              label={t('imports.saveRefused', { count: preview.refusedCount })}
              shortcut="F8"
              onPress={() => void saveRefused(preview.importId)}
            />
          )}
        </>
      }
    >
      <input
        ref={input}
        className="only-heard"
        type="file"
        accept=".csv,.txt,text/csv,text/plain"
        aria-label={t('imports.choose')}
        tabIndex={-1}
        onChange={(event) => {
          void take(event.target.files?.[0]);
          event.target.value = ''; // the same file, mended, may be chosen again
        }}
      />
      <div className="household-import">
        {failure !== null && <FailureNotice failure={failure}>{fileName}</FailureNotice>}
        {done !== null && (
          <Notice tone="ok" title={t('imports.done', done)}>
            {t('imports.again')}
          </Notice>
        )}
        {apply.isPending && (
          <ProgressBar
            label={t('imports.running')}
            done={progress?.done ?? null}
            total={progress?.total ?? changes}
          />
        )}
        {read.isPending && <ProgressBar label={t('imports.reading', { fileName })} done={null} total={1} />}
        {preview === null ? (
          !read.isPending && <HowItMustBe />
        ) : (
          <HouseholdPreview preview={preview} fileName={fileName} />
        )}
      </div>
    </Page>
  );
}

/** How the file has to be, with two rows that can be copied. */
function HowItMustBe() {
  const { t } = useWords();
  return (
    <section className="card household-import__how">
      <h2>{t('imports.how')}</h2>
      <p>{t('imports.how.rows')}</p>
      <p>{t('imports.how.columns')}</p>
      <p>{t('imports.how.safe')}</p>
    </section>
  );
}

/** How far the import that runs is. */
function useImportProgress(isRunning: boolean): { done: number; total: number } | null {
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null);
  useEffect(() => {
    if (!isRunning) return;
    setProgress(null);
    return onCounterEvent((event) => {
      if (event.type === 'progress' && event.task === 'household-import') {
        setProgress({ done: event.done, total: event.total });
      }
    });
  }, [isRunning]);
  return progress;
}
