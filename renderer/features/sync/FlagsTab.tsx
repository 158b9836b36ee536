import { useState } from 'react';
import type { FlagOfNetwork } from '../../../shared/contract/hub-network-contract.ts';
import { useCommand } from '../../client/use-command.ts';
import { formatDateTimeAt } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { actWords, takenWords } from './flag-words.ts';
import { nameOfId } from './NetworkPart.tsx';
import { type NetworkTabProps, TabLead } from './TabLead.tsx';

/** What was done at some counter beyond a rule: it stands, and an administrator says that it was looked at. */
export function FlagsTab({ view, refresh }: NetworkTabProps) {
  const words = useWords();
  const { t } = words;
  const act = useCommand('hubNetwork.act');
  const [openId, setOpenId] = useState<string | null>(null);
  const open = view.flags.find(({ operationId }) => operationId === openId) ?? null;
  const hidden = view.openFlags - view.flags.length;
  return (
    <>
      <TabLead text={t('sync.net.flags.what')}>{refresh}</TabLead>
      {open === null && act.data?.ok === false && <FailureNotice failure={act.data.error} />}
      {open === null && act.data?.ok === true && <Notice tone="ok" title={t('sync.net.flags.seen')} />}
      <DataTable
        caption={t('sync.net.flags.title')}
        isCaptionHidden
        autoFocus
        rows={view.flags}
        rowKey={({ operationId }) => operationId}
        onOpen={({ operationId }) => {
          // How it went is told of one row, not of the next.
          act.reset();
          setOpenId(operationId);
        }}
        columns={[
          {
            key: 'what',
            header: t('sync.net.aside.kind'),
            cell: (flag) => actWords(words, flag),
            width: '3fr',
          },
          {
            key: 'device',
            header: t('sync.net.device'),
            cell: ({ deviceId }) => nameOfId(t, view, deviceId),
            width: '2fr',
          },
          {
            key: 'when',
            header: t('sync.look.when'),
            cell: ({ writtenAt }) => formatDateTimeAt(writtenAt),
            width: 216,
          },
          {
            key: 'happened',
            header: t('sync.look.happened'),
            cell: (flag) => takenWords(words, flag),
            width: '3fr',
          },
        ]}
        emptyTitle={t('sync.net.flags.none')}
      />
      {hidden > 0 && <p>{t('sync.look.more', { count: hidden })}</p>}
      {open !== null && (
        <Dialog
          title={actWords(words, open)}
          size="wide"
          onClose={() => setOpenId(null)}
          actions={
            <>
              <ActionButton
                label={t('sync.net.flags.see')}
                shortcut="F9"
                tone="primary"
                isBusy={act.isPending}
                onPress={() => {
                  if (!act.isPending) act.mutate({ type: 'seeFlags', operationId: open.operationId });
                }}
              />
              <ActionButton label={t('sync.net.close')} shortcut="Escape" onPress={() => setOpenId(null)} />
            </>
          }
        >
          {act.data?.ok === false && <FailureNotice failure={act.data.error} />}
          <FlagInWords flag={open} deviceName={nameOfId(t, view, open.deviceId)} />
        </Dialog>
      )}
    </>
  );
}

function FlagInWords({ flag, deviceName }: { readonly flag: FlagOfNetwork; readonly deviceName: string }) {
  const words = useWords();
  const { t } = words;
  return (
    <>
      <p>
        <strong>{t('sync.flag.happened', { what: takenWords(words, flag) })}</strong>
      </p>
      <p>{t('sync.flag.where', { device: deviceName, time: formatDateTimeAt(flag.writtenAt) })}</p>
      {flag.householdName !== null && <p>{t('sync.flag.household', { name: flag.householdName })}</p>}
      <p>{t('sync.flag.stands')}</p>
    </>
  );
}
