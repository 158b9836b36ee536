import type { LocalDate } from './local-date.ts';
import { searchWords } from './search-words.ts';

/** What is known of somebody when two records are held against each other. Null: not known. */
export type KnownPerson = {
  /** Surnames and names, in whatever order. */
  readonly fullName: string;
  readonly birthDate: LocalDate | null;
  /** The code itself or a keyed hash of it, the same on both sides. */
  readonly codiceFiscale: string | null;
};

/** Why two records may be of one person. */
export type LikenessReason =
  | 'sameCodiceFiscale'
  | 'sameName'
  | 'sameNameOtherOrder'
  | 'similarName'
  | 'partOfName'
  | 'sharedName'
  | 'sameBirthDate'
  | 'similarBirthDate';

/** `score` from 1 to 100: the higher, the more alike. It only orders what is shown; a person decides. */
export type Likeness = { readonly score: number; readonly reasons: readonly LikenessReason[] };

/**
 * How two records may be of one person; null where nothing says so, or where two codici fiscali or two dates of birth
 * say the contrary.
 *
 * Laws: symmetric; accents, case and the order of the words change no score; a record is like itself.
 */
export function likenessOf(a: KnownPerson, b: KnownPerson): Likeness | null {
  const birth = birthLikeness(a.birthDate, b.birthDate);
  const birthReasons = birth === 'same' ? SAME_BIRTH : birth === 'similar' ? SIMILAR_BIRTH : [];
  const name = nameLikeness(a.fullName, b.fullName);
  if (a.codiceFiscale !== null && b.codiceFiscale !== null) {
    // Whoever has another code is somebody else, twins and namesakes among them: that is what the code is for.
    if (a.codiceFiscale !== b.codiceFiscale) return null;
    const nameReasons = name === null || name === 'sharedName' ? [] : [name];
    return { score: 100, reasons: ['sameCodiceFiscale', ...nameReasons, ...birthReasons] };
  }
  if (name === null || birth === 'different') return null;
  // One name in common is nothing by itself: half a town is called Maria.
  if (name === 'sharedName' && birth !== 'same') return null;
  return { score: SCORES[name] + BIRTH_SCORES[birth], reasons: [name, ...birthReasons] };
}

/**
 * Keys under which a record is filed, so that those which may be like it are found without reading all. Law: two records
 * that are alike by their names with at most one slip in one word of five letters or more, or by a date of birth
 * and a name, have a key in common.
 */
export function likenessKeys({ fullName, birthDate }: Pick<KnownPerson, 'fullName' | 'birthDate'>): string[] {
  const words = searchWords(fullName).slice(0, MOST_WORDS);
  const keys = new Set<string>();
  for (const word of words) {
    if (birthDate !== null) keys.add(`${birthDate} ${word.slice(0, 1)}`);
    for (const other of words) {
      if (other === word) continue;
      keys.add(`${word}+${other.slice(0, 2)}`);
      keys.add(`${word}-${other.slice(-2)}`);
      if (word < other) keys.add([skeletonOf(word), skeletonOf(other)].sort().join('|'));
    }
  }
  return [...keys];
}

type NameLikeness = 'sameName' | 'sameNameOtherOrder' | 'similarName' | 'partOfName' | 'sharedName';

const SCORES: Readonly<Record<NameLikeness, number>> = {
  sameName: 88,
  sameNameOtherOrder: 88,
  similarName: 74,
  partOfName: 64,
  sharedName: 50,
};
const BIRTH_SCORES = { same: 11, similar: 6, unknown: 0 } as const;
const SAME_BIRTH: readonly LikenessReason[] = ['sameBirthDate'];
const SIMILAR_BIRTH: readonly LikenessReason[] = ['similarBirthDate'];

/** More words than a name has; beyond them nothing is compared, so that no name takes long. */
const MOST_WORDS = 5;

function nameLikeness(a: string, b: string): NameLikeness | null {
  const [aWords, bWords] = [searchWords(a).slice(0, MOST_WORDS), searchWords(b).slice(0, MOST_WORDS)];
  if (aWords.length === 0 || bWords.length === 0) return null;
  if (aWords.join(' ') === bWords.join(' ')) return 'sameName';
  if (isSameSet(aWords, bWords)) return 'sameNameOtherOrder';
  const [fewer, more] = aWords.length <= bWords.length ? [aWords, bWords] : [bWords, aWords];
  if (isSameWhenJoined(fewer, more)) return 'sameName';
  const slips = leastSlips(fewer, more);
  if (slips !== null && fewer.length >= 2 && slips <= MOST_SLIPS) {
    return fewer.length === more.length ? 'similarName' : 'partOfName';
  }
  const isShared = fewer.some((word) => more.some((other) => slipsBetween(word, other) !== null));
  return isShared ? 'sharedName' : null;
}

const isSameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((word) => b.includes(word));

/** "De Angelis" and "Deangelis": half of the offices write such names as one word. */
const isSameWhenJoined = (fewer: readonly string[], more: readonly string[]): boolean =>
  more.length === fewer.length + 1 &&
  more.some((first, at) =>
    more.some((second, other) => {
      const rest = more.filter((_, place) => place !== at && place !== other);
      return at !== other && isSameSet([...rest, first + second], fewer);
    }),
  );

/** Of a whole name: more slips than these, and it is another one. */
const MOST_SLIPS = 3;

/** The fewest slips with which each word of one name is a word of its own of the other. Null where it cannot be. */
function leastSlips(fewer: readonly string[], more: readonly string[]): number | null {
  const [first, ...others] = fewer;
  if (first === undefined) return 0;
  let least: number | null = null;
  for (const [at, candidate] of more.entries()) {
    const slips = slipsBetween(first, candidate);
    if (slips === null || (least !== null && slips >= least)) continue;
    const rest = leastSlips(others, [...more.slice(0, at), ...more.slice(at + 1)]);
    if (rest !== null && (least === null || slips + rest < least)) least = slips + rest;
  }
  return least;
}

/** Slips between two words that may be the same one: none up to 3 letters, one up to 7, two beyond; else null. */
function slipsBetween(a: string, b: string): number | null {
  if (a === b) return 0;
  const longer = Math.max(a.length, b.length);
  const allowed = longer <= 3 ? 0 : longer <= 7 ? 1 : 2;
  if (Math.abs(a.length - b.length) > allowed) return null;
  const slips = editDistance(a, b);
  return slips <= allowed ? slips : null;
}

/** Letters added, lost, changed, or two neighbours swapped: the fewest that make one word the other. */
export function editDistance(a: string, b: string): number {
  let [beforeLast, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (isSame ? 0 : 1),
        isSwap ? (beforeLast[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? 0;
}

/** First letter and consonants, doubled ones once: what is left of a name when vowels are misheard. */
const skeletonOf = (word: string): string =>
  (word.slice(0, 1) + word.slice(1).replace(/[aeiouy]/g, '')).replace(/(.)\1+/g, '$1');

function birthLikeness(
  a: LocalDate | null,
  b: LocalDate | null,
): 'same' | 'similar' | 'different' | 'unknown' {
  if (a === null || b === null) return 'unknown';
  if (a === b) return 'same';
  const isSwapped =
    a.slice(0, 4) === b.slice(0, 4) && a.slice(5, 7) === b.slice(8) && a.slice(8) === b.slice(5, 7);
  const differing = [...a].filter((character, at) => character !== b[at]).length;
  return isSwapped || differing === 1 ? 'similar' : 'different';
}
