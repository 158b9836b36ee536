import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { ImportPreview } from '../../../shared/contract/catalogue-contract.ts';
import { onCounterEvent } from '../../client/client.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { ImportPreviewView } from './ImportPreviewView.tsx';
import { readImportFile, saveAsFile } from './read-import-file.ts';

type Failure = { readonly type: string };
type Done = { readonly added: number; readonly changed: number };

/** A file of products: read, looked at, then carried out. Nothing changes before F9. */
export function ImportPart(props: { readonly side: ReactNode }) {
  const { t } = useWords();
  const input = useRef<HTMLInputElement>(null);
  const [fileName, setFileName] = useState('');
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  const read = useCommand('catalogue.previewImport');
  const apply = useCommand('catalogue.applyImport');
  const refused = useCommand('catalogue.refusedRows');
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
    if (answer.ok)
      saveAsFile(
        answer.value.csv,
        `${fileName.replace(/\.[^.]*$/, '')}-${t('catalogue.import.refusedFile')}.csv`,
      );
    else setFailure(answer.error);
  };
  const changes = preview === null ? 0 : preview.addedCount + preview.changedCount;
  return (
    <Page
      title={t('catalogue.part.import')}
      side={props.side}
      isFilled
      actions={
        <>
          {preview !== null && done === null && (
            <ActionButton
              label={t('catalogue.import.apply', { count: changes })}
              shortcut="F9"
              tone="primary"
              isDisabled={changes === 0}
              isBusy={apply.isPending}
              onPress={() => void run(preview.importId)}
            />
          )}
          <ActionButton
            label={t(fileName === '' ? 'catalogue.import.choose' : 'catalogue.import.chooseOther')}
            shortcut="F6"
            isDisabled={apply.isPending}
            onPress={() => input.current?.click()}
          />
          {preview !== null && preview.refusedCount > 0 && (
            <ActionButton
              label={t('catalogue.import.saveRefused', { count: preview.refusedCount })}
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
        aria-label={t('catalogue.import.choose')}
        tabIndex={-1}
        onChange={(event) => {
          void take(event.target.files?.[0]);
          event.target.value = ''; // the same file, mended, may be chosen again
        }}
      />
      {failure !== null && <FailureNotice failure={failure}>{fileName}</FailureNotice>}
      {done !== null && (
        <Notice tone="ok" title={t('catalogue.import.done', done)}>
          {t('catalogue.import.again')}
        </Notice>
      )}
      {apply.isPending && (
        <ProgressBar
          label={t('catalogue.import.running')}
          done={progress?.done ?? null}
          total={progress?.total ?? changes}
        />
      )}
      {read.isPending && (
        <ProgressBar label={t('catalogue.import.reading', { fileName })} done={null} total={1} />
      )}
      {preview === null ? (
        !read.isPending && <DropPlace onFile={(file) => void take(file)} />
      ) : (
        <ImportPreviewView preview={preview} fileName={fileName} isDone={done !== null} />
      )}
    </Page>
  );
}

/** How far the import that runs is. */
function useImportProgress(isRunning: boolean): { done: number; total: number } | null {
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null);
  useEffect(() => {
    if (!isRunning) return;
    setProgress(null);
    return onCounterEvent((event) => {
      if (event.type === 'progress' && event.task === 'catalogue-import') {
        setProgress({ done: event.done, total: event.total });
      }
    });
  }, [isRunning]);
  return progress;
}

function DropPlace(props: { readonly onFile: (file: File | undefined) => void }) {
  const { t } = useWords();
  const [isOver, setIsOver] = useState(false);
  return (
    <section
      className={`catalogue-drop${isOver ? ' catalogue-drop--over' : ''}`}
      aria-label={t('catalogue.import.drop')}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        props.onFile(event.dataTransfer.files[0]);
      }}
    >
      <strong>{t('catalogue.import.drop')}</strong>
      <p>{t('catalogue.import.columns')}</p>
      <p>{t('catalogue.import.safe')}</p>
    </section>
  );
}
