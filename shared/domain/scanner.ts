import { findScan } from './scan-shape.ts';

/**
 * Tells a scanner that types from a person who types. Pure: keystrokes with their times go in, what was scanned comes out. Nothing
 * is held back while keys arrive; when they turn out to be a scan, the terminator is swallowed and the fields
 * that the scan typed into are given back.
 *
 * No single sign decides. Measured scanners: Honeywell a key every 10 ms, Zebra every 80 to 100 ms; a fast typist reaches 100 ms. So
 * keys closer than `maxGapMs` belong together, and are a scan when they are one of our codes, check digit included, and end with a
 * terminator; or when they came faster than any hand (`fastGapMs` on average), readable or not, so that an
 * unknown code is announced instead of left in a field.
 */
export type ScannerSettings = {
  /** Longest time between two keys of one scan, and between the last one and its terminator. */
  readonly maxGapMs: number;
  /** Average time between keys that no hand reaches. */
  readonly fastGapMs: number;
  /** Fewest keys for which speed alone is a proof. */
  readonly fastMinLength: number;
  /** How long after a scan a second terminator (Enter and Tab, CR and LF) still belongs to it. */
  readonly secondTerminatorMs: number;
  /** True for one of our codes, check digit included. */
  readonly isReadable: (text: string) => boolean;
};

export const defaultScannerTiming = {
  maxGapMs: 130,
  fastGapMs: 35,
  fastMinLength: 6,
  secondTerminatorMs: 100,
} as const satisfies Omit<ScannerSettings, 'isReadable'>;

/** What a field held before a key: enough to give it back. `element` is opaque here. */
export type FieldSnapshot<E> = {
  readonly element: E;
  readonly value: string;
  readonly selectionStart: number | null;
  readonly selectionEnd: number | null;
};

/** `secret` is a PIN field: digits and Enter there are a scan only when they are fast and readable. `off` wants its keys untouched. */
export type ScannerTarget = 'field' | 'secret' | 'page' | 'off';

/** A key going down. `code` is the physical key, `atMs` the time of the event on any clock that never jumps. */
export type Keystroke<E> = {
  readonly code: string;
  readonly key: string;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  readonly meta: boolean;
  readonly repeat: boolean;
  readonly atMs: number;
  readonly target: ScannerTarget;
  readonly field: FieldSnapshot<E> | null;
};

export type CollectedKey<E> = {
  readonly character: string;
  readonly atMs: number;
  readonly target: ScannerTarget;
  readonly field: FieldSnapshot<E> | null;
};

export type ScannerState<E> = {
  readonly keys: readonly CollectedKey<E>[];
  readonly lastAtMs: number;
  /** Digits typed with Alt held: Alt+0 2 9 is ASCII 29, and some scanners send every character that way. */
  readonly altDigits: string;
  readonly swallowTerminatorUntilMs: number;
};

export type ScannerOutput<E> = {
  /** The key must reach nothing else: neither the field nor a button nor a shortcut. */
  readonly swallow: boolean;
  /** Texts scanned, in order. */
  readonly scans: readonly string[];
  /** Fields to put back as they were before the scan, each once. */
  readonly restore: readonly FieldSnapshot<E>[];
};

/** Keys kept of one burst; what comes after is counted as part of it and dropped (no code is that long). */
export const LONGEST_BURST = 256;

export const initialScannerState = <E>(): ScannerState<E> => ({
  keys: [],
  lastAtMs: Number.NEGATIVE_INFINITY,
  altDigits: '',
  swallowTerminatorUntilMs: Number.NEGATIVE_INFINITY,
});

type Step<E> = { readonly state: ScannerState<E>; readonly output: ScannerOutput<E> };

