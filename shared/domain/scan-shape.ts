import type { ScannerSettings, ScannerTarget } from './scanner.ts';

type TimedKey = { readonly character: string; readonly atMs: number; readonly target: ScannerTarget };

/** The texts scanned by a burst of keys, and the index of the key where the scan begins: what comes before was typed by a hand. */
export type FoundScan = { readonly texts: readonly string[]; readonly from: number };

/**
 * Looks for a scan in keys that came close together. Without a terminator only what is both fast and readable is one. A
 * readable text always wins over a merely fast one.
 */
export function findScan(
  keys: readonly TimedKey[],
  ending: 'terminator' | 'silence',
  settings: ScannerSettings,
): FoundScan | null {
  const starts = [0, ...jumpsOfPace(keys, settings.fastMinLength)];
  const isFast = (from: number): boolean =>
    keys.length - from >= settings.fastMinLength && averageGapMs(keys, from) <= settings.fastGapMs;
  const target = keys.at(-1)?.target;

  for (const from of starts) {
    const mayBeSlow = ending === 'terminator' && target !== 'secret';
    const texts = mayBeSlow || isFast(from) ? readableCodes(textOf(keys, from), settings.isReadable) : null;
    if (texts !== null) return { texts, from };
  }
  if (ending === 'silence' || target === 'secret') return null;
  const from = starts.find(isFast);
  if (from !== undefined) return { texts: [textOf(keys, from)], from };
  // Nobody types eight digits and Enter where there is no field: a slow scanner misread a code.
  const text = textOf(keys, 0);
  return target === 'page' && /^\d{8,}$/.test(text) ? { texts: [text], from: 0 } : null;
}

const textOf = (keys: readonly TimedKey[], from: number): string =>
  keys
    .slice(from)
    .map(({ character }) => character)
    .join('');

const gapMs = (keys: readonly TimedKey[], index: number): number =>
  (keys[index]?.atMs ?? 0) - (keys[index - 1]?.atMs ?? 0);

const averageGapMs = (keys: readonly TimedKey[], from: number): number =>
  ((keys.at(-1)?.atMs ?? 0) - (keys[from]?.atMs ?? 0)) / Math.max(1, keys.length - 1 - from);

/** Where keys become at least twice as quick: a person typed, and then a scanner did. */
function jumpsOfPace(keys: readonly TimedKey[], minLength: number): number[] {
  const jumps: number[] = [];
  for (let index = 1; index + minLength <= keys.length; index++) {
    if (gapMs(keys, index) > 2 * averageGapMs(keys, index)) jumps.push(index);
  }
  return jumps;
}

// EAN-13, codice fiscale, UPC-A, card number, EAN-8: the lengths by which codes that follow each other are told apart.
const CODE_LENGTHS = [13, 16, 12, 11, 8] as const;
const LONGEST_SERIES = 64;

/** The text as one code, or as several with nothing between them; null when it cannot be read whole. */
function readableCodes(text: string, isReadable: (text: string) => boolean): readonly string[] | null {
  if (isReadable(text)) return [text];
  return text.length <= LONGEST_SERIES ? seriesOf(text, isReadable) : null;
}

function seriesOf(text: string, isReadable: (text: string) => boolean): readonly string[] | null {
  if (text === '') return [];
  for (const length of CODE_LENGTHS) {
    const first = text.slice(0, length);
    if (first.length < length || /\s/.test(first) || !isReadable(first)) continue;
    const rest = seriesOf(text.slice(length), isReadable);
    if (rest !== null) return [first, ...rest];
  }
  return null;
}
