import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useState,
} from 'react';
import {
  createShortcutStack,
  type FocusPlace,
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
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let lastKeyAt = Number.NEGATIVE_INFINITY;
  const onKeyDown = (event: KeyboardEvent) => {
    clearTimeout(waiting);
    const isInsideScan = event.timeStamp - lastKeyAt < STRAY_SCAN_GAP_MS;
    // F7 and a quick 1 are two keys of a hand: a scanner types characters and Enter.
    if (event.key.length === 1 || event.key === 'Enter') lastKeyAt = event.timeStamp;
    if (event.defaultPrevented) return; // the scanner's listener took it: the Enter of a scan
    const { outcome, handler } = stack.press(event, placeOf(event.target));
    if (outcome === 'ignore') return;
    event.preventDefault();
    event.stopPropagation();
    if (handler === null) return;
    if (outcome === 'run') handler();
    else if (!isInsideScan) waiting = setTimeout(handler, STRAY_SCAN_GAP_MS);
  };
  // On the document, so that the scanner, which listens on the window, is asked first: the Enter that ends a
  // scan presses no button.
  document.addEventListener('keydown', onKeyDown, { capture: true });
  return () => {
    clearTimeout(waiting);
    document.removeEventListener('keydown', onKeyDown, { capture: true });
  };
}

function placeOf(target: EventTarget | null): FocusPlace {
  if (!(target instanceof Element)) return 'screen';
  if (target.closest('[data-shortcuts="off"], [role="combobox"][aria-expanded="true"]') !== null)
    return 'open-list';
  if (target.matches('textarea, [contenteditable="true"]')) return 'long-text';
  if (target.matches('input[type="checkbox"], input[type="radio"]')) return 'box';
  if (target.matches('input:not([type="file"])')) return 'text';
  return target.closest('button, a, summary, input, [role="row"], [role="option"], [role="tab"]') === null
    ? 'screen'
    : 'control';
}