/** Takes one key. Law: the keys of a burst are given out as one scan, or as several that add up to it, or not at all. */
export function takeKey<E>(
  before: ScannerState<E>,
  keystroke: Keystroke<E>,
  settings: ScannerSettings,
): Step<E> {
  if (keystroke.target === 'off') return { state: initialScannerState(), output: nothing() };
  const meaning = meaningOf(keystroke);
  const resolved = resolveAltDigits(before, meaning, settings);
  const isLate = keystroke.atMs - resolved.state.lastAtMs > settings.maxGapMs;
  const endsBurst = isLate || meaning.type === 'other';
  const settled = endsBurst ? finish(resolved.state, 'silence', resolved.state.lastAtMs, settings) : resolved;
  const earlier = endsBurst ? joined(resolved.output, settled.output) : resolved.output;
  const step = takeMeaning(settled.state, asRestored(keystroke, earlier), meaning, settings);
  return { state: step.state, output: joined(earlier, step.output) };
}

/**
 * To be called once `maxGapMs` have passed without a key: a scanner set to send no terminator is then
 * recognised by its speed and its check digit.
 */
export function takeSilence<E>(before: ScannerState<E>, atMs: number, settings: ScannerSettings): Step<E> {
  if (atMs - before.lastAtMs <= settings.maxGapMs) return { state: before, output: nothing() };
  const resolved = resolveAltDigits(before, { type: 'other' }, settings);
  const step = finish(resolved.state, 'silence', atMs, settings);
  // A busy page hears keys late: whether the burst is over is told by the time of the next key, not by this clock.
  if (step.output.scans.length === 0) return { state: before, output: nothing() };
  return { state: step.state, output: joined(resolved.output, step.output) };
}

function takeMeaning<E>(
  state: ScannerState<E>,
  keystroke: Keystroke<E>,
  meaning: Meaning,
  settings: ScannerSettings,
): Step<E> {
  const { atMs } = keystroke;
  switch (meaning.type) {
    case 'modifier':
      // A Shift between two letters takes a scanner as long as a letter: it keeps the burst alive.
      return { state: state.keys.length === 0 ? state : { ...state, lastAtMs: atMs }, output: nothing() };
    case 'altDigit':
      return {
        state: { ...state, altDigits: (state.altDigits + meaning.digit).slice(-4), lastAtMs: atMs },
        output: { ...nothing(), swallow: state.keys.length > 0 },
      };
    case 'character': {
      const collected = {
        character: meaning.character,
        atMs,
        target: keystroke.target,
        field: keystroke.field,
      };
      const output = { ...nothing<E>(), swallow: meaning.character === '\x1d' };
      return { state: withKey(state, collected), output };
    }
    case 'terminator': {
      if (meaning.needsBurst && state.keys.length === 0) return { state, output: nothing() };
      if (state.keys.length === 0) {
        return { state, output: { ...nothing(), swallow: atMs <= state.swallowTerminatorUntilMs } };
      }
      return finish(state, 'terminator', atMs, settings);
    }
    case 'other':
      // No scanner goes on so: the Enter after it is a hand's, however soon it comes after a scan.
      return { state: initialScannerState(), output: nothing() };
  }
}

/** Decides about the keys collected so far and forgets them. */
function finish<E>(
  state: ScannerState<E>,
  ending: 'terminator' | 'silence',
  atMs: number,
  settings: ScannerSettings,
): Step<E> {
  const forgotten = { ...state, keys: [], altDigits: '' };
  const scan = findScan(state.keys, ending, settings);
  if (scan === null) return { state: forgotten, output: nothing() };
  // A terminator that comes after its scan was taken by silence is late by more than one key.
  const graceMs = ending === 'silence' ? settings.maxGapMs * 2 : settings.secondTerminatorMs;
  return {
    state: { ...forgotten, lastAtMs: atMs, swallowTerminatorUntilMs: atMs + graceMs },
    output: {
      swallow: ending === 'terminator',
      scans: scan.texts,
      restore: firstSnapshots(state.keys.slice(scan.from)),
    },
  };
}

