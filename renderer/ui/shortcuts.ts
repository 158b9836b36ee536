/**
 * Keys that work wherever the focus is. One listener for the whole window hands each key to the layer on
 * top (a dialog is a layer above its screen), and inside it to the part that asked for the key last.
 */

/** `F9`, `Escape`, `Enter`, `Delete`, `*`, `1`, or with modifiers in this order: `Ctrl+Alt+Shift+Z`. */
export type ShortcutKey = string;

/** The part of a keyboard event that decides; a test needs no browser. */
export interface PressedKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly repeat: boolean;
  readonly isComposing: boolean;
}

/** Where the focus was when the key went down. */
export type FocusPlace =
  | 'screen' // nothing that uses keys itself
  | 'text' // an input that takes one line of text
  | 'long-text' // one that takes several lines: Enter belongs to it
  | 'control' // a button, link or row that Enter and Space act on
  | 'box' // one to tick: Space acts on it, Enter does not
  | 'open-list'; // an open list of choices: it keeps all keys but the function keys

export type ShortcutOutcome = 'run' | 'wait' | 'swallow' | 'ignore';

interface Binding {
  readonly layer: symbol;
  readonly key: ShortcutKey;
  readonly handler: () => void;
  readonly whileTyping: boolean;
}

/**
 * A scanner whose field lost the focus types digits 10 to 100 ms apart. A bare digit is a shortcut only if
 * no other key follows it within this time, or a stray scan would wander through the screens.
 */
export const STRAY_SCAN_GAP_MS = 130;

export interface ShortcutStack {
  /** Puts a layer on top; keys no longer reach those below. Gives the layer back and how to close it. */
  readonly openLayer: () => { readonly layer: symbol; readonly close: () => void };
  /** Layer undefined is the screen at the bottom. Gives back how to remove the shortcut. */
  readonly add: (
    layer: symbol | undefined,
    key: ShortcutKey,
    handler: () => void,
    options?: { readonly whileTyping?: boolean },
  ) => () => void;
  /** What to do with the key: `run` and `wait` come with what to call, `swallow` keeps it from the browser. */
  readonly press: (
    event: PressedKey,
    place: FocusPlace,
  ) => { readonly outcome: ShortcutOutcome; readonly handler: (() => void) | null };
}

export function createShortcutStack(): ShortcutStack {
  const screen = Symbol('screen');
  const layers = [screen];
  const bindings: Binding[] = [];

  return {
    openLayer: () => {
      const layer = Symbol('layer');
      layers.push(layer);
      return {
        layer,
        close: () => void layers.splice(layers.indexOf(layer), layers.includes(layer) ? 1 : 0),
      };
    },
    add: (layer, key, handler, options) => {
      const binding = { layer: layer ?? screen, key, handler, whileTyping: options?.whileTyping ?? false };
      bindings.push(binding);
      return () => void bindings.splice(bindings.indexOf(binding), bindings.includes(binding) ? 1 : 0);
    },
    press: (event, place) => {
      const nothing = { outcome: isBrowserKey(event) ? 'swallow' : 'ignore', handler: null } as const;
      if (event.isComposing) return { outcome: 'ignore', handler: null };
      const key = shortcutOf(event);
      const top = layers.at(-1);
      const binding = bindings.findLast((each) => each.layer === top && each.key === key);
      if (binding === undefined || !mayFire(binding, place)) return nothing;
      if (event.repeat) return { outcome: 'swallow', handler: null };
      const waits = isBareCharacter(key) && !binding.whileTyping;
      return { outcome: waits ? 'wait' : 'run', handler: binding.handler };
    },
  };
}

/** The name of a pressed key as shortcuts are written: `F9`, `Ctrl+Z`, `*`. */
export function shortcutOf(event: PressedKey): ShortcutKey {
  const isCharacter = event.key.length === 1;
  const key = event.key === ' ' ? 'Space' : isCharacter ? event.key.toUpperCase() : event.key;
  const modifiers = [
    event.ctrlKey ? 'Ctrl+' : '',
    event.altKey ? 'Alt+' : '',
    // Shift is part of the character itself: `*` needs it on one keyboard and not on another.
    event.shiftKey && (!isCharacter || event.ctrlKey || event.altKey) ? 'Shift+' : '',
  ];
  return modifiers.join('') + key;
}

function mayFire(binding: Binding, place: FocusPlace): boolean {
  if (place === 'open-list') return /^F\d+$/.test(binding.key);
  if (binding.whileTyping) return true;
  if (place === 'long-text' && (binding.key === 'Enter' || binding.key.startsWith('Arrow'))) return false;
  if (place === 'text' || place === 'long-text')
    return !isBareCharacter(binding.key) && !TEXT_KEYS.has(binding.key);
  if (place === 'box') return binding.key !== 'Space';
  if (place === 'control') return binding.key !== 'Enter' && binding.key !== 'Space';
  return true;
}

/** Keys with which a text is edited: in a field they belong to the field. */
const TEXT_KEYS = new Set([
  'Space',
  'Backspace',
  'Delete',
  'ArrowLeft',
  'ArrowRight',
  'Home',
  'End',
  'Ctrl+Z',
]);

const isBareCharacter = (key: ShortcutKey): boolean => key.length === 1;

/** F3 searches, F5 reloads, F6 and F10 leave for a browser's menus, F12 opens its tools: never in the middle of a sale. */
const isBrowserKey = (event: PressedKey): boolean =>
  /^F([1-9]|1[0-2])$/.test(event.key) && !event.ctrlKey && !event.altKey;

const MODIFIERS = new Set(['Shift', 'Control', 'Alt', 'AltGraph', 'CapsLock', 'NumLock', 'Meta']);

/** A key that means nothing by itself. */
export const isOnlyModifier = ({ key }: Pick<PressedKey, 'key'>): boolean => MODIFIERS.has(key);
