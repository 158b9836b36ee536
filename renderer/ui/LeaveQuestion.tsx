import { useBlocker } from '@tanstack/react-router';
import { type ReactNode, useRef } from 'react';
import { useWords } from '../i18n/WordsProvider.tsx';
import { ActionButton } from './ActionButton.tsx';
import { Dialog } from './Dialog.tsx';

/** Of a screen that is filled in, which the keys of the menu leave too. What was saved, once it is `done`, may be left. */
export function usePageLeaving(): {
  readonly done: () => void;
  /** To be told of each key that is typed in the form. */
  readonly noteTyping: () => void;
  /** Stands in the form while it is asked. */
  readonly question: ReactNode;
} {
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
export function LeaveQuestion(props: { readonly onStay: () => void; readonly onLeave: () => void }) {
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
