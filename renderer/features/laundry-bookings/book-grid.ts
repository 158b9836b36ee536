import type { Book, BookMachine, Turn } from '../../../shared/contract/laundry-bookings-contract.ts';
import type { HouseholdId, MachineId } from '../../../shared/domain/ids.ts';
import type { DayAvailability } from '../../../shared/domain/laundry-availability.ts';
import { type Slot, slotsOverlap, weekdayOf } from '../../../shared/domain/laundry-slots.ts';
import type { LocalDate } from '../../../shared/domain/local-date.ts';
import { formatDate } from '../../format/date-time.ts';
import type { Words } from '../../i18n/words.ts';
import { formatDay, formatSlot, formatWeekday, sayMachine } from './turn-words.ts';

/** What Enter does something with. */
export type CellTarget =
  | { readonly type: 'turn'; readonly turn: Turn }
  | { readonly type: 'free'; readonly machineId: MachineId; readonly slot: Slot }
  | { readonly type: 'slot'; readonly on: LocalDate; readonly from: number }
  | { readonly type: 'day'; readonly on: LocalDate }
  | { readonly type: 'none' };

export type GridCell = {
  readonly target: CellTarget;
  readonly text: string;
  readonly note: string | null;
  readonly tone: 'free' | 'taken' | 'own' | 'kept' | 'missed' | 'full' | 'none';
  /** What a screen reader says: where the cell is and what is in it. */
  readonly label: string;
};

export type BookGridView = {
  readonly view: 'day' | 'week' | 'month';
  readonly caption: string;
  readonly corner: string;
  readonly columns: readonly { readonly key: string; readonly title: string; readonly note: string | null }[];
  readonly rows: readonly {
    readonly key: string;
    readonly title: string;
    readonly note: string | null;
    readonly cells: readonly GridCell[];
  }[];
};

const nothing = (label: string): GridCell => ({
  target: { type: 'none' },
  text: '—',
  note: null,
  tone: 'none',
  label,
});

const isOver = ({ today, wallMinute }: Book, slot: Slot): boolean =>
  slot.on < today || (slot.on === today && slot.to <= wallMinute);

/** One day: machines down, slots across. A turn at hours that are closed by now has a column of its own. */
export function dayGrid(book: Book, guestId: HouseholdId | null, words: Words): BookGridView {
  const { t, language } = words;
  const [day] = book.days;
  const slots = withOddSlots(day?.slots ?? [], book.turns);
  const on = day?.on ?? book.today;
  return {
    view: 'day',
    caption: t('laundryBookings.grid.day', { day: formatDay(language, on) }),
    corner: t('laundryBookings.machines', { count: book.machines.length }),
    columns: slots.map((slot) => ({ key: String(slot.from), title: formatSlot(slot), note: null })),
    rows: book.machines.map((machine) => ({
      key: machine.machineId,
      title: sayMachine(words, machine.kind, machine.number),
      note: machineNote(machine, words),
      cells: slots.map((slot) => turnCell(book, machine, slot, guestId, words)),
    })),
  };
}

function withOddSlots(slots: readonly Slot[], turns: readonly Turn[]): Slot[] {
  const all = [...slots];
  for (const { slot } of turns) {
    if (!all.some(({ from, to }) => from === slot.from && to === slot.to)) all.push(slot);
  }
  return all.sort((a, b) => a.from - b.from || a.to - b.to);
}

function machineNote({ isActive, outOfOrder, capacityKilograms }: BookMachine, { t }: Words): string {
  if (!isActive) return t('laundryBookings.machine.removed');
  if (outOfOrder !== null) return t('laundryBookings.machine.outOfOrder');
  return t('laundryBookings.machine.capacity', { kilograms: capacityKilograms });
}

function turnCell(
  book: Book,
  machine: BookMachine,
  slot: Slot,
  guestId: HouseholdId | null,
  words: Words,
): GridCell {
  const { t } = words;
  const where = `${sayMachine(words, machine.kind, machine.number)}, ${formatSlot(slot)}`;
  const own = book.turns.filter((turn) => turn.machineId === machine.machineId);
  // A turn that nobody came for gave its place to the next one.
  const turn =
    own.find(({ slot: its, state }) => slotsOverlap(its, slot) && state !== 'missed') ??
    own.find(({ slot: its }) => its.from === slot.from && its.to === slot.to);
  const isFree = turn === undefined || (turn.state === 'missed' && !isOver(book, slot));
  if (isFree) {
    if (isOver(book, slot)) return nothing(`${where}: ${t('laundryBookings.over')}`);
    if (!machine.isActive || machine.outOfOrder !== null) {
      return nothing(`${where}: ${machineNote(machine, words)}`);
    }
    const text = t('laundryBookings.free');
    const target = { type: 'free', machineId: machine.machineId, slot } as const;
    return { target, text, note: null, tone: 'free', label: `${where}: ${text}` };
  }
  const state = turn.state === 'kept' || turn.state === 'missed' ? turn.state : null;
  const isOwn = turn.householdId === guestId;
  const note =
    state === null ? (isOwn ? t('laundryBookings.own') : null) : t(`laundryBookings.state.${state}`);
  const tone = state ?? (isOwn ? 'own' : 'taken');
  const label = [`${where}: ${turn.shortCode}`, note].filter((part) => part !== null).join(', ');
  return { target: { type: 'turn', turn }, text: turn.shortCode, note, tone, label };
}

