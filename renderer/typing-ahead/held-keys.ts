import { defaultScannerTiming } from '../../shared/domain/scanner.ts';

/** What of a pressed key is kept; `atMs` by the clock of the events. */
export type HeldKey = {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
  readonly atMs: number;
};

export type HeldKeysParts = {
  /** Milliseconds, by the clock of the events. */
  readonly now: () => number;
  /** Runs once, after so many milliseconds. Gives back how to stop it. */
  readonly later: (run: () => void, ms: number) => () => void;
  /** True when what is on the screen would use the key as it is now. */
  readonly isTaken: (key: HeldKey) => boolean;
  /** Presses the key again. One that came within a burst of others is no bare digit that opens a part. */
  readonly deliver: (key: HeldKey, isInBurst: boolean) => void;
};

export type HeldKeys = ReturnType<typeof createHeldKeys>;

/** More than anybody types while a part opens. */
export const MOST_HELD_KEYS = 100;
/** Who waited longer for a part has done something else, or would not know any more what was pressed. */
export const HELD_AT_MOST_MS = 10_000;
/** A little over the longest gap inside a scan: what was typed before is surely no part of one. */
export const SETTLED_AFTER_MS = defaultScannerTiming.maxGapMs + 30;

/**
 * Keeps what is pressed for a part that is not there yet, and presses it again when it is: nothing that somebody types is lost because
 * the screen was slower. While the screens change every key is kept; while a part waits for its first answer, those that nothing uses.
 * One that is used then belongs to somebody who went on elsewhere: what was kept is for the part that was left, and is dropped.
 */
export function createHeldKeys({ now, later, isTaken, deliver }: HeldKeysParts) {
  let held: readonly HeldKey[] = [];
  let lastDelivered: HeldKey | undefined;
  let isLeaving = false;
  const openings = new Set<unknown>();
  let stopTimer: (() => void) | undefined;
  let waiters: (() => void)[] = [];

  const isOpening = (): boolean => openings.size > 0;
  const isIdle = (): boolean => !isLeaving && !isOpening() && held.length === 0;
  const tellWaiters = (): void => {
    const told = waiters;
    waiters = [];
    for (const tell of told) tell();
  };
  const wake = (ms = 0): void => {
    stopTimer?.();
    stopTimer = later(drain, ms);
  };
  /** One key, then a turn for the screen to change by it. */
  function drain(): void {
    if (isIdle()) tellWaiters();
    held = held.filter(({ atMs }) => now() - atMs <= HELD_AT_MOST_MS);
    const [first, ...others] = held;
    if (first === undefined || isLeaving) return;
    const settled = settledCount(held, now());
    if (settled === 0) {
      wake(SETTLED_AFTER_MS);
      return;
    }
    if (isOpening() && !isTaken(first)) return;
    held = others;
    const before = lastDelivered;
    lastDelivered = first;
    deliver(first, areOneBurst(before, first) || areOneBurst(first, others[0]));
    wake();
  }

  return {
    /** True when the key is kept and must reach nothing else. To be asked before anything else hears it. */
    takes: (key: HeldKey): boolean => {
      if ((!isLeaving && held.length === 0) || !mayBeKept(key)) return false;
      if (!isLeaving && isOpening() && held[0] !== undefined && !isTaken(held[0]) && isTaken(key)) {
        drop(0);
        return false;
      }
      keep(key);
      return true;
    },
    /** Of a key that nothing used: keeps it while a part opens. */
    takeUnused: (key: HeldKey): boolean => {
      if (!isOpening() || actsOnWhatIsSeen(key) || !mayBeKept(key)) return false;
      keep(key);
      return true;
    },
    /** Of a key that the screen uses only after what the key before it brings. */
    keep,
    /** The last burst was a scan, which is handed out whole. */
    forgetBurst: (): void => drop(startOfLastBurst(held)),
    clear: (): void => drop(0),
    /** The screens are changing: what was there is not what the next key is for. */
    setLeaving: (leaving: boolean): void => {
      isLeaving = leaving;
      wake();
    },
    /** Something on the screen waits for its first answer, told apart by `what`. */
    setOpening: (what: unknown, opening: boolean): void => {
      if (opening) openings.add(what);
      else openings.delete(what);
      wake();
    },
    isLeaving: (): boolean => isLeaving,
    /** Once nothing opens and nothing is kept; not later than keys are kept. */
    whenIdle: (): Promise<void> =>
      isIdle()
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiters.push(resolve);
            later(resolve, HELD_AT_MOST_MS);
          }),
  };

  function keep(key: HeldKey): void {
    const last = held.at(-1);
    // Whoever presses a key again because nothing happened means it once.
    const isAgain = last !== undefined && !isTyped(key) && nameOf(last) === nameOf(key) && !isStep(key);
    if (!isAgain && held.length < MOST_HELD_KEYS) held = [...held, key];
    wake();
  }

  function drop(from: number): void {
    held = held.slice(0, from);
    wake();
  }
}

/** What a scanner types: characters, and Enter at their end. */
const isTyped = ({ key }: HeldKey): boolean => [...key].length === 1 || key === 'Enter';

/** Each goes one on, or takes one letter back. */
const isStep = ({ key }: HeldKey): boolean => key.startsWith('Arrow') || key === 'Backspace';

const nameOf = ({ key, ctrlKey, altKey, shiftKey }: HeldKey): string =>
  [key, ctrlKey, altKey, shiftKey].join(' ');

/** What the browser does by itself, such as to copy or to move the focus, is not done by pressing it again. */
const mayBeKept = ({ key, ctrlKey, metaKey }: HeldKey): boolean => !ctrlKey && !metaKey && key !== 'Tab';

/** These carry out, or strike off, what is on the screen: nobody means by them what has not been seen. */
const actsOnWhatIsSeen = ({ key }: HeldKey): boolean => key === 'F9' || key === 'Delete';

const areOneBurst = (before: HeldKey | undefined, after: HeldKey | undefined): boolean =>
  before !== undefined &&
  after !== undefined &&
  isTyped(before) &&
  isTyped(after) &&
  after.atMs - before.atMs <= defaultScannerTiming.maxGapMs;

function startOfLastBurst(keys: readonly HeldKey[]): number {
  let start = keys.length - 1;
  while (start > 0 && areOneBurst(keys[start - 1], keys[start])) start -= 1;
  return Math.max(0, start);
}

/** How many of the first ones are surely no part of a scan that still goes on. */
function settledCount(keys: readonly HeldKey[], nowMs: number): number {
  const last = keys.at(-1);
  if (last === undefined || !isTyped(last) || nowMs - last.atMs >= SETTLED_AFTER_MS) return keys.length;
  return startOfLastBurst(keys);
}
