import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { EntitlementDetail, EntitlementsView } from '../../../shared/contract/entitlements-contract.ts';
import { householdIdSchema, operationIdSchema } from '../../../shared/domain/ids.ts';
import type { LocalDate } from '../../../shared/domain/local-date.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { formatDate, formatDateTimeAt } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { useSession } from '../session/session-context.ts';
import { ChangeDatesDialog } from './ChangeDatesDialog.tsx';
import { EntitlementDialog } from './EntitlementDialog.tsx';
import './entitlements.css';
import { actWords, iseeWords, stateWords } from './entitlement-words.ts';
import { IseeDialog } from './IseeDialog.tsx';
import { SuspendDialog } from './SuspendDialog.tsx';
import { SwitchSchemeDialog } from './SwitchSchemeDialog.tsx';

/** A household's rights and means, and everything that was done to them. Offices only. */
export function EntitlementsScreen() {
  const { t } = useWords();
  const params = useParams({ strict: false });
  const householdId = householdIdSchema.parse(params.householdId);
  const { data } = useAnswer('entitlements.view', { householdId });
  const navigate = useNavigate();
  const back = () => void navigate({ to: '/households/$householdId', params: { householdId } });
  if (data === undefined) return null;
  if (data.ok) return <Entitlements view={data.value} onBack={back} />;
  return (
    <Page
      title={t('entitlements.title')}
      actions={<ActionButton label={t('entitlements.back')} shortcut="Escape" onPress={back} />}
    >
      <FailureNotice failure={data.error} />
    </Page>
  );
}

type Open = 'grant' | 'isee' | 'suspend' | 'switch' | EntitlementDetail;

function Entitlements(props: { readonly view: EntitlementsView; readonly onBack: () => void }) {
  const { t } = useWords();
  const { view } = props;
  const { place } = useSession();
  const [open, setOpen] = useState<Open | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const current = findCurrent(view.entitlements, place.businessOn);
  const close = (words: string | null) => {
    setOpen(null);
    setSaid(words);
  };
  return (
    <Page
      title={t('entitlements.of', { name: view.displayName ?? t('households.nameless') })}
      actions={
        <>
          <ActionButton label={t('entitlements.back')} shortcut="Escape" onPress={props.onBack} />
          <ActionButton
            label={t(view.entitlements.length === 0 ? 'entitlements.grant' : 'entitlements.renew')}
            shortcut="F8"
            tone="primary"
            onPress={() => setOpen('grant')}
          />
          <ActionButton
            label={t('entitlements.change')}
            shortcut="F5"
            isDisabled={current === null}
            onPress={() => current !== null && setOpen(current)}
          />
          <ActionButton
            label={t('entitlements.switch')}
            shortcut="F7"
            isDisabled={current === null || current.endsOn <= place.businessOn}
            onPress={() => setOpen('switch')}
          />
          <ActionButton label={t('entitlements.isee.note')} shortcut="F6" onPress={() => setOpen('isee')} />
          <SuspendOrResume
            view={view}
            current={current}
            onSuspend={() => setOpen('suspend')}
            onSaid={setSaid}
          />
        </>
      }
    >
      <div className="entitlements">
        {said !== null && <Notice tone="ok" title={said} />}
        <Means view={view} />
        <Rights view={view} onOpen={setOpen} />
        <Acts view={view} />
      </div>
      {open === 'grant' && <EntitlementDialog householdId={view.householdId} onClose={close} />}
      {open === 'isee' && <IseeDialog view={view} onClose={close} />}
      {open === 'switch' && current !== null && (
        <SwitchSchemeDialog view={view} right={current} onClose={close} />
      )}
      {open === 'suspend' && current !== null && (
        <SuspendDialog householdId={view.householdId} entitlementId={current.entitlementId} onClose={close} />
      )}
      {typeof open === 'object' && open !== null && (
        <ChangeDatesDialog view={view} right={open} onClose={close} />
      )}
    </Page>
  );
}