function firstSnapshots<E>(keys: readonly CollectedKey<E>[]): FieldSnapshot<E>[] {
  const byElement = new Map<E, FieldSnapshot<E>>();
  for (const { field } of keys) {
    if (field !== null && !byElement.has(field.element)) byElement.set(field.element, field);
  }
  return [...byElement.values()];
}

function withKey<E>(state: ScannerState<E>, key: CollectedKey<E>): ScannerState<E> {
  const keys = state.keys.length < LONGEST_BURST ? [...state.keys, key] : state.keys;
  return { ...state, keys, lastAtMs: key.atMs };
}

/** The key after Alt+digits shows that they are complete. */
function resolveAltDigits<E>(state: ScannerState<E>, next: Meaning, settings: ScannerSettings): Step<E> {
  if (state.altDigits === '' || next.type === 'altDigit') return { state, output: nothing() };
  const cleared = { ...state, altDigits: '' };
  const ascii = Number(state.altDigits);
  if (ascii === 9 || ascii === 10 || ascii === 13) {
    const step = finish(cleared, 'terminator', state.lastAtMs, settings);
    return { state: step.state, output: { ...step.output, swallow: false } }; // the key at hand is the next one
  }
  if (ascii !== 29 && (ascii < 32 || ascii > 126)) return { state: cleared, output: nothing() };
  const previous = state.keys.at(-1);
  const field = previous?.field ?? null;
  const target = previous?.target ?? 'page';
  const key = { character: String.fromCharCode(ascii), atMs: state.lastAtMs, target, field };
  return { state: withKey(cleared, key), output: nothing() };
}

/** The next key's field was read before the earlier scan in it was put back. */
function asRestored<E>(keystroke: Keystroke<E>, earlier: ScannerOutput<E>): Keystroke<E> {
  const restored = earlier.restore.find(({ element }) => element === keystroke.field?.element);
  return restored === undefined ? keystroke : { ...keystroke, field: restored };
}

type Meaning =
  | { readonly type: 'character'; readonly character: string }
  | { readonly type: 'altDigit'; readonly digit: string }
  | { readonly type: 'terminator'; readonly needsBurst: boolean }
  | { readonly type: 'modifier' }
  | { readonly type: 'other' };

const MODIFIERS = new Set(['Shift', 'Control', 'Alt', 'AltGraph', 'CapsLock', 'NumLock', 'Meta']);

function meaningOf(keystroke: Keystroke<unknown>): Meaning {
  const { code, key, ctrl, alt, shift, meta, repeat } = keystroke;
  if (MODIFIERS.has(key)) return { type: 'modifier' };
  if (repeat || meta) return { type: 'other' }; // a key held down is a hand
  if (ctrl && !alt) {
    if (code === 'BracketRight' || key === ']' || key === '\x1d')
      return { type: 'character', character: '\x1d' };
    // Some scanners send carriage return and line feed as Ctrl+M and Ctrl+J.
    if (code === 'KeyM' || code === 'KeyJ') return { type: 'terminator', needsBurst: true };
    return { type: 'other' };
  }
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (alt && !ctrl) return digit === undefined ? { type: 'other' } : { type: 'altDigit', digit };
  if (key === 'Enter' || (key === 'Tab' && !shift)) return { type: 'terminator', needsBurst: false };
  // Digits by their place: some layouts and a numeric keypad without Num Lock give another key.
  if (digit !== undefined && !shift && !alt) return { type: 'character', character: digit };
  if ([...key].length === 1) return { type: 'character', character: key };
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  return letter === undefined ? { type: 'other' } : { type: 'character', character: letter };
}

const nothing = <E>(): ScannerOutput<E> => ({ swallow: false, scans: [], restore: [] });

const joined = <E>(earlier: ScannerOutput<E>, later: ScannerOutput<E>): ScannerOutput<E> => ({
  swallow: later.swallow,
  scans: [...earlier.scans, ...later.scans],
  restore: [...earlier.restore, ...later.restore],
});
