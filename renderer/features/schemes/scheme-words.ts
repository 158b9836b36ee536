import type { Scheme } from '../../../shared/domain/scheme.ts';
import type { AllowanceLine, BabyAllowanceLine } from '../../../shared/domain/scheme-allowance.ts';
import type { SchemePreset } from '../../../shared/domain/scheme-presets.ts';
import { formatDate } from '../../format/date-time.ts';
import { formatCount } from '../../format/figures.ts';
import { isMessageId } from '../../i18n/messages.ts';
import type { Words } from '../../i18n/words.ts';

/** How one line of an allowance came about. */
export function allowanceLineWords(words: Words, line: AllowanceLine | BabyAllowanceLine): string {
  const { t } = words;
  switch (line.kind) {
    case 'first':
      return t('schemes.line.first');
    case 'further':
      return t('schemes.line.further', { members: line.members, each: line.pointsEach });
    case 'size':
      return t('schemes.line.size', { size: line.size });
    case 'age':
      return t('schemes.line.age', {
        persons: line.persons,
        each: line.pointsEach,
        age: ageWords(words, line.fromMonths, line.underMonths),
      });
    case 'isee':
      return t('schemes.line.isee', { band: line.band, label: line.label });
    case 'baby':
      return t('schemes.line.baby', { children: line.children, each: line.pointsEach });
    case 'cap':
      return t('schemes.line.cap', { most: line.mostPoints });
  }
}

/** Ages as people say them: in months below two years, else in years. */
export function ageWords({ t }: Words, fromMonths: number, underMonths: number | null): string {
  const age = (months: number) =>
    months < 24 || months % 12 !== 0
      ? t('schemes.age.months', { months })
      : t('schemes.age.years', { years: months / 12 });
  if (underMonths === null) return t('schemes.age.from', { from: age(fromMonths) });
  return fromMonths === 0
    ? t('schemes.age.under', { under: age(underMonths) })
    : t('schemes.age.between', { from: age(fromMonths), under: age(underMonths) });
}

export function periodWords({ t }: Words, { period }: Pick<Scheme, 'period'>): string {
  switch (period.kind) {
    case 'calendarMonth':
      return t('schemes.period.said.calendarMonth');
    case 'days':
      return t('schemes.period.said.days', { count: period.days });
    case 'months':
      return t('schemes.period.said.months', { count: period.months });
    case 'entitlement':
      return t('schemes.period.said.entitlement');
  }
}

export function allowanceWords({ t }: Words, { allowance }: Pick<Scheme, 'allowance'>): string {
  if (allowance.kind === 'bySize') {
    const table = allowance.pointsBySize.map(formatCount).join(', ');
    return t('schemes.allowance.said.bySize', { points: table });
  }
  const { firstPoints, furtherPoints } = allowance;
  return t('schemes.allowance.said.firstAndFurther', { first: firstPoints, further: furtherPoints });
}

/** When a version of a scheme counts. */
export const versionWords = ({ t }: Words, { appliesFrom }: Pick<Scheme, 'appliesFrom'>): string =>
  t('schemes.version.from', { on: formatDate(appliesFrom) });

/** A scheme found in the field: where, and what is special about it. */
export function presetWords({ t }: Words, { key, scheme }: SchemePreset): string {
  const id = `schemes.preset.${key}`;
  return isMessageId(id) ? `${scheme.name} – ${t(id)}` : scheme.name;
}
