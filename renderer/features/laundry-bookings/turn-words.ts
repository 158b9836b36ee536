import type { MachineKind } from '../../../shared/domain/laundry-machine.ts';
import type { Slot } from '../../../shared/domain/laundry-slots.ts';
import type { LocalDate } from '../../../shared/domain/local-date.ts';
import { formatDate } from '../../format/date-time.ts';
import type { Language } from '../../i18n/messages.ts';
import type { Words } from '../../i18n/words.ts';

/** Minutes of the wall clock as `09:30`. */
export const formatMinute = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

export const formatSlot = ({ from, to }: Pick<Slot, 'from' | 'to'>): string =>
  `${formatMinute(from)}-${formatMinute(to)}`;

const weekdays: Record<Language, Record<'long' | 'short', Intl.DateTimeFormat>> = {
  it: {
    long: new Intl.DateTimeFormat('it-IT', { timeZone: 'UTC', weekday: 'long' }),
    short: new Intl.DateTimeFormat('it-IT', { timeZone: 'UTC', weekday: 'short' }),
  },
  en: {
    long: new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'long' }),
    short: new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'short' }),
  },
};

/** `martedì`, or `mar`. */
export const formatWeekday = (language: Language, on: LocalDate, width: 'long' | 'short'): string =>
  weekdays[language][width].format(Date.parse(`${on}T00:00:00Z`));

/** `martedì 24/11/2026`. */
export const formatDay = (language: Language, on: LocalDate): string =>
  `${formatWeekday(language, on, 'long')} ${formatDate(on)}`;

/** `martedì 24/11/2026 09:00-11:00`. */
export const formatTurn = (language: Language, slot: Slot): string =>
  `${formatDay(language, slot.on)} ${formatSlot(slot)}`;

/** `lavatrice 4`. */
export const sayMachine = ({ t }: Words, kind: MachineKind, number: number): string =>
  t(`laundryBookings.machine.${kind}`, { number });
