import { useState } from 'react';
import type { NetworkView, UndeclaredView } from '../../../shared/contract/hub-network-contract.ts';
import { useCommand } from '../../client/use-command.ts';
import { formatDateTimeAt } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton, CloseButton } from '../../ui/CancelButton.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { heldWords } from './held-words.ts';
import { nameOfId } from './NetworkPart.tsx';
import { type NetworkTabProps, TabLead } from './TabLead.tsx';

type Words = ReturnType<typeof useWords>['t'];

/** Devices that the hub waits for since it was restored from a backup: it promises nothing to anybody meanwhile. */
export const awaitedOf = ({ restore }: NetworkView): UndeclaredView[] =>
  restore.undeclared.filter(({ release }) => release === null);

/** What a restore of the hub leaves open: whom it waits for, and going on without them. */
export function RestoreTab({ view, refresh }: NetworkTabProps) {
  const words = useWords();
  const { t } = words;
  const [isAsking, setIsAsking] = useState(false);
  const awaited = awaitedOf(view);
  const { overdrawn, undeclared } = view.restore;
  return (
    <>
      {awaited.length > 0 && (
        <Notice tone="warning" title={t('sync.net.restore.waitsFor', { count: awaited.length })}>
          {t('sync.net.restore.meanwhile')}
        </Notice>
      )}
      <TabLead text={t(awaited.length > 0 ? 'sync.net.restore.how' : 'sync.net.restore.what')}>
        {awaited.length > 0 && (
          <ActionButton
            label={t('sync.net.restore.release')}
            shortcut="F7"
            onPress={() => setIsAsking(true)}
          />
        )}
        {refresh}
      </TabLead>
      <div className="sync__lists">
        <DataTable
          caption={t('sync.net.restore.title')}
          isCaptionHidden
          autoFocus
          rows={undeclared}
          rowKey={({ deviceId }) => deviceId}
          columns={[
            {
              key: 'device',
              header: t('sync.net.device'),
              cell: ({ deviceId }) => nameOfId(t, view, deviceId),
              width: '2fr',
            },
            {
              key: 'seen',
              header: t('sync.net.seen'),
              cell: ({ deviceId }) => seenOf(t, view, deviceId),
              width: 216,
            },
            {
              key: 'holds',
              header: t('sync.net.restore.holds'),
              cell: ({ holds }) => heldWords(words, holds) || t('sync.net.restore.holds.none'),
              width: '3fr',
            },
            {
              key: 'state',
              header: t('sync.state'),
              cell: ({ release }) => stateOf(t, release),
              width: '3fr',
            },
          ]}
          emptyTitle={t('sync.net.restore.none')}
        />
        {overdrawn.length > 0 && (
          <Notice
            tone="warning"
            title={t('sync.net.restore.overdrawn', { amounts: heldWords(words, overdrawn) })}
          >
            {t('sync.net.restore.overdrawn.what')}
          </Notice>
        )}
        <LostTable view={view} />
      </div>
      {isAsking && <ReleaseDialog view={view} awaited={awaited} onClose={() => setIsAsking(false)} />}
    </>
  );
}

