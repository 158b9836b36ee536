import { useBlocker } from '@tanstack/react-router';
import { type ReactNode, useRef, useState } from 'react';
import { useWords } from '../i18n/WordsProvider.tsx';
import { ActionButton } from './ActionButton.tsx';
import { Dialog } from './Dialog.tsx';

interface Leaving {
  /** To be told of each key that is typed in the form. */
  readonly noteTyping: () => void;
  /** Stands in the form while it is asked. */
  readonly question: ReactNode;
}

/** Of a dialog that is filled in: `leave` goes at once while nothing was typed in it, and asks where something was. */
export function useLeaving(onLeave: () => void): Leaving & { readonly leave: () => void } {
  const [isTyped, setIsTyped] = useState(false);
  const [isAsked, setIsAsked] = useState(false);
  return {
    leave: isTyped ? () => setIsAsked(true) : onLeave,
    noteTyping: () => setIsTyped(true),
    question: isAsked && <LeaveQuestion onStay={() => setIsAsked(false)} onLeave={onLeave} />,
  };
}

/** Of a screen that is filled in, which the keys of the menu leave too. What was saved, once it is `done`, may be left. */
export function usePageLeaving(): Leaving & { readonly done: () => void } {
  const isTyped = useRef(false);
  const { status, reset, proceed } = useBlocker({
    shouldBlockFn: () => isTyped.current,
    enableBeforeUnload: false,
    withResolver: true,
  });
  return {
    done: () => {
      isTyped.current = false;
    },
    noteTyping: () => {
      isTyped.current = true;
    },
    question: status === 'blocked' && <LeaveQuestion onStay={reset} onLeave={proceed} />,
  };
}

/** Esc goes on typing, so that pressing it again and again loses nothing; another key than that of saving discards. */
function LeaveQuestion(props: { readonly onStay: () => void; readonly onLeave: () => void }) {
  const { t } = useWords();
  return (
    <Dialog
      title={t('ui.leave')}
      onClose={props.onStay}
      actions={
        <>
          <ActionButton label={t('ui.leave.stay')} shortcut="Escape" tone="primary" onPress={props.onStay} />
          <ActionButton
            label={t('ui.leave.discard')}
            shortcut="Delete"
            tone="danger"
            onPress={props.onLeave}
          />
        </>
      }
    >
      <p>{t('ui.leave.what')}</p>
    </Dialog>
  );
}
