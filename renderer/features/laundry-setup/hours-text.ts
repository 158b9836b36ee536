import { type CapBySize, laundryRulesSchema } from '../../../shared/domain/laundry-rules.ts';
import { laundryHoursSchema, type Opening } from '../../../shared/domain/laundry-slots.ts';
import type { LocalDate } from '../../../shared/domain/local-date.ts';
import { formatDate, parseDate } from '../../format/date-time.ts';

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** `09:00-13:00, 15:00-19:00`; nothing where it stays closed. */
export const openingsToText = (openings: readonly Opening[]): string =>
  openings.map(({ from, to }) => `${clock(from)}-${clock(to)}`).join(', ');

/**
 * Reads the opening hours of a day as people write them: `9-13, 15-19`, `9:00-13.00 e 15-19:30`. Empty is closed. Null for
 * anything else, also for hours that overlap. Law: inverts `openingsToText`.
 */
export function textToOpenings(text: string): Opening[] | null {
  if (text.trim() === '') return [];
  const parts = text.split(/\s*(?:,|;|\se\s|\sand\s)\s*/).filter((part) => part.trim() !== '');
  const openings = parts.map((part) => {
    const [, h1 = '', m1 = '0', h2 = '', m2 = '0'] =
      /^\s*(\d{1,2})(?:[:.](\d{2}))?\s*[-–]\s*(\d{1,2})(?:[:.](\d{2}))?\s*$/.exec(part) ?? [];
    if (h1 === '' || Number(m1) > 59 || Number(m2) > 59) return null;
    return { from: Number(h1) * 60 + Number(m1), to: Number(h2) * 60 + Number(m2) };
  });
  const read = laundryHoursSchema.shape.openings.element.safeParse(openings);
  return read.success ? read.data : null;
}

/** `25/12/2026, 26/12/2026`. */
export const closuresToText = (closures: readonly LocalDate[]): string => closures.map(formatDate).join(', ');

/** Days apart by commas, spaces or lines, sorted and each once; null where one is no day. */
export function textToClosures(text: string): LocalDate[] | null {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  const days = new Set<LocalDate>();
  for (const word of words) {
    const day = parseDate(word);
    if (day === null) return null;
    days.add(day);
  }
  return [...days].sort();
}

/** `3: 2, 5` is two up to three people and five beyond; `12` is twelve for everybody; empty is no cap. */
export const capToText = (cap: CapBySize): string =>
  cap
    .map(({ membersUpTo, cycles }) => (membersUpTo === null ? `${cycles}` : `${membersUpTo}: ${cycles}`))
    .join(', ');

/** Reads a cap as it is written; null for anything else. Law: inverts `capToText`. */
export function textToCap(text: string): CapBySize | null {
  const parts = text.split(/[,;\n]/).filter((part) => part.trim() !== '');
  const steps = parts.map((part) => {
    const [, members, cycles = ''] = /^\s*(?:(\d{1,2})\s*[:=]\s*)?(\d{1,3})\s*$/.exec(part) ?? [];
    if (cycles === '') return null;
    return { membersUpTo: members === undefined ? null : Number(members), cycles: Number(cycles) };
  });
  const read = laundryRulesSchema.shape.weeklyCap.safeParse(steps);
  return read.success ? read.data : null;
}