/** What counters had read of each other and nobody has brought back: of a counter that is awaited it still may come. */
function LostTable({ view }: { readonly view: NetworkView }) {
  const { t } = useWords();
  const { lost } = view.restore;
  if (lost.length === 0) return null;
  return (
    <section aria-label={t('sync.net.restore.lost')}>
      <h3>{t('sync.net.restore.lost')}</h3>
      <p>{t('sync.net.restore.lost.what')}</p>
      <DataTable
        caption={t('sync.net.restore.lost')}
        isCaptionHidden
        rows={lost}
        rowKey={({ deviceId }) => deviceId}
        columns={[
          {
            key: 'device',
            header: t('sync.net.device'),
            cell: ({ name }) => name ?? t('sync.net.unnamed'),
            width: '2fr',
          },
          {
            key: 'count',
            header: t('sync.net.aside.kind'),
            cell: ({ fromSeq, toSeq }) => t('sync.net.fork.count', { count: toSeq - fromSeq + 1 }),
            width: '2fr',
          },
          {
            key: 'until',
            header: t('sync.net.restore.lost.until'),
            cell: ({ writtenAt }) => formatDateTimeAt(writtenAt),
            width: 216,
          },
          {
            key: 'toldBy',
            header: t('sync.net.restore.lost.toldBy'),
            // What was said before it was kept who says it names the lost counter itself.
            cell: ({ deviceId, toldBy }) =>
              toldBy === null || toldBy === deviceId ? '' : nameOfId(t, view, toldBy),
            width: '2fr',
          },
          {
            key: 'state',
            header: t('sync.state'),
            cell: ({ deviceId }) => t(stateOfLost(view, deviceId)),
            width: '3fr',
          },
        ]}
        emptyTitle={t('sync.net.restore.none')}
      />
    </section>
  );
}

function stateOfLost(view: NetworkView, deviceId: string) {
  if (awaitedOf(view).some((each) => each.deviceId === deviceId)) return 'sync.net.restore.lost.awaited';
  const isKnown = view.devices.some(({ place }) => place.deviceId === deviceId);
  return isKnown ? 'sync.net.restore.lost.missing' : 'sync.net.restore.lost.unknown';
}

function seenOf(t: Words, view: NetworkView, deviceId: string): string {
  const seenAt = view.devices.find(({ place }) => place.deviceId === deviceId)?.seenAt ?? null;
  return seenAt === null ? t('sync.heard.never') : formatDateTimeAt(seenAt);
}

function stateOf(t: Words, release: UndeclaredView['release']): string {
  if (release === null) return t('sync.net.restore.awaited');
  if (release.isAway) return t('sync.net.restore.away');
  const time = formatDateTimeAt(release.releasedAt);
  return release.operatorName === null
    ? t('sync.net.restore.released', { time })
    : t('sync.net.restore.releasedBy', { time, name: release.operatorName });
}

function ReleaseDialog(props: {
  readonly view: NetworkView;
  readonly awaited: readonly UndeclaredView[];
  readonly onClose: () => void;
}) {
  const words = useWords();
  const { t } = words;
  const act = useCommand('hubNetwork.act');
  // As it was when it was asked: once it is done nobody is awaited.
  const [awaited] = useState(props.awaited);
  const held = heldWords(
    words,
    awaited.flatMap(({ holds }) => holds),
  );
  const isDone = act.data?.ok === true;
  return (
    <Dialog
      title={t('sync.net.restore.release')}
      size="wide"
      onClose={props.onClose}
      actions={
        <>
          {!isDone && (
            <ActionButton
              label={t('sync.net.restore.release.do')}
              shortcut="F9"
              tone="primary"
              isBusy={act.isPending}
              onPress={() => {
                if (!act.isPending) act.mutate({ type: 'releaseRest' });
              }}
            />
          )}
          {isDone ? <CloseButton onPress={props.onClose} /> : <CancelButton onPress={props.onClose} />}
        </>
      }
    >
      {act.data?.ok === false && <FailureNotice failure={act.data.error} />}
      {isDone && <Notice tone="ok" title={t('sync.net.restore.release.done')} />}
      {!isDone && (
        <>
          <ul>
            {awaited.map(({ deviceId }) => (
              <li key={deviceId}>
                {t('sync.net.restore.release.one', {
                  name: nameOfId(t, props.view, deviceId),
                  seen: seenOf(t, props.view, deviceId),
                })}
              </li>
            ))}
          </ul>
          <Notice tone="warning" title={t('sync.net.restore.exposure.unknown')}>
            {held === ''
              ? t('sync.net.restore.exposure.none')
              : t('sync.net.restore.exposure', { amounts: held })}
          </Notice>
          <p>{t('sync.net.restore.release.what')}</p>
        </>
      )}
    </Dialog>
  );
}