/** A week: slots down, days across, with how many machines are free. */
export function weekGrid(book: Book, words: Words): BookGridView {
  const { t, language } = words;
  const starts = [...new Set(book.days.flatMap(({ slots }) => slots.map(({ from }) => from)))].sort(
    (a, b) => a - b,
  );
  return {
    view: 'week',
    caption: t('laundryBookings.grid.week', { day: formatDate(book.days[0]?.on ?? book.today) }),
    corner: t('laundryBookings.time'),
    columns: book.days.map(({ on, isClosed }) => ({
      key: on,
      title: formatWeekday(language, on, 'short'),
      note: isClosed ? t('laundryBookings.closed') : formatDate(on).slice(0, 5),
    })),
    rows: starts.map((from) => ({
      key: String(from),
      title: formatSlot(
        book.days.flatMap(({ slots }) => slots).find((slot) => slot.from === from) ?? { from, to: from },
      ),
      note: null,
      cells: book.days.map(({ on, slots }) => {
        const slot = slots.find((each) => each.from === from);
        const where = `${formatDay(language, on)}`;
        if (slot === undefined) return nothing(`${where}: ${t('laundryBookings.closed')}`);
        return slotCell(book, slot, words);
      }),
    })),
  };
}

function slotCell(book: Book, slot: Slot, words: Words): GridCell {
  const { t, language } = words;
  const where = `${formatDay(language, slot.on)} ${formatSlot(slot)}`;
  if (isOver(book, slot)) return nothing(`${where}: ${t('laundryBookings.over')}`);
  const taken = new Set(
    book.turns
      .filter(({ state, slot: its }) => state !== 'missed' && slotsOverlap(its, slot))
      .map(({ machineId }) => machineId),
  );
  const free = (kind: BookMachine['kind']) =>
    book.machines.filter(
      (each) => each.kind === kind && each.isActive && each.outOfOrder === null && !taken.has(each.machineId),
    ).length;
  return freeCell(
    { type: 'slot', on: slot.on, from: slot.from },
    where,
    free('washer'),
    free('dryer'),
    words,
  );
}

function freeCell(
  target: CellTarget,
  where: string,
  washers: number,
  dryers: number,
  { t }: Words,
): GridCell {
  const text = t('laundryBookings.freeWashers', { count: washers });
  const note = t('laundryBookings.freeDryers', { count: dryers });
  const tone = washers === 0 ? 'full' : 'free';
  return { target, text, note, tone, label: `${where}: ${text}, ${note}` };
}

/** A month as a calendar, Monday first, with how many turns of each day are free. */
export function monthGrid(days: readonly DayAvailability[], today: LocalDate, words: Words): BookGridView {
  const { t, language } = words;
  const first = days[0]?.on ?? today;
  const lead = weekdayOf(first);
  const weeks = Math.ceil((lead + days.length) / 7);
  // Any week has the seven names.
  const aMonday = days.find(({ on }) => weekdayOf(on) === 0)?.on ?? first;
  const nameOf = (weekday: number) => {
    const like = days.find(({ on }) => weekdayOf(on) === weekday)?.on ?? aMonday;
    return formatWeekday(language, like, 'short');
  };
  return {
    view: 'month',
    caption: t('laundryBookings.grid.month', { month: formatDate(first).slice(3) }),
    corner: t('laundryBookings.week'),
    columns: Array.from({ length: 7 }, (_, weekday) => ({
      key: String(weekday),
      title: nameOf(weekday),
      note: null,
    })),
    rows: Array.from({ length: weeks }, (_, week) => ({
      key: String(week),
      title: t('laundryBookings.weekOf', { number: week + 1 }),
      note: null,
      cells: Array.from({ length: 7 }, (_, weekday) =>
        monthCell(days[week * 7 + weekday - lead], today, words),
      ),
    })),
  };
}

function monthCell(day: DayAvailability | undefined, today: LocalDate, words: Words): GridCell {
  const { t, language } = words;
  if (day === undefined) return { ...nothing(''), text: '' };
  const { on, isClosed, washer } = day;
  const where = formatDay(language, on);
  const number = String(Number(on.slice(8)));
  const target = { type: 'day', on } as const;
  if (isClosed || on < today) {
    const note = isClosed ? t('laundryBookings.closed') : t('laundryBookings.over');
    return { target, text: number, note, tone: 'none', label: `${where}: ${note}` };
  }
  const note = t('laundryBookings.freeTurns', { count: washer.free });
  const tone = washer.free === 0 ? 'full' : 'free';
  return { target, text: number, note, tone, label: `${where}: ${note}` };
}
