import { useState } from 'react';
import type { NetworkView } from '../../../shared/contract/hub-network-contract.ts';
import { useCommand } from '../../client/use-command.ts';
import { formatDateTimeAt } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { familyOf } from './kind-family.ts';
import { isOfOthers, nameOfId } from './NetworkPart.tsx';
import { type NetworkTabProps, TabLead } from './TabLead.tsx';

type Aside = NetworkView['quarantine'][number];

const keyOf = ({ deviceId, seq }: Aside): string => `${deviceId} ${seq}`;

/** What the hub keeps aside: judged again, or dismissed one by one. */
export function AsideTab({ view, refresh }: NetworkTabProps) {
  const { t } = useWords();
  const judge = useCommand('hubNetwork.act');
  const dismiss = useCommand('hubNetwork.act');
  const [openKey, setOpenKey] = useState<string | null>(null);
  const rows = view.quarantine;
  const open = rows.find((row) => keyOf(row) === openKey) ?? null;
  return (
    <>
      <TabLead text={t('sync.net.aside.what')}>
        {rows.length > 0 && (
          <ActionButton
            label={t('sync.net.aside.again')}
            shortcut="F6"
            isBusy={judge.isPending}
            onPress={() => judge.mutate({ type: 'judgeAgain' })}
          />
        )}
        {refresh}
      </TabLead>
      {judge.data?.ok === false && <FailureNotice failure={judge.data.error} />}
      {judge.data?.ok === true && (
        <Notice tone="ok" title={t('sync.net.aside.taken', { count: judge.data.value.taken })} />
      )}
      {open === null && dismiss.data?.ok === true && (
        <Notice tone="ok" title={t('sync.net.aside.dismissed')} />
      )}
      <DataTable
        caption={t('sync.quarantined')}
        isCaptionHidden
        autoFocus
        rows={rows}
        rowKey={keyOf}
        onOpen={(row) => {
          // How it went is told of one row, not of the next.
          dismiss.reset();
          setOpenKey(keyOf(row));
        }}
        columns={[
          {
            key: 'what',
            header: t('sync.net.aside.kind'),
            cell: ({ type }) => t(`sync.net.kind.${familyOf(type)}`),
            width: '2fr',
          },
          {
            key: 'device',
            header: t('sync.net.device'),
            cell: ({ deviceId }) => nameOfId(t, view, deviceId),
            width: '2fr',
          },
          {
            key: 'since',
            header: t('sync.net.aside.since'),
            cell: ({ receivedAt }) => formatDateTimeAt(receivedAt),
            width: 216,
          },
          {
            key: 'why',
            header: t('sync.net.aside.why'),
            cell: ({ reason }) => t(`sync.net.why.${reason}`),
            width: '4fr',
          },
        ]}
        emptyTitle={t('sync.net.aside.none')}
      />
      {open !== null && (
        <Dialog
          title={t(`sync.net.kind.${familyOf(open.type)}`)}
          size="wide"
          onClose={() => setOpenKey(null)}
          actions={
            <>
              {!isOfOthers(view, open.deviceId) && (
                <ActionButton
                  label={t('sync.net.aside.dismiss')}
                  shortcut="F9"
                  tone="danger"
                  isBusy={dismiss.isPending}
                  onPress={() => {
                    const { deviceId, seq } = open;
                    if (!dismiss.isPending) dismiss.mutate({ type: 'dismissAside', deviceId, seq });
                  }}
                />
              )}
              <ActionButton label={t('sync.net.close')} shortcut="Escape" onPress={() => setOpenKey(null)} />
            </>
          }
        >
          {dismiss.data?.ok === false && <FailureNotice failure={dismiss.data.error} />}
          <p>
            {t('sync.flag.where', {
              device: nameOfId(t, view, open.deviceId),
              time: formatDateTimeAt(open.writtenAt),
            })}
          </p>
          <p>{t(`sync.net.why.${open.reason}`)}</p>
          {isOfOthers(view, open.deviceId) ? (
            <Notice tone="info" title={t('sync.net.others')} />
          ) : (
            <p>{t('sync.net.aside.dismiss.what')}</p>
          )}
        </Dialog>
      )}
    </>
  );
}
