import { type BilingualName, bilingualNameSchema } from '../../shared/domain/category.ts';
import { isLocalDate, localMonthSchema } from '../../shared/domain/local-date.ts';
import { formatDate, formatMonth } from '../format/date-time.ts';
import { formatCount, formatEuro } from '../format/figures.ts';
import { isMessageId } from '../i18n/messages.ts';
import type { Words } from '../i18n/words.ts';

/** A field of a register as people say it. */
export function fieldName(words: Words, field: string): string {
  const id = `administration.field.${field}`;
  return isMessageId(id) ? words.t(id) : field;
}

/** Whether people have a word for a field: what only machines read has none. */
export const hasFieldName = (field: string): boolean => isMessageId(`administration.field.${field}`);

const MAX_VALUE_LENGTH = 160;

/** What a field holds, in words. */
export function fieldValue(words: Words, field: string, value: unknown): string {
  return /[cC]ents$/.test(field) && typeof value === 'number' ? formatEuro(value) : writeValue(words, value);
}

function writeValue(words: Words, value: unknown): string {
  if (value === null || value === undefined || value === '') return '—';
  if (typeof value === 'boolean') return value ? words.t('ui.yes') : words.t('ui.no');
  if (typeof value === 'number') return formatCount(value);
  if (typeof value === 'string' && isLocalDate(value)) return formatDate(value);
  if (typeof value === 'string' && localMonthSchema.safeParse(value).success) return formatMonth(value);
  if (typeof value === 'string') return wordOf(words, value);
  if (Array.isArray(value)) {
    return value.length === 0 ? '—' : cut(value.map((each) => writeValue(words, each)).join(', '));
  }
  if (isBilingual(value)) return cut(value[words.language]);
  if (isOpening(value)) return `${clock(value.from)}-${clock(value.to)}`;
  return cut(
    Object.entries(value)
      .map(([key, each]) => `${fieldName(words, key)} ${writeValue(words, each)}`)
      .join(' '),
  );
}

/** What has a name in each language is said by that of this screen. */
const isBilingual = (value: object): value is BilingualName => bilingualNameSchema.safeParse(value).success;

/** Opening hours, in minutes since midnight. */
const isOpening = (value: object): value is { from: number; to: number } =>
  'from' in value && 'to' in value && typeof value.from === 'number' && typeof value.to === 'number';

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

const CODE_WORDS = [
  'registers.sex.',
  'registers.relation.',
  'registers.citizenship.',
  'households.language.',
  'session.role.',
  'setup.kind.',
  'administration.refusal.',
  'laundrySetup.kind.',
  'laundrySetup.cost.',
];

/** Codes that screens have a word for (roles, kinds of sites, refusals) are said by it. */
function wordOf(words: Words, text: string): string {
  for (const prefix of CODE_WORDS) {
    const id = `${prefix}${text}`;
    if (isMessageId(id)) return words.t(id);
  }
  return cut(text);
}

const cut = (text: string): string =>
  text.length <= MAX_VALUE_LENGTH ? text : `${text.slice(0, MAX_VALUE_LENGTH)}…`;
