import { placeOf } from '../ui/focus-place.ts';
import { type FocusPlace, isOnlyModifier, type PressedKey } from '../ui/shortcuts.ts';
import { createHeldKeys, type HeldKey } from './held-keys.ts';

type Binding = (key: PressedKey, place: FocusPlace) => boolean;

/** How a key comes that was kept for a while: by its own time it was one of a burst, or not. */
type Replay = { readonly isInBurst: boolean };

const replays = new WeakMap<Event, Replay>();
let bindings: readonly Binding[] = [];

/** The keys of this window that wait for what they are meant for. */
export const heldKeys = createHeldKeys({
  now: () => performance.now(),
  later: (run, ms) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  isTaken,
  deliver,
});

/**
 * Keeps the keys that are meant for a part that is not there yet. Call it after the scanner listens, which hears every key when it is
 * pressed, and before anything else does.
 */
export function listenForEarlyKeys(): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || event.repeat || isOnlyModifier(event)) return;
    if (howReplayed(event) !== null || !heldKeys.takes(heldKeyOf(event))) return;
    event.preventDefault();
    event.stopPropagation();
  };
  window.addEventListener('keydown', onKeyDown, { capture: true });
  return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
}

/** Says which keys the screens use by themselves, whatever has the focus. Gives back how to take that back. */
export function askForKeys(binding: Binding): () => void {
  bindings = [...bindings, binding];
  return () => {
    bindings = bindings.filter((each) => each !== binding);
  };
}

/** Null for a key that somebody presses right now. */
export const howReplayed = (event: Event): Replay | null => replays.get(event) ?? null;

export const heldKeyOf = (event: KeyboardEvent): HeldKey => ({
  key: event.key,
  code: event.code,
  ctrlKey: event.ctrlKey,
  altKey: event.altKey,
  shiftKey: event.shiftKey,
  metaKey: event.metaKey,
  atMs: event.timeStamp,
});

const focused = (): Element => document.activeElement ?? document.body;

function isTaken(key: HeldKey): boolean {
  const place = placeOf(focused());
  const pressed = { ...key, repeat: false, isComposing: false };
  if (bindings.some((binding) => binding(pressed, place))) return true;
  return place !== 'screen' && !/^F\d/.test(key.key) && !key.altKey;
}

/**
 * Presses it where the focus is now. What only the browser does with a key of a person's own is done here: a field is typed into,
 * Enter presses a plain button.
 */
function deliver(key: HeldKey, isInBurst: boolean): void {
  const target = focused();
  const parts = { ...key, bubbles: true, cancelable: true, composed: true };
  const down = new KeyboardEvent('keydown', parts);
  replays.set(down, { isInBurst });
  const isUsed = !target.dispatchEvent(down);
  const place = placeOf(target);
  if (!isUsed && !key.altKey && (place === 'text' || place === 'long-text')) typeInto(key.key);
  if (!isUsed && key.key === 'Enter' && target instanceof HTMLButtonElement) target.click();
  target.dispatchEvent(new KeyboardEvent('keyup', parts));
}

/** As the browser types: the selection goes, what listens to the field hears of it. */
function typeInto(key: string): void {
  if ([...key].length === 1) document.execCommand('insertText', false, key);
  else if (key === 'Backspace' || key === 'Delete')
    document.execCommand(key === 'Delete' ? 'forwardDelete' : 'delete');
}
