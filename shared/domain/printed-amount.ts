import type { Unit } from './account.ts';
import type { LocalDate } from './local-date.ts';

/**
 * Dates and amounts as every paper of the trade prints them, whatever its language (domain facts, section 3):
 * dd/mm/yyyy, 24 h, `1.234,50 €`, points with a dot between thousands. Digits are 0 to 9 in every script.
 */
export const printedDay = (on: LocalDate): string => `${on.slice(8, 10)}/${on.slice(5, 7)}/${on.slice(0, 4)}`;

const romeMoment = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Rome',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** Day and time in Europe/Rome at an instant in UTC milliseconds: `01/04/2026 00:30`. */
export const printedMoment = (utcMs: number): string => romeMoment.format(utcMs).replace(', ', ' ');

/** An amount in whole units of its account, grouping always; cents as euro. Negative amounts begin with `-`. */
export function printedAmount(amount: number, unit: Unit): string {
  const sign = amount < 0 ? '-' : '';
  const size = Math.abs(amount);
  if (unit !== 'cents') return `${sign}${grouped(size)}`;
  return `${sign}${grouped(Math.floor(size / 100))},${String(size % 100).padStart(2, '0')} €`;
}

/** Not by `Intl`: it leaves four digits ungrouped in some languages, and changes with its data. */
function grouped(whole: number): string {
  let digits = String(whole);
  let text = '';
  while (digits.length > 3) {
    text = `.${digits.slice(-3)}${text}`;
    digits = digits.slice(0, -3);
  }
  return digits + text;
}
