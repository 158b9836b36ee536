import { type ReactNode, useState } from 'react';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { ChooseFile } from '../file-import/ChooseFile.tsx';
import { useFileImport } from '../file-import/use-file-import.ts';
import { ImportPreviewView } from './ImportPreviewView.tsx';

/** A file of products: read, looked at, then carried out. Nothing changes before F9. */
export function ImportPart(props: { readonly side: ReactNode }) {
  const { t } = useWords();
  const list = useFileImport({
    read: useCommand('catalogue.previewImport'),
    apply: useCommand('catalogue.applyImport'),
    refused: useCommand('catalogue.refusedRows'),
    task: 'catalogue-import',
    refusedFile: t('catalogue.import.refusedFile'),
  });
  const { fileName, preview, failure, done, changes } = list;
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
              isBusy={list.isRunning}
              onPress={() => list.run(preview.importId)}
            />
          )}
          <ChooseFile
            label={t(fileName === '' ? 'catalogue.import.choose' : 'catalogue.import.chooseOther')}
            fieldLabel={t('catalogue.import.choose')}
            isDisabled={list.isRunning}
            onFile={list.take}
          />
          {preview !== null && preview.refusedCount > 0 && (
            <ActionButton
              label={t('catalogue.import.saveRefused', { count: preview.refusedCount })}
              shortcut="F8"
              onPress={() => list.saveRefused(preview.importId)}
            />
          )}
        </>
      }
    >
      {failure !== null && <FailureNotice failure={failure}>{fileName}</FailureNotice>}
      {done !== null && (
        <Notice tone="ok" title={t('catalogue.import.done', done)}>
          {t('catalogue.import.again')}
        </Notice>
      )}
      {list.isRunning && (
        <ProgressBar
          label={t('catalogue.import.running')}
          done={list.progress?.done ?? null}
          total={list.progress?.total ?? changes}
        />
      )}
      {list.isReading && (
        <ProgressBar label={t('catalogue.import.reading', { fileName })} done={null} total={1} />
      )}
      {preview === null ? (
        !list.isReading && <DropPlace onFile={list.take} />
      ) : (
        <ImportPreviewView preview={preview} fileName={fileName} isDone={done !== null} />
      )}
    </Page>
  );
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
