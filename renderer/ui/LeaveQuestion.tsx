import { useBlocker } from '@tanstack/react-router';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { flushSync } from 'react-dom';
import { useWords } from '../i18n/WordsProvider.tsx';
import { ActionButton } from './ActionButton.tsx';
import { Dialog } from './Dialog.tsx';

/** Of what is typed in a part of the screen. What is `saving` is waited for: only what could not be saved may be lost. */
type Standing = 'saved' | 'saving' | 'unsaved';

interface Way {
  readonly go: () => void;
  /** When it was asked, and one stays. */
  readonly stay: (() => void) | undefined;
}

interface Leaving {
  /** Gives back how to end it. */
  readonly watch: (standing: () => Standing) => () => void;
  readonly leave: (go: Way['go'], stay?: Way['stay']) => void;
}

/** Before the log-in there is nowhere else to go. */
const LeavingContext = createContext<Leaving>({ watch: () => () => undefined, leave: (go) => go() });

/** Around the screens: asks before one of them, or a part of it, is left with something unsaved, whichever key leaves it. */
export function LeavingRoot(props: { readonly children: ReactNode }) {
  const [watched] = useState(() => new Set<() => Standing>());
  const [way, setWay] = useState<Way | null>(null);
  const [standing, setStanding] = useState<Standing>('saved');
  const look = () => {
    const now = worstOf(watched);
    setStanding(now);
    return now;
  };
  const [leaving] = useState<Leaving>(() => ({
    watch: (each) => {
      watched.add(each);
      look();
      return () => {
        watched.delete(each);
        look();
      };
    },
    leave: (go, stay) => {
      if (look() === 'saved') go();
      else setWay({ go, stay });
    },
  }));
  const { status, reset, proceed } = useBlocker({
    // The key of the part that one is in leaves nothing.
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname && look() !== 'saved',
    enableBeforeUnload: false,
    withResolver: true,
  });
  // Locked while it is asked: the address goes back to the screen that was not left.
  const stayLocked = useEffectEvent(() => reset?.());
  useEffect(() => () => stayLocked(), []);
  const isLeaving = way !== null || status === 'blocked';
  const goOn = () => {
    setWay(null);
    if (status === 'blocked') proceed();
    else way?.go();
  };
  const stay = () => {
    // What takes the focus can do so only once the question is gone.
    flushSync(() => setWay(null));
    reset?.();
    way?.stay?.();
  };
  const goOnSaved = useEffectEvent(goOn);
  useEffect(() => {
    if (isLeaving && standing === 'saved') goOnSaved();
  }, [isLeaving, standing]);
  return (
    <LeavingContext value={leaving}>
      {props.children}
      {isLeaving && standing === 'unsaved' && <LeaveQuestion onStay={stay} onLeave={goOn} />}
    </LeavingContext>
  );
}

function worstOf(watched: ReadonlySet<() => Standing>): Standing {
  const all = [...watched].map((standing) => standing());
  return (['unsaved', 'saving'] as const).find((each) => all.includes(each)) ?? 'saved';
}

/**
 * Goes where the address stays the same, as to another part of a screen: at once, when what is being saved is, or when what is
 * unsaved may be lost.
 */
export const useLeave = (): Leaving['leave'] => useContext(LeavingContext).leave;

/**
 * Of a screen that is filled in. One that is saved where it stands says whether it `isChanged`; one that ends when it is saved notes
 * what is typed, and once it is `done` it may be left.
 */
export function usePageLeaving({ isChanged = false, isSaving = false } = {}): {
  readonly done: () => void;
  /** To be told of each key that is typed in the form. */
  readonly noteTyping: () => void;
} {
  const isTyped = useRef(false);
  const { watch } = useContext(LeavingContext);
  useLayoutEffect(
    () =>
      watch(() => {
        if (!isTyped.current && !isChanged) return 'saved';
        return isSaving ? 'saving' : 'unsaved';
      }),
    [watch, isChanged, isSaving],
  );
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
