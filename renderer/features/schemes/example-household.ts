import { addMonths, type LocalDate, type LocalMonth } from '../../../shared/domain/local-date.ts';
import { err, ok, type Result } from '../../../shared/domain/result.ts';
import type { Words } from '../../i18n/words.ts';

/** Ages as they are typed for an example: years, or months with an m: `6m, 9`. */
export function readAges(text: string): Result<readonly number[], { readonly text: string }> {
  const months: number[] = [];
  for (const part of text.split(/[,;]/).map((each) => each.trim())) {
    if (part === '') continue;
    const match = /^(\d{1,3})\s*(m|mesi|months)?$/i.exec(part);
    if (match === null) return err({ text: part });
    months.push(Number(match[1]) * (match[2] === undefined ? 12 : 1));
  }
  return ok(months);
}

/** The month in which somebody was born who is so many months old on a day. */
export const birthMonthOf = (ageMonths: number, day: LocalDate): LocalMonth =>
  addMonths(day, -ageMonths).slice(0, 7) as LocalMonth; // the month of a day

const ADULT_MONTHS = 216;

/** `Una famiglia di 4 con bambini di 6 mesi e 9 anni`. */
export function householdWords({ t, language }: Words, size: number, ages: readonly number[]): string {
  if (ages.length === 0) return t('schemes.example.who', { size });
  const said = ages.map((months) =>
    months < 24 && months % 12 !== 0
      ? t('schemes.age.months', { months })
      : t('schemes.age.years', { years: Math.floor(months / 12) }),
  );
  const list = new Intl.ListFormat(language).format(said);
  const who = ages.every((months) => months < ADULT_MONTHS) ? 'child' : 'person';
  return t('schemes.example.whoWith', { size, ages: list, count: ages.length, who });
}
