import { useState } from 'react';
import type { SyncStatus, TurnedAway } from '../../../shared/contract/sync-contract.ts';
import { useAnswer } from '../../client/use-command.ts';
import { formatDateTimeAt } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { FactList } from '../../ui/FactList.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import '../administration/administration.css';
import { useFilesToDestroy } from '../erasure/FilesToDestroy.tsx';
import { useHasRole } from '../session/session-context.ts';
import { CodeForAnother } from './CodeForAnother.tsx';
import { EntryPart } from './EntryPart.tsx';
import { heldWords } from './held-words.ts';
import { JoinForm } from './JoinForm.tsx';
import { ReturnForm } from './ReturnForm.tsx';
import './sync.css';
import { SyncTrouble } from './SyncTrouble.tsx';
import { ToLookAtTab } from './ToLookAtTab.tsx';

type Joined = Extract<SyncStatus, { type: 'joined' }>;

/** How the exchange with the hub stands, in plain words; joining one, and codes for other counters. */
export function SyncPart() {
  const { t } = useWords();
  const isAdministrator = useHasRole('admin');
  const answer = useAnswer('sync.status', {});
  return (
    <AnswerView answer={answer.data}>
      {(status) => (
        <div className="sync">
          {status.type === 'alone' && (
            <>
              <Notice tone="info" title={t('sync.alone')}>
                {status.isDemo ? t('sync.alone.demo') : t('sync.alone.why')}
              </Notice>
              {isAdministrator && !status.isDemo && <JoinForm />}
            </>
          )}
          {status.type === 'joining' &&
            (isAdministrator ? <EntryPart /> : <Notice tone="info" title={t('sync.alone')} />)}
          {status.type === 'joined' && <JoinedParts status={status} />}
        </div>
      )}
    </AnswerView>
  );
}

/** How it goes, and what somebody should look at. */
function JoinedParts({ status }: { readonly status: Joined }) {
  const { t } = useWords();
  const isAdministrator = useHasRole('admin');
  const filesToDestroy = useFilesToDestroy(useHasRole('office')).count;
  const [tab, setTab] = useState<'figures' | 'look' | 'another'>('figures');
  return (
    <Tabs
      label={t('sync.title')}
      isWithAlt
      selectedKey={tab}
      onSelect={setTab}
      items={[
        {
          key: 'figures',
          label: t('sync.look.figures'),
          content: (
            <>
              {status.turnedAway === null ? (
                <SyncTrouble problem={status.problem} stoppedBecause={status.stoppedBecause} />
              ) : (
                <ComingBack turnedAway={status.turnedAway} />
              )}
              {status.isHubRestoring && <HubRestoring status={status} />}
              <GoingOn status={status} />
              <Figures status={status} />
            </>
          ),
        },
        {
          key: 'look',
          label: t('sync.look'),
          count: status.quarantined + status.flagged + status.conflicts + filesToDestroy,
          content: <ToLookAtTab />,
        },
        ...(isAdministrator
          ? [{ key: 'another', label: t('sync.code.heading'), content: <CodeForAnother /> } as const]
          : []),
      ]}
    />
  );
}

/** The hub has forgotten this counter: what happened, what is kept, and the way back. */
function ComingBack({ turnedAway }: { readonly turnedAway: TurnedAway }) {
  const { t } = useWords();
  return (
    <>
      <Notice tone="warning" title={t('sync.return.title')}>
        {t('sync.return.what')}
      </Notice>
      <ReturnForm turnedAway={turnedAway} />
    </>
  );
}

/** Where the hub promises nothing: what that means for who stands here. */
function HubRestoring({ status }: { readonly status: Joined }) {
  const words = useWords();
  const { t } = words;
  const held = heldWords(words, status.leases);
  return (
    <Notice tone="warning" title={t('sync.restoring')}>
      {held === '' ? t('sync.restoring.nothing') : t('sync.restoring.held', { amounts: held })}{' '}
      {t('sync.restoring.until')}
    </Notice>
  );
}

/** That the data of this PC, or the hub's, were of an older day, while it gets back what is missing and once it has. */
function GoingOn({ status: { isGoingOn, wentOn } }: { readonly status: Joined }) {
  const { t } = useWords();
  if (isGoingOn)
    return (
      <Notice tone="info" title={t('sync.goingOn')}>
        {t('sync.goingOn.why')}
      </Notice>
    );
  if (wentOn === null) return null;
  const { at, operations, because } = wentOn;
  return (
    <Notice tone="info" title={t(`sync.wentOn.${because}`, { count: operations })}>
      {t(because === 'forgotten' ? 'sync.wentOn.forgotten.at' : 'sync.wentOn.at', {
        time: formatDateTimeAt(at),
      })}
    </Notice>
  );
}

function Figures({ status }: { readonly status: Joined }) {
  const words = useWords();
  const { t } = words;
  const { waiting, waitingSince, heardAt, quarantined, flagged, conflicts } = status;
  const since = waitingSince === null ? '' : ` ${t('sync.since', { time: formatDateTimeAt(waitingSince) })}`;
  const lines = [
    [t('sync.state'), stateOf(t, status)],
    [
      t('sync.waiting'),
      waiting === 0 ? t('ui.pending.none') : `${t('ui.pending', { count: waiting })}.${since}`,
    ],
    [t('sync.heard'), heardAt === null ? t('sync.heard.never') : formatDateTimeAt(heardAt)],
    [t('sync.quarantined'), t('sync.quarantined.count', { count: quarantined })],
    [t('sync.flagged'), t('sync.flagged.count', { count: flagged })],
    [t('sync.conflicts'), t('sync.conflicts.count', { count: conflicts })],
    [t('sync.leases'), heldWords(words, status.leases) || t('sync.leases.none')],
    [t('sync.clock'), clockOf(t, status.clockDifferenceMs)],
    [t('sync.hub'), status.address],
    [t('sync.joined.at'), formatDateTimeAt(status.joinedAt)],
  ] as const;
  return <FactList lines={lines} />;
}

function stateOf(t: ReturnType<typeof useWords>['t'], status: Joined): string {
  if (status.stoppedBecause !== null) return t('sync.state.stopped');
  if (status.problem !== null) return t('sync.state.problem');
  if (status.isHubRestoring) return t('sync.state.restoring');
  if (status.isGoingOn) return t('sync.state.goingOn');
  return status.waiting > 0 ? t('sync.state.busy') : t('sync.state.idle');
}

/** Differences below this are nobody's matter. */
const CLOCK_TOLERANCE_MS = 90_000;

function clockOf(t: ReturnType<typeof useWords>['t'], differenceMs: number | null): string {
  if (differenceMs === null) return t('sync.heard.never');
  if (Math.abs(differenceMs) < CLOCK_TOLERANCE_MS) return t('sync.clock.ok');
  const minutes = Math.round(Math.abs(differenceMs) / 60_000);
  return t(differenceMs > 0 ? 'sync.clock.behind' : 'sync.clock.ahead', { minutes });
}
