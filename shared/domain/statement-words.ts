import type { Purse } from './account.ts';
import type { PaperLanguage } from './paper-language.ts';
import { printedDay } from './printed-amount.ts';
import type { MovementKind, StatementLine } from './statement.ts';
import { statementLanguages } from './statement-languages.ts';

/** What a purse is called on paper; `uses` are those of any limit. */
export type PrintedPurse = 'points' | 'points-baby' | 'cents' | 'washes' | 'uses';

/** The fixed words of a statement. `{x}` stands for what the layout puts there. */
export type StatementWords = {
  readonly title: string;
  readonly purses: Readonly<Record<PrintedPurse, string>>;
  readonly period: string;
  /** `{from}`, `{to}`. */
  readonly fromTo: string;
  readonly holder: string;
  readonly code: string;
  readonly card: string;
  readonly columns: {
    readonly moment: string;
    readonly place: string;
    readonly description: string;
    readonly in: string;
    readonly out: string;
    readonly balance: string;
  };
  readonly opening: string;
  readonly totals: string;
  readonly closing: string;
  readonly noMovements: string;
  /** `{amount}`, `{day}`. */
  readonly expiring: string;
  readonly notSynchronised: string;
  /** `{counter}`, `{moment}`. */
  readonly notHeardSince: string;
  /** `{counter}`. */
  readonly neverHeard: string;
  /** `{moment}`. */
  readonly updatedAt: string;
  /** `{name}`, `{moment}`. */
  readonly printedBy: string;
  /** `{page}`, `{pages}`. */
  readonly page: string;
  /** `{day}`. */
  readonly late: string;
  readonly kinds: Readonly<Record<MovementKind, string>>;
};

/**
 * The words of statements, which are made in the main process, in the household's language. A statement that was
 * printed names the version of its layout, and these words are part of it: once shipped, a word changes
 * only together with that version (a test holds their fingerprint).
 */
export const statementWords: Readonly<Record<PaperLanguage, StatementWords>> = statementLanguages;

/** True for a language that is written from right to left: its tables are mirrored. */

/** Puts values where a sentence names them. A name it does not know stays as it is. */
export const fillWords = (sentence: string, values: Readonly<Record<string, string>>): string =>
  sentence.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);

export const printedPurse = (purse: Purse): PrintedPurse => {
  if (purse === 'points' || purse === 'points-baby' || purse === 'cents' || purse === 'washes') return purse;
  return 'uses';
};

/** One line's description as it is printed: kind, reference, and for a late one the day it is of. */
export function describeLine(
  line: Pick<StatementLine, 'kind' | 'reference' | 'lateFrom'>,
  language: PaperLanguage,
): string {
  const words = statementWords[language];
  const what = [words.kinds[line.kind], line.reference].filter((part) => part !== null).join(' ');
  if (line.lateFrom === null) return what;
  return `${what}, ${fillWords(words.late, { day: printedDay(line.lateFrom) })}`;
}
