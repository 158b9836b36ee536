import { type ReactNode, useEffect, useRef } from 'react';
import type { MessageId } from '../i18n/messages.ts';
import { useWords } from '../i18n/WordsProvider.tsx';
import { Icon } from './Icon.tsx';
import './notice.css';
import type { NoticeTone } from './notice-tone.ts';

export interface NoticeProps {
  readonly tone: NoticeTone;
  /** What happened, in a few words. Without it the word of the tone stands there: "Attenzione". */
  readonly title?: string | undefined;
  /** What was kept, and what to press. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

const TONE_WORDS = {
  info: 'ui.notice.info',
  ok: 'ui.notice.ok',
  warning: 'ui.notice.warning',
  problem: 'ui.notice.problem',
} as const satisfies Record<NoticeTone, MessageId>;

/** A message in the flow of the screen, read aloud at once where it warns. */
export function Notice(props: NoticeProps) {
  const { t } = useWords();
  const word = t(TONE_WORDS[props.tone]);
  const notice = useRef<HTMLDivElement>(null);
  const isAnswer = props.tone === 'ok' || props.tone === 'problem';
  const { title } = props;
  // What a key brought about is seen, however far down the screen had been scrolled.
  useEffect(() => {
    if (isAnswer && title !== '') notice.current?.scrollIntoView({ block: 'nearest' });
  }, [isAnswer, title]);
  const isUrgent = props.tone === 'warning' || props.tone === 'problem';
  return (
    <div ref={notice} className={`notice notice--${props.tone}`} role={isUrgent ? 'alert' : 'status'}>
      <Icon name={props.tone} />
      <div className="notice__words">
        <strong className="notice__title">
          {title === undefined && word}
          {title?.startsWith(word) === false && <span className="only-heard">{word}: </span>}
          {title}
        </strong>
        {props.children !== undefined && <div>{props.children}</div>}
      </div>
      {props.actions !== undefined && <div className="notice__actions">{props.actions}</div>}
    </div>
  );
}
