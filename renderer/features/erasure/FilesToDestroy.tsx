import { useState } from 'react';
import type { FileToDestroy } from '../../../shared/contract/files-to-destroy-contract.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { formatDate } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';

/** Files of statements at this PC that hold somebody who was erased, here or elsewhere; for the office alone. */
export const useFilesToDestroy = (isEnabled: boolean) => {
  const { data } = useAnswer('filesToDestroy.list', {}, { isEnabled, isForgotten: true });
  return data?.ok === true ? data.value : NONE;
};
const NONE = { files: [], count: 0 } as const;

/** Says that there are such files, and opens them. Nothing where there are none. */
export function FilesToDestroyNotice({ isOffice }: { readonly isOffice: boolean }) {
  const { t } = useWords();
  const { files, count } = useFilesToDestroy(isOffice);
  const [isOpen, setIsOpen] = useState(false);
  if (count === 0 && !isOpen) return null;
  return (
    <>
      {count > 0 && (
        <Notice
          tone="warning"
          title={t('erasure.left', { count })}
          actions={
            <ActionButton label={t('erasure.left.look')} shortcut="F7" onPress={() => setIsOpen(true)} />
          }
        >
          {t('erasure.left.why', { count })}
        </Notice>
      )}
      {isOpen && <FilesToDestroyDialog files={files} count={count} onClose={() => setIsOpen(false)} />}
    </>
  );
}

const keyOf = ({ batchId, fileName }: FileToDestroy) => `${batchId} ${fileName}`;

function FilesToDestroyDialog(props: {
  readonly files: readonly FileToDestroy[];
  readonly count: number;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const { files, count } = props;
  const [selectedKey, setSelectedKey] = useState<string | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const destroy = useCommand('filesToDestroy.destroy');
  const [asked, setAsked] = useState<FileToDestroy | null>(null);
  // Nothing is chosen by itself: whoever presses once more after the answer would sign for another file.
  const file = files.find((each) => keyOf(each) === selectedKey) ?? null;
  const isAway = file?.place === 'folderAway';
  const save = async (isFolderDestroyed: boolean) => {
    if (file === null || destroy.isPending) return;
    setSaid(null);
    setAsked(null);
    const { batchId, fileName } = file;
    const answer = await destroy.mutateAsync({ batchId, fileName, isFolderDestroyed });
    if (!answer.ok) return;
    setSelectedKey(null);
    setSaid(t('erasure.left.done', { file: fileName }));
  };
  return (
    <Dialog
      title={t('erasure.left.title')}
      size="wide"
      onClose={props.onClose}
      actions={
        <>
          {file !== null && !isAway && (
            <ActionButton
              label={t(file.place === 'there' ? 'erasure.left.delete' : 'erasure.left.gone')}
              shortcut="F9"
              tone="danger"
              isBusy={destroy.isPending}
              onPress={() => void save(false)}
            />
          )}
          {isAway && (
            <ActionButton
              label={t('erasure.left.away.destroyed')}
              shortcut="F8"
              onPress={() => setAsked(file)}
            />
          )}
          <ActionButton label={t('sync.net.close')} shortcut="Escape" onPress={props.onClose} />
        </>
      }
    >
      <div className="stack">
        {destroy.data?.ok === false && <FailureNotice failure={destroy.data.error} />}
        {said !== null && <Notice tone="ok" title={said} />}
        {file === null && count > 0 && <p>{t('erasure.left.choose')}</p>}
        {isAway && <Notice tone="warning" title={t('erasure.left.away')} />}
        {file !== null && !isAway && (
          <>
            <p>{t('erasure.left.whole')}</p>
            <p>
              <strong>{t('erasure.left.copies')}</strong>
            </p>
          </>
        )}
        <DataTable
          caption={t('erasure.left.title')}
          isCaptionHidden
          autoFocus
          rows={files}
          rowKey={keyOf}
          selectedKey={file === null ? null : keyOf(file)}
          onSelect={(each) => setSelectedKey(each === null ? null : keyOf(each))}
          columns={[
            { key: 'file', header: t('batches.file'), cell: ({ fileName }) => fileName, width: '3fr' },
            {
              key: 'codes',
              header: t('erasure.left.codes'),
              cell: ({ codes }) => codes.join(', '),
              width: '2fr',
            },
            {
              key: 'erased',
              header: t('sync.net.erasures.since'),
              cell: ({ erasedOn }) => formatDate(erasedOn),
              width: 150,
            },
            {
              key: 'there',
              header: t('batches.state'),
              cell: ({ place }) => t(`erasure.left.place.${place}`),
              width: '2fr',
            },
          ]}
          emptyTitle={t('erasure.left.none')}
        />
        {file !== null && <p>{t('erasure.left.folder', { folder: file.folder })}</p>}
        {asked !== null && (
          <Dialog
            title={t('erasure.left.away.destroyed')}
            onClose={() => setAsked(null)}
            actions={
              <>
                <ActionButton
                  label={t('erasure.left.away.confirm')}
                  shortcut="F9"
                  tone="danger"
                  isBusy={destroy.isPending}
                  onPress={() => void save(true)}
                />
                <CancelButton onPress={() => setAsked(null)} />
              </>
            }
          >
            <p>{t('erasure.left.away.sure', { file: asked.fileName })}</p>
          </Dialog>
        )}
        {count > files.length && <p>{t('sync.look.more', { count: count - files.length })}</p>}
      </div>
    </Dialog>
  );
}
