import { useBlocker } from '@tanstack/react-router';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { useWords } from '../i18n/WordsProvider.tsx';
import { ActionButton } from './ActionButton.tsx';
import { Dialog } from './Dialog.tsx';

/** Whether something typed in a part of the screen is not saved. */
type IsUnsaved = () => boolean;

interface Leaving {
  /** Gives back how to end it. */
  readonly watch: (isUnsaved: IsUnsaved) => () => void;
  readonly leave: (go: () => void) => void;
}

/** Before the log-in there is nowhere else to go. */
const LeavingContext = createContext<Leaving>({ watch: () => () => undefined, leave: (go) => go() });

/** Around the screens: asks before one of them, or a part of it, is left with something unsaved, whichever key leaves it. */
export function LeavingRoot(props: { readonly children: ReactNode }) {
  const [watched] = useState(() => new Set<IsUnsaved>());
  const [way, setWay] = useState<{ readonly go: () => void } | null>(null);
  const [leaving] = useState<Leaving>(() => ({
    watch: (isUnsaved) => {
      watched.add(isUnsaved);
      return () => void watched.delete(isUnsaved);
    },
    leave: (go) => {
      if (isAnyUnsaved(watched)) setWay({ go });
      else go();
    },
  }));
  const { status, reset, proceed } = useBlocker({
    // The key of the part that one is in leaves nothing.
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname && isAnyUnsaved(watched),
    enableBeforeUnload: false,
    withResolver: true,
  });
  return (
    <LeavingContext value={leaving}>
      {props.children}
      {status === 'blocked' && <LeaveQuestion onStay={reset} onLeave={proceed} />}
      {way !== null && (
        <LeaveQuestion
          onStay={() => setWay(null)}
          onLeave={() => {
            setWay(null);
            way.go();
          }}
        />
      )}
    </LeavingContext>
  );
}

const isAnyUnsaved = (watched: ReadonlySet<IsUnsaved>): boolean =>
  [...watched].some((isUnsaved) => isUnsaved());

/** Goes where the address stays the same, as to another part of a screen: at once, or when what is unsaved may be lost. */
export const useLeave = (): ((go: () => void) => void) => useContext(LeavingContext).leave;

/**
 * Of a screen that is filled in. One that is saved where it stands says whether it `isChanged`; one that ends when it is saved notes
 * what is typed, and once it is `done` it may be left.
 */
export function usePageLeaving(isChanged = false): {
  readonly done: () => void;
  /** To be told of each key that is typed in the form. */
  readonly noteTyping: () => void;
} {
  const isTyped = useRef(false);
  const { watch } = useContext(LeavingContext);
  const isUnsaved = useEffectEvent(() => isTyped.current || isChanged);
  useLayoutEffect(() => watch(() => isUnsaved()), [watch]);
  return {
    done: () => {
      isTyped.current = false;
    },
    noteTyping: () => {
      isTyped.current = true;
    },
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
