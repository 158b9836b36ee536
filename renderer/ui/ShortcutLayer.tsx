import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useState,
} from 'react';
import { askForKeys, heldKeyOf, heldKeys, howReplayed } from '../typing-ahead/typing-ahead.ts';
import { placeOf } from './focus-place.ts';
import {
  createShortcutStack,
  isOnlyModifier,
  type ShortcutKey,
  type ShortcutStack,
  STRAY_SCAN_GAP_MS,
} from './shortcuts.ts';

interface Layer {
  readonly stack: ShortcutStack;
  readonly layer: symbol | undefined;
}

const LayerContext = createContext<Layer | null>(null);

/** Once around the application: holds the one keyboard listener of the window. */
export function ShortcutRoot(props: { readonly children: ReactNode }) {
  const [root] = useState<Layer>(() => ({ stack: createShortcutStack(), layer: undefined }));
  useEffect(() => listen(root.stack), [root]);
  return <LayerContext value={root}>{props.children}</LayerContext>;
}

/** Around the content of a dialog: while it is mounted, keys do not reach the screen behind. */
export function ShortcutLayer(props: { readonly children: ReactNode }) {
  const below = useLayer();
  const [opened, setOpened] = useState<Layer | null>(null);
  // Before it is painted: a key that is seen is a key that works.
  useLayoutEffect(() => {
    const { layer, close } = below.stack.openLayer();
    setOpened({ stack: below.stack, layer });
    return close;
  }, [below.stack]);
  if (opened === null) return null;
  return <LayerContext value={opened}>{props.children}</LayerContext>;
}

/**
 * Calls `handler` when the key is pressed while this part is on the screen, from the moment that it is painted; null key or
 * `isDisabled` switches it off. A held key counts once. A single character waits a moment, so that a stray scan does not press it,
 * and is left alone in fields, unless `whileTyping`.
 */
export function useShortcut(
  key: ShortcutKey | null | undefined,
  handler: () => void,
  options: { readonly isDisabled?: boolean | undefined; readonly whileTyping?: boolean | undefined } = {},
): void {
  const { stack, layer } = useLayer();
  const run = useEffectEvent(handler);
  const { isDisabled = false, whileTyping = false } = options;
  useLayoutEffect(() => {
    if (key === null || key === undefined || isDisabled) return;
    return stack.add(layer, key, () => run(), { whileTyping });
  }, [stack, layer, key, isDisabled, whileTyping]);
}

function useLayer(): Layer {
  const layer = useContext(LayerContext);
  if (layer === null) throw new Error('Assertion failed: shortcuts are used below ShortcutRoot');
  return layer;
}

function listen(stack: ShortcutStack): () => void {
  const stopAsking = askForKeys((key, place) => stack.press(key, place).handler !== null);
  let waiting: { readonly timer: ReturnType<typeof setTimeout>; readonly handler: () => void } | undefined;
  let lastKeyAt = Number.NEGATIVE_INFINITY;
  const wait = (handler: () => void) => {
    const run = () => {
      waiting = undefined;
      handler();
    };
    waiting = { timer: setTimeout(run, STRAY_SCAN_GAP_MS), handler: run };
  };
  const stopWaiting = () => {
    clearTimeout(waiting?.timer);
    const handler = waiting?.handler;
    waiting = undefined;
    return handler;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const handlerBefore = stopWaiting();
    if (isOnlyModifier(event) && handlerBefore !== undefined) return wait(handlerBefore);
    const replayed = howReplayed(event);
    const isInsideScan = replayed?.isInBurst ?? event.timeStamp - lastKeyAt < STRAY_SCAN_GAP_MS;
    // F7 and a quick 1 are two keys of a hand: a scanner types characters and Enter.
    const isTyped = event.key.length === 1 || event.key === 'Enter';
    if (!isOnlyModifier(event)) lastKeyAt = isTyped ? event.timeStamp : Number.NEGATIVE_INFINITY;
    if (event.defaultPrevented) return; // the scanner's listener took it: the Enter of a scan
    if (event.key === 'Enter' && handlerBefore !== undefined) {
      // One character is no scan: a hand chose by it and confirms, which is for nothing that has the focus.
      event.preventDefault();
      event.stopPropagation();
      return handlerBefore();
    }
    if (!isTyped && handlerBefore !== undefined) {
      // No scanner goes on so: the digit opens its part, and what follows is for that part.
      event.preventDefault();
      event.stopPropagation();
      handlerBefore();
      return heldKeys.keep(heldKeyOf(event));
    }
    const place = placeOf(event.target);
    const { outcome, handler } = stack.press(event, place);
    if (handler === null) {
      const isForThisPlace = place !== 'screen' && outcome === 'ignore' && !isAltDigit(event);
      const isKept =
        replayed === null && !event.repeat && !isForThisPlace && heldKeys.takeUnused(heldKeyOf(event));
      if (outcome === 'ignore' && !isKept) return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (handler === null) return;
    if (outcome === 'run' || (replayed !== null && !isInsideScan)) handler();
    else if (!isInsideScan) wait(handler);
  };
  // On the document, so that the scanner, which listens on the window, is asked first: the Enter that ends a
  // scan presses no button.
  document.addEventListener('keydown', onKeyDown, { capture: true });
  return () => {
    stopWaiting();
    stopAsking();
    document.removeEventListener('keydown', onKeyDown, { capture: true });
  };
}

/** The keys of tabs, which no field uses. */
const isAltDigit = ({ altKey, ctrlKey, key }: KeyboardEvent): boolean =>
  altKey && !ctrlKey && /^\d$/.test(key);
