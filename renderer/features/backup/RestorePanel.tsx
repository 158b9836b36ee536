import { useEffect, useRef, useState } from 'react';
import type { BackupItem, RestoreSource } from '../../../shared/contract/backup-contract.ts';
import { useAnswer } from '../../client/use-command.ts';
import { formatDateTimeAt } from '../../format/date-time.ts';
import { formatCount } from '../../format/figures.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import './backup.css';
import { formatSize } from './backup-words.ts';
import { RestorePreviewPanel } from './RestorePreviewPanel.tsx';

/**
 * Choose a backup, see what it brings and what is lost, restore. The same panel at a start that failed, in the
 * first-run wizard and in the administration.
 */
export function RestorePanel(props: { readonly onBack: () => void }) {
  const [source, setSource] = useState<RestoreSource | null>(null);
  const [folder, setFolder] = useState<string | null>(null);
  if (source !== null) return <RestorePreviewPanel source={source} onBack={() => setSource(null)} />;
  return <BackupChoice folder={folder} onFolder={setFolder} onChoose={setSource} onBack={props.onBack} />;
}

function BackupChoice(props: {
  readonly folder: string | null;
  readonly onFolder: (folder: string) => void;
  readonly onChoose: (source: RestoreSource) => void;
  readonly onBack: () => void;
}) {
  const { t } = useWords();
  const answer = useAnswer('restore.list', props.folder === null ? {} : { folder: props.folder }, {
    isForgotten: true,
  });
  const found = answer.data?.ok === true ? answer.data.value : null;
  const [typed, setTyped] = useState<string | null>(props.folder);
  const [selectedName, setSelectedName] = useState<string | null>(null);
  // The newest sound one unless somebody chose another: with it least is lost.
  const selected =
    found?.backups.find(({ name }) => name === selectedName) ??
    found?.backups.find(({ state }) => state === 'sound') ??
    null;
  const path = typed ?? found?.folder ?? '';
  const place = useRef<HTMLDivElement>(null);
  const listedFolder = answer.isFetching ? null : (found?.folder ?? null);
  useEffect(() => {
    if (listedFolder === null) return;
    // The arrows work at once. The table draws its rows one step later.
    const frame = requestAnimationFrame(() => focusChoice(place.current));
    return () => cancelAnimationFrame(frame);
  }, [listedFolder]);
  const look = () => {
    const folder = path.trim();
    if (folder === '') return;
    if (folder !== (props.folder ?? found?.folder)) return props.onFolder(folder);
    // The same folder again: the stick may be in now. A first reading is not begun anew, so another one follows it.
    if (answer.isPending) void answer.refetch().then(() => answer.refetch());
    else void answer.refetch();
  };
  const choose = (item: BackupItem) => {
    if (found !== null && item.state === 'sound')
      props.onChoose({ type: 'backup', folder: found.folder, name: item.name });
  };
  return (
    <div className="backup" ref={place}>
      <div className="backup__look">
        <TextField label={t('backup.restore.folder')} value={path} onChange={setTyped} onSubmit={look} />
        <ActionButton
          // Pressed while the folder is being read it counts: what was put in meanwhile may not be in that reading.
          label={t(answer.isFetching ? 'backup.restore.looking' : 'backup.restore.look')}
          shortcut="F5"
          icon="search"
          onPress={look}
        />
      </div>
      {answer.data?.ok === false && <FailureNotice failure={answer.data.error} />}
      {found !== null && (
        <>
          {selected !== null && <p>{t('backup.restore.chooseHint')}</p>}
          <BackupTable
            items={found.backups}
            selectedName={selected?.name ?? null}
            onSelect={setSelectedName}
            onOpen={choose}
          />
        </>
      )}
      <div className="backup__actions">
        {selected !== null && (
          <ActionButton
            label={t('backup.restore.choose')}
            shortcut="F9"
            tone="primary"
            isDisabled={selected.state !== 'sound'}
            onPress={() => choose(selected)}
          />
        )}
        {found?.canContinueCurrent === true && (
          <ActionButton
            label={t('backup.restore.continueCurrent')}
            shortcut="F6"
            onPress={() => props.onChoose({ type: 'current' })}
          />
        )}
        <ActionButton label={t('backup.restore.back')} shortcut="Escape" onPress={props.onBack} />
      </div>
    </div>
  );
}

/** The chosen backup; without one the field where another folder is written. */
function focusChoice(place: HTMLElement | null): void {
  const choice = place?.querySelector('[role="row"][aria-selected="true"]') ?? place?.querySelector('input');
  if (choice instanceof HTMLElement) choice.focus();
}

function BackupTable(props: {
  readonly items: readonly BackupItem[];
  readonly selectedName: string | null;
  readonly onSelect: (name: string | null) => void;
  readonly onOpen: (item: BackupItem) => void;
}) {
  const { t } = useWords();
  return (
    <DataTable
      caption={t('backup.restore.list')}
      rows={props.items}
      rowKey={(item) => item.name}
      selectedKey={props.selectedName}
      onSelect={(item) => props.onSelect(item?.name ?? null)}
      onOpen={props.onOpen}
      emptyTitle={t('backup.restore.list.empty')}
      emptyText={t('backup.restore.list.empty.what')}
      columns={[
        {
          key: 'takenAt',
          header: t('backup.restore.takenAt'),
          cell: (item) => formatDateTimeAt(item.takenAt),
          width: 230,
        },
        { key: 'device', header: t('backup.restore.device'), cell: (item) => item.deviceName },
        {
          key: 'operations',
          header: t('backup.restore.operations'),
          cell: (item) => formatCount(item.operations),
          align: 'end',
          width: 150,
        },
        {
          key: 'size',
          header: t('backup.restore.size'),
          cell: (item) => formatSize(t, item.sizeBytes),
          align: 'end',
          width: 130,
        },
        {
          key: 'state',
          header: t('backup.restore.state'),
          cell: (item) => t(item.state === 'sound' ? 'backup.restore.sound' : 'backup.restore.damaged'),
          width: 150,
        },
      ]}
    />
  );
}