/** The right that keys act on: that of today, else the next one, else the last. */
function findCurrent(entitlements: readonly EntitlementDetail[], today: LocalDate): EntitlementDetail | null {
  const notOver = entitlements.filter(({ endsOn }) => endsOn >= today);
  return notOver.find(({ startsOn }) => startsOn <= today) ?? notOver.at(-1) ?? entitlements[0] ?? null;
}

function SuspendOrResume(props: {
  readonly view: EntitlementsView;
  readonly current: EntitlementDetail | null;
  readonly onSuspend: () => void;
  readonly onSaid: (words: string) => void;
}) {
  const { t } = useWords();
  const { view, current } = props;
  const { place } = useSession();
  const resume = useCommand('entitlements.resume');
  if (current === null || current.endsOn < place.businessOn) return null;
  const takeBack = async () => {
    const answer = await resume.mutateAsync({
      operationId: operationIdSchema.parse(newId()),
      householdId: view.householdId,
      entitlementId: current.entitlementId,
    });
    if (answer.ok) props.onSaid(t('entitlements.said.resumed'));
  };
  const isSuspended = current.state === 'suspended';
  return (
    <>
      <ActionButton
        label={t(isSuspended ? 'entitlements.resume' : 'entitlements.suspend')}
        shortcut="Shift+F9"
        isBusy={resume.isPending}
        onPress={() => (isSuspended ? void takeBack() : props.onSuspend())}
      />
      {resume.data?.ok === false && <FailureNotice failure={resume.data.error} />}
    </>
  );
}

function Means({ view }: { readonly view: EntitlementsView }) {
  const words = useWords();
  const { t } = words;
  const { place } = useSession();
  const { pause } = view.proposal;
  const isExpired = view.isee !== null && view.isee.expiresOn < place.businessOn;
  return (
    <section className="card entitlements__means">
      <h2>{t('entitlements.isee')}</h2>
      <p>
        <strong>
          {view.isee === null ? t('entitlements.isee.none') : iseeWords(words, view.isee, place.businessOn)}
        </strong>
      </p>
      {isExpired && <p>{t('entitlements.isee.askNew')}</p>}
      {pause !== null && (
        <p>{t('entitlements.pause', { from: formatDate(pause.startsOn), to: formatDate(pause.endsOn) })}</p>
      )}
    </section>
  );
}

function Rights(props: {
  readonly view: EntitlementsView;
  readonly onOpen: (right: EntitlementDetail) => void;
}) {
  const words = useWords();
  const { t } = words;
  const { place } = useSession();
  return (
    <DataTable
      caption={t('entitlements.list')}
      rows={props.view.entitlements}
      rowKey={({ entitlementId }) => entitlementId}
      columns={[
        {
          key: 'days',
          header: t('entitlements.days'),
          cell: ({ startsOn, endsOn }) => `${formatDate(startsOn)} – ${formatDate(endsOn)}`,
          width: 320,
        },
        { key: 'scheme', header: t('entitlements.scheme'), cell: ({ schemeName }) => schemeName },
        {
          key: 'state',
          header: t('entitlements.state'),
          cell: (right) => stateWords(words, right, place.businessOn),
        },
      ]}
      onOpen={props.onOpen}
      autoFocus
      emptyTitle={t('entitlements.none')}
      emptyText={t('entitlements.none.todo')}
    />
  );
}

function Acts({ view }: { readonly view: EntitlementsView }) {
  const words = useWords();
  const { t } = words;
  const { place } = useSession();
  return (
    <DataTable
      caption={t('entitlements.history')}
      rows={view.history}
      rowKey={({ operationId }) => operationId}
      columns={[
        {
          key: 'when',
          header: t('entitlements.history.when'),
          cell: ({ occurredAt }) => formatDateTimeAt(occurredAt),
          width: 220,
        },
        {
          key: 'what',
          header: t('entitlements.history.what'),
          cell: (act) => actWords(words, act, place.businessOn),
          width: '2fr',
        },
        {
          key: 'who',
          header: t('entitlements.history.who'),
          cell: ({ operatorName }) => operatorName ?? t('households.history.program'),
        },
      ]}
      emptyTitle={t('entitlements.history.none')}
    />
  );
}
