import { useState } from 'react';
import type { NetworkView } from '../../../shared/contract/hub-network-contract.ts';
import type { Branch } from '../../../shared/sync/network-questions.ts';
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

type Fork = NetworkView['forks'][number];

/** Chains that gave the same numbers twice: a person sees what each branch holds, and takes the other one or leaves it. */
export function ForksTab({ view, refresh }: NetworkTabProps) {
  const { t } = useWords();
  const [openId, setOpenId] = useState<string | null>(null);
  const open = view.forks.find(({ deviceId }) => deviceId === openId) ?? null;
  return (
    <>
      <TabLead text={t('sync.net.forks.what')}>{refresh}</TabLead>
      <DataTable
        caption={t('sync.net.forks.heading')}
        isCaptionHidden
        autoFocus
        rows={view.forks}
        rowKey={({ deviceId }) => deviceId}
        onOpen={({ deviceId }) => setOpenId(deviceId)}
        columns={[
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
            key: 'other',
            header: t('sync.net.fork.other'),
            cell: ({ other }) => t('sync.net.fork.count', { count: other.operations }),
            width: '2fr',
          },
          {
            key: 'state',
            header: t('sync.state'),
            cell: ({ isAdopted }) => t(isAdopted ? 'sync.net.fork.adopted' : 'sync.net.fork.open'),
            width: '2fr',
          },
        ]}
        emptyTitle={t('sync.net.forks.none')}
      />
      {open !== null && (
        <ForkDialog
          fork={open}
          name={nameOfId(t, view, open.deviceId)}
          isOfOthers={isOfOthers(view, open.deviceId)}
          onClose={() => setOpenId(null)}
        />
      )}
    </>
  );
}

function ForkDialog(props: {
  readonly fork: Fork;
  readonly name: string;
  readonly isOfOthers: boolean;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const { deviceId, taken, other, isAdopted } = props.fork;
  const act = useCommand('hubNetwork.act');
  const isDone = act.data?.ok === true;
  return (
    <Dialog
      title={props.name}
      size="wide"
      onClose={props.onClose}
      actions={
        <>
          {!isAdopted && !isDone && !props.isOfOthers && (
            <ActionButton
              label={t('sync.net.fork.adopt')}
              shortcut="F9"
              tone="primary"
              isBusy={act.isPending}
              onPress={() => act.mutate({ type: 'adoptFork', deviceId })}
            />
          )}
          <ActionButton
            label={t(isAdopted || isDone || props.isOfOthers ? 'sync.net.close' : 'sync.net.fork.leave')}
            shortcut="Escape"
            onPress={props.onClose}
          />
        </>
      }
    >
      {act.data?.ok === false && <FailureNotice failure={act.data.error} />}
      {act.data?.ok === true && (
        <Notice tone="ok" title={t('sync.net.aside.taken', { count: act.data.value.taken })} />
      )}
      {props.isOfOthers && !isAdopted && <Notice tone="info" title={t('sync.net.others')} />}
      <BranchView title={t('sync.net.fork.taken')} branch={taken} />
      <BranchView title={t('sync.net.fork.other')} branch={other} />
      <p>{t('sync.net.fork.how')}</p>
    </Dialog>
  );
}

function BranchView({ title, branch }: { readonly title: string; readonly branch: Branch }) {
  const { t } = useWords();
  const { operations, from, to, kinds } = branch;
  const byFamily = Map.groupBy(kinds, ({ type }) => familyOf(type));
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <p>
        {t('sync.net.fork.count', { count: operations })}
        {from !== null &&
          to !== null &&
          ` ${t('sync.net.fork.between', { from: formatDateTimeAt(from), to: formatDateTimeAt(to) })}`}
      </p>
      <ul>
        {[...byFamily].map(([family, rows]) => (
          <li key={family}>
            {t(`sync.net.kind.${family}`)}: {rows.reduce((sum, each) => sum + each.operations, 0)}
          </li>
        ))}
      </ul>
    </section>
  );
}
