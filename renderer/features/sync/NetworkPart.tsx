import { useState } from 'react';
import type { DeviceOfNetwork, NetworkView } from '../../../shared/contract/hub-network-contract.ts';
import { useAnswer } from '../../client/use-command.ts';
import { formatDateTimeAt } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { AsideTab } from './AsideTab.tsx';
import { DeviceDialog } from './DeviceDialog.tsx';
import { ErasuresTab } from './ErasuresTab.tsx';
import { FlagsTab } from './FlagsTab.tsx';
import { FloorTab } from './FloorTab.tsx';
import { ForksTab } from './ForksTab.tsx';
import { awaitedOf, RestoreTab } from './RestoreTab.tsx';
import './sync.css';
import { type NetworkTabProps, TabLead } from './TabLead.tsx';

const TABS = ['devices', 'aside', 'forks', 'erasures', 'flags', 'restore', 'floor'] as const;
type Words = ReturnType<typeof useWords>['t'];

/** The network as the hub knows it: who is in it, what is kept aside, which chains have two branches. */
export function NetworkPart() {
  const { t } = useWords();
  const answer = useAnswer('hubNetwork.read', {}, { isForgotten: true });
  const [tab, setTab] = useState<(typeof TABS)[number]>('devices');
  const refresh = (
    <ActionButton
      label={t('sync.net.refresh')}
      shortcut="F5"
      isBusy={answer.isFetching}
      onPress={() => void answer.refetch()}
    />
  );
  return (
    <div className="sync sync--wide">
      {answer.data?.ok !== true && <div className="sync__row">{refresh}</div>}
      <AnswerView answer={answer.data}>
        {(view) => (
          <>
            {awaitedOf(view).length > 0 && tab !== 'restore' && (
              <Notice
                tone="warning"
                title={t('sync.net.restore.waiting', { count: awaitedOf(view).length })}
              />
            )}
            <Tabs
              label={t('sync.net.title')}
              isWithAlt
              selectedKey={tab}
              onSelect={setTab}
              items={[
                {
                  key: 'devices',
                  label: t('sync.net.devices'),
                  count: view.devices.length,
                  content: <DevicesTab view={view} refresh={refresh} />,
                },
                {
                  key: 'aside',
                  label: t('sync.net.aside'),
                  count: countAside(view),
                  content: <AsideTab view={view} refresh={refresh} />,
                },
                {
                  key: 'forks',
                  label: t('sync.net.forks'),
                  count: view.forks.length,
                  content: <ForksTab view={view} refresh={refresh} />,
                },
                {
                  key: 'erasures',
                  label: t('sync.net.erasures'),
                  count: view.erasures.length,
                  content: <ErasuresTab view={view} refresh={refresh} />,
                },
                {
                  key: 'flags',
                  label: t('sync.net.flags'),
                  count: view.openFlags,
                  content: <FlagsTab view={view} refresh={refresh} />,
                },
                {
                  key: 'restore',
                  label: t('sync.net.restore'),
                  count: awaitedOf(view).length,
                  content: <RestoreTab view={view} refresh={refresh} />,
                },
                { key: 'floor', label: t('sync.floor'), content: <FloorTab view={view} /> },
              ]}
            />
          </>
        )}
      </AnswerView>
    </div>
  );
}

const countAside = ({ devices }: NetworkView): number =>
  devices.reduce((sum, { quarantined }) => sum + quarantined, 0);

/** What a device is called: a branch that was adopted is nobody's PC. */
export const nameOfDevice = (t: Words, { name, state, successorId }: DeviceOfNetwork): string =>
  state === 'replaced' && successorId === null ? t('sync.net.branch') : (name ?? t('sync.net.unnamed'));

export const nameOfId = (t: Words, view: NetworkView, deviceId: string): string => {
  const device = view.devices.find(({ place }) => place.deviceId === deviceId);
  return device === undefined ? t('sync.net.unnamed') : nameOfDevice(t, device);
};

/** Whether a device is for administrators of another organisation to decide about. */
export const isOfOthers = (view: NetworkView, deviceId: string): boolean =>
  view.devices.some((device) => device.place.deviceId === deviceId && device.isOfOthers);

function DevicesTab({ view, refresh }: NetworkTabProps) {
  const { t } = useWords();
  const [openId, setOpenId] = useState<string | null>(null);
  const open = view.devices.find(({ place }) => place.deviceId === openId) ?? null;
  return (
    <>
      <TabLead text={t('sync.net.devices.how')}>{refresh}</TabLead>
      <DataTable
        caption={t('sync.net.title')}
        isCaptionHidden
        autoFocus
        rows={view.devices}
        rowKey={({ place }) => place.deviceId}
        onOpen={({ place }) => setOpenId(place.deviceId)}
        columns={[
          {
            key: 'name',
            header: t('sync.net.device'),
            cell: (device) =>
              device.isAsking
                ? t('sync.net.thisOne', { name: nameOfDevice(t, device) })
                : nameOfDevice(t, device),
            width: '2fr',
          },
          { key: 'site', header: t('sync.net.site'), cell: (device) => siteOf(t, device), width: '3fr' },
          {
            key: 'seen',
            header: t('sync.net.seen'),
            cell: ({ seenAt }) => (seenAt === null ? t('sync.heard.never') : formatDateTimeAt(seenAt)),
            width: 216,
          },
          {
            key: 'behind',
            header: t('sync.net.behind'),
            cell: (device) => behindOf(t, device),
            width: 150,
          },
          { key: 'state', header: t('sync.state'), cell: (device) => stateOf(t, device), width: '2fr' },
        ]}
        emptyTitle={t('sync.net.devices.none')}
      />
      {open !== null && <DeviceDialog device={open} onClose={() => setOpenId(null)} />}
    </>
  );
}

/** A counter that has told nothing of its site yet is at least of some kind. */
function siteOf(t: Words, { siteName, place }: DeviceOfNetwork): string {
  const kind = t(`setup.kind.${place.siteKind}`);
  return siteName === null ? kind : `${siteName} (${kind})`;
}

function behindOf(t: Words, { behind, state }: DeviceOfNetwork): string {
  if (state !== 'active') return '–';
  return behind === null ? t('sync.net.behind.unknown') : t('sync.net.behind.count', { count: behind });
}

function stateOf(t: Words, device: DeviceOfNetwork): string {
  if (device.state === 'replaced' && device.successorId !== null) return t('sync.net.state.succeeded');
  if (device.state !== 'active') return t(`sync.net.state.${device.state}`);
  return device.isLeaving ? t('sync.net.state.leaving') : t('sync.net.state.active');
}
