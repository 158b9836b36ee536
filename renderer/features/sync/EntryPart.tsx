import { useEffect, useRef } from 'react';
import type { EntryPreview, EntryStatus } from '../../../shared/contract/sync-contract.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import type { Words } from '../../i18n/words.ts';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { FactList } from '../../ui/FactList.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';

/** What becomes of this counter's data in a network that it would enter; enters it or leaves. Nothing is sent before. */
export function EntryPart() {
  const { t } = useWords();
  const answer = useAnswer('sync.entry', { again: false });
  const again = useCommand('sync.entry');
  const enter = useCommand('sync.enter');
  const leave = useCommand('sync.leave');
  const isBusy = enter.isPending || leave.isPending;
  const isReady = answer.data?.ok === true && answer.data.value.type === 'ready';
  const place = useRef<HTMLElement>(null);
  // The preview is longer than the screen: the arrows scroll what has the focus.
  useEffect(() => {
    if (isReady) place.current?.focus({ preventScroll: true });
  }, [isReady]);
  return (
    <section
      ref={place}
      className="sync__form sync__form--read"
      aria-label={t('sync.entry.heading')}
      tabIndex={-1}
    >
      <h2>{t('sync.entry.heading')}</h2>
      <Notice tone="info" title={t('sync.entry.nothingSent')}>
        {isReady && t('sync.entry.what')} {t('sync.entry.stays')}
      </Notice>
      <AnswerView answer={answer.data}>{(status) => <EntryView status={status} />}</AnswerView>
      {enter.data?.ok === false && <EnterRefused failure={enter.data.error} />}
      {leave.data?.ok === false && <FailureNotice failure={leave.data.error} />}
      <div className="sync__row sync__row--last">
        {isReady && (
          <ActionButton
            label={t('sync.entry.enter')}
            shortcut="F9"
            tone="primary"
            isBusy={enter.isPending}
            isDisabled={isBusy}
            onPress={() => {
              leave.reset();
              enter.mutate({});
            }}
          />
        )}
        {answer.data?.ok === true && answer.data.value.type === 'failed' && (
          <ActionButton
            label={t('sync.entry.again')}
            shortcut="F6"
            isBusy={again.isPending}
            onPress={() => again.mutate({ again: true }, { onSuccess: () => void answer.refetch() })}
          />
        )}
        <ActionButton
          label={t('sync.entry.leave')}
          shortcut="F8"
          isBusy={leave.isPending}
          isDisabled={isBusy}
          onPress={() => {
            enter.reset();
            leave.mutate({});
          }}
        />
      </div>
    </section>
  );
}

/** The hub has it no longer: there is only one way on, and it begins with leaving. */
const TURNED_AWAY = { DeviceUnknown: 'sync.entry.unknown', DeviceRevoked: 'sync.entry.revoked' } as const;
const isTurnedAway = (type: string): type is keyof typeof TURNED_AWAY => type in TURNED_AWAY;

function EnterRefused({ failure }: { readonly failure: { readonly type: string } }) {
  const { t } = useWords();
  const { type } = failure;
  if (!isTurnedAway(type)) return <FailureNotice failure={failure} />;
  return <Notice tone="problem" title={t(TURNED_AWAY[type])} />;
}

function EntryView({ status }: { readonly status: EntryStatus }) {
  const { t } = useWords();
  switch (status.type) {
    case 'none':
      return null;
    case 'reading':
      return <p role="status">{t('sync.entry.reading', { count: status.received })}</p>;
    case 'failed':
      return (
        <Notice
          tone="warning"
          title={t(
            isTurnedAway(status.problem) ? TURNED_AWAY[status.problem] : `sync.problem.${status.problem}`,
          )}
        />
      );
    case 'ready':
      return <PreviewView preview={status.preview} />;
  }
}

function PreviewView({ preview }: { readonly preview: EntryPreview }) {
  const { t } = useWords();
  const { networkName, products, households, alike, administrators, sameShortNames } = preview;
  const lines = [
    [t('sync.entry.network'), networkName],
    [t('sync.entry.matched'), t('sync.entry.matched.count', { count: products.matched })],
    [t('sync.entry.onlyHere'), t('sync.entry.onlyHere.count', { count: products.onlyHere })],
    [t('sync.entry.households'), t('sync.entry.households.count', households)],
    [t('sync.entry.alike'), t('sync.entry.alike.count', { count: alike.count })],
    [
      t('sync.entry.administrators'),
      t('sync.entry.administrators.who', { count: administrators.length, names: administrators.join(', ') }),
    ],
  ] as const;
  return (
    <div className="sync__preview">
      <FactList lines={lines} />
      {sameShortNames.length > 0 && (
        <Notice
          tone="warning"
          title={t('sync.entry.sameShortName', {
            count: sameShortNames.length,
            names: sameShortNames.join(', '),
          })}
        />
      )}
      {products.otherPoints > 0 && (
        <List
          title={t('sync.entry.otherPoints', { count: products.otherPoints })}
          lines={products.examples.map(({ name, points, theirPoints }) =>
            t('sync.entry.otherPoints.line', {
              name,
              points: pointsOf(t, points),
              theirPoints: pointsOf(t, theirPoints),
            }),
          )}
        />
      )}
      {alike.count > 0 && (
        <List
          title={t('sync.entry.alike.title')}
          lines={alike.listed.map(({ displayName, theirName, isCertain, reasons }) =>
            t(isCertain ? 'sync.entry.alike.certain' : 'sync.entry.alike.possible', {
              displayName,
              theirName,
              why: reasons.map((reason) => t(`registers.likeness.${reason}`)).join(', '),
            }),
          )}
        />
      )}
    </div>
  );
}

const pointsOf = (t: Words['t'], points: number | null): string =>
  points === null ? t('sync.entry.points.category') : t('sync.entry.points', { count: points });

function List(props: { readonly title: string; readonly lines: readonly string[] }) {
  // Two families of one name make two equal lines: their place tells them apart.
  const rows = props.lines.map((text, index) => ({ text, key: `${index} ${text}` }));
  return (
    <>
      <h3>{props.title}</h3>
      <ul>
        {rows.map(({ key, text }) => (
          <li key={key}>{text}</li>
        ))}
      </ul>
    </>
  );
}
