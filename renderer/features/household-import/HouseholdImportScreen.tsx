import { useNavigate } from '@tanstack/react-router';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { ChooseFile } from '../file-import/ChooseFile.tsx';
import { useFileImport } from '../file-import/use-file-import.ts';
import { HouseholdPreview } from './HouseholdPreview.tsx';
import './household-import.css';

/** A list of people: read, looked at, then carried out. Nothing changes before F9. */
export function HouseholdImportScreen() {
  const { t } = useWords();
  const navigate = useNavigate();
  const list = useFileImport({
    read: useCommand('householdImport.preview'),
    apply: useCommand('householdImport.apply'),
    refused: useCommand('householdImport.refusedRows'),
    task: 'household-import',
    refusedFile: t('imports.refusedFile'),
  });
  const { fileName, preview, failure, done, changes } = list;
  return (
    <Page
      title={t('imports.title')}
      isFilled
      actions={
        <>
          <ActionButton
            label={t('imports.back')}
            shortcut="Escape"
            isDisabled={list.isRunning}
            onPress={() => void navigate({ to: '/households' })}
          />
          {preview !== null && done === null && (
            <ActionButton
              label={t('imports.apply', { count: changes })}
              shortcut="F9"
              tone="primary"
              isDisabled={changes === 0}
              isBusy={list.isRunning}
              onPress={() => list.run(preview.importId)}
            />
          )}
          <ChooseFile
            label={t(fileName === '' ? 'imports.choose' : 'imports.chooseOther')}
            fieldLabel={t('imports.choose')}
            isDisabled={list.isRunning}
            onFile={list.take}
          />
          {preview !== null && preview.refusedCount > 0 && (
            <ActionButton
              label={t('imports.saveRefused', { count: preview.refusedCount })}
              shortcut="F8"
              onPress={() => list.saveRefused(preview.importId)}
            />
          )}
        </>
      }
    >
      <div className="household-import">
        {failure !== null && <FailureNotice failure={failure}>{fileName}</FailureNotice>}
        {done !== null && (
          <Notice tone="ok" title={t('imports.done', done)}>
            {t('imports.again')}
          </Notice>
        )}
        {list.isRunning && (
          <ProgressBar
            label={t('imports.running')}
            done={list.progress?.done ?? null}
            total={list.progress?.total ?? changes}
          />
        )}
        {list.isReading && <ProgressBar label={t('imports.reading', { fileName })} done={null} total={1} />}
        {preview === null ? (
          !list.isReading && <HowItMustBe />
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
