import { type ReactNode, useEffect, useState } from 'react';
import { formatDateTimeAt, formatMomentAt } from '../format/date-time.ts';
import type { MessageId } from '../i18n/messages.ts';
import { useWords } from '../i18n/WordsProvider.tsx';
import type { HubStanding } from './hub-standing.ts';
import { Icon } from './Icon.tsx';
import './shell.css';

export type CounterMode = 'real' | 'practice' | 'demo';

/** What waits to be sent to the hub; `null` for a counter that has joined none. */
export interface WaitingToBeSent {
  readonly operations: number;
  readonly lastSentAt: number | null;
  /** Unknown where nobody tells it: a counter at which nobody is logged in. */
  readonly hub: HubStanding | null;
}

export interface StatusLineProps {
  readonly siteName: string;
  readonly operatorName: string | null;
  /** The role in words, beside the operator. */
  readonly roleName?: string | undefined;
  readonly mode: CounterMode;
  readonly waiting: WaitingToBeSent | null;
  /** UTC milliseconds: the counter's clock where it has one better than this PC's. */
  readonly now?: (() => number) | undefined;
  /** At the end of the line, such as the button that locks. */
  readonly actions?: ReactNode;
}

const MODE_WORDS = {
  real: 'ui.mode.real',
  practice: 'ui.mode.practice',
  demo: 'ui.mode.demo',
} as const satisfies Record<CounterMode, MessageId>;

/** The line on top of every screen: where, who, in which mode, what waits to be sent, and the time. */
export function StatusLine(props: StatusLineProps) {
  const { t } = useWords();
  return (
    <header className="status-line">
      <span className="status-line__part status-line__site">
        <Icon name="site" />
        <strong>{props.siteName}</strong>
      </span>
      <span className="status-line__part status-line__operator">
        <Icon name={props.operatorName === null ? 'lock' : 'person'} />
        <span>
          <span>{props.operatorName ?? t('ui.operator.none')}</span>
          {props.roleName !== undefined && <small> {props.roleName}</small>}
        </span>
      </span>
      <span className={`status-line__part status-line__mode status-line__mode--${props.mode}`}>
        {t(MODE_WORDS[props.mode])}
      </span>
      <span className="status-line__part status-line__waiting" role="status">
        <Icon name={isAlone(props.waiting) ? 'alone' : 'send'} />
        <WaitingWords waiting={props.waiting} now={props.now ?? Date.now} />
      </span>
      <Clock now={props.now ?? Date.now} />
      {props.actions}
    </header>
  );
}

/** With nobody to send to, for good or for now. */
const isAlone = (waiting: WaitingToBeSent | null): boolean => waiting === null || waiting.hub === 'silent';

function WaitingWords(props: { readonly waiting: WaitingToBeSent | null; readonly now: () => number }) {
  const { t } = useWords();
  if (props.waiting === null) return t('ui.pending.standalone');
  const { operations, lastSentAt, hub } = props.waiting;
  const pending = operations === 0 ? t('ui.pending.none') : t('ui.pending', { count: operations });
  const isTold = hub !== null && hub !== 'answers';
  const time = lastSentAt === null ? null : formatMomentAt(lastSentAt, props.now());
  const words =
    time === null ? pending : t(isTold ? 'ui.pending.lastHeard' : 'ui.pending.lastSent', { pending, time });
  if (!isTold) return words;
  return (
    <span className="status-line__two">
      <strong>{t(`ui.pending.hub.${hub}`)}</strong>
      <span>{words}</span>
    </span>
  );
}

function Clock(props: { readonly now: () => number }) {
  const { now } = props;
  const [at, setAt] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setAt(now()), 1000);
    return () => clearInterval(timer);
  }, [now]);
  return <time className="status-line__part status-line__clock">{formatDateTimeAt(at)}</time>;
}
