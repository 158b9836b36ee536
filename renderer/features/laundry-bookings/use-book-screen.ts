import { useEffect, useRef, useState } from 'react';
import type { Book, BookingGuest } from '../../../shared/contract/laundry-bookings-contract.ts';
import { type HouseholdId, householdIdSchema, type SiteId } from '../../../shared/domain/ids.ts';
import { weekdayOf, weekStart } from '../../../shared/domain/laundry-slots.ts';
import { type LocalDate, localMonthSchema, monthStart } from '../../../shared/domain/local-date.ts';
import { invoke } from '../../client/client.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { useScanner } from '../../scanner/use-scanner.ts';
import { useOpening } from '../../typing-ahead/use-opening.ts';
import { useSession } from '../session/session-context.ts';
import type { GridPlace } from './BookGrid.tsx';
import type { OpenDialog } from './BookingDialogs.tsx';
import { type BookGridView, type CellTarget, dayGrid, monthGrid, weekGrid } from './book-grid.ts';
import { type BookingDesk, useBookingDesk } from './use-booking-desk.ts';

export const VIEWS = ['day', 'week', 'month'] as const;
export type BookView = (typeof VIEWS)[number];

const START: GridPlace = { row: 0, column: 0 };
export const NOWHERE: CellTarget = { type: 'none' };

/** Where the screen is in the book, for whom turns are given, and what the keys do there. */
export function useBookScreen() {
  const today = useSession().place.businessOn;
  const [siteId, setSiteId] = useState<SiteId | null>(null);
  const [view, setView] = useState<BookView>('day');
  const [on, setOn] = useState<LocalDate>(today);
  const [place, setPlace] = useState(START);
  const [guestId, setGuestId] = useState<HouseholdId | null>(null);
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const at = siteId === null ? {} : { siteId };
  const guest = useGuest(at, guestId);
  const { book, grid, failure } = useBookGrid(at, view, on, guestId, today);
  const desk = useBookingDesk(book === null || book.keptBy === null ? null : book);
  const target = grid?.rows[place.row]?.cells[place.column]?.target ?? NOWHERE;

  const goTo = (nextView: BookView, nextOn: LocalDate, nextPlace = placeOf(nextView, nextOn)) => {
    desk.say(null);
    setView(nextView);
    setOn(nextOn);
    setPlace(nextPlace);
  };
  const bookFor = (householdId: HouseholdId, wanted: CellTarget) => {
    if (wanted.type !== 'free') return;
    const { machineId, slot } = wanted;
    void desk.book({ householdId, machineId, slot });
  };
  /** Whoever was found is chosen; a turn that waited for them is theirs. */
  const choose = (householdId: HouseholdId, then: CellTarget | null) => {
    setGuestId(householdId);
    setDialog(null);
    if (then !== null) bookFor(householdId, then);
  };
  const open = (wanted: CellTarget) => {
    desk.say(null);
    if (wanted.type === 'turn') setDialog({ type: 'turn', turn: wanted.turn });
    if (wanted.type === 'free' && guestId !== null) bookFor(guestId, wanted);
    if (wanted.type === 'free' && guestId === null) setDialog({ type: 'find', forTurn: wanted });
    if (wanted.type === 'day') goTo('day', wanted.on);
    if (wanted.type === 'slot') {
      const slots = book?.days.find((day) => day.on === wanted.on)?.slots ?? [];
      goTo('day', wanted.on, { row: 0, column: slots.findIndex(({ from }) => from === wanted.from) });
    }
  };
  useCardScan(dialog, desk, choose);
  /** Closes this one; what was opened since stays, however late the answer is. */
  const close = (shown: OpenDialog | null) => setDialog((open) => (open === shown ? null : open));
  return {
    today,
    view,
    on,
    place,
    guest,
    dialog,
    book,
    grid,
    failure,
    desk,
    target,
    goTo,
    choose,
    open,
    move: setPlace,
    show: setDialog,
    close,
    leaveGuest: () => setGuestId(null),
    goToLaundry: (next: SiteId) => {
      desk.say(null);
      setSiteId(next);
      setPlace(placeOf(view, on));
    },
  };
}

/** Whoever shows a card is chosen; with a turn that waits for a household, it is theirs. */
function useCardScan(
  dialog: OpenDialog | null,
  { say }: BookingDesk,
  onGuest: (householdId: HouseholdId, forTurn: CellTarget | null) => void,
): void {
  const isListening = dialog === null || dialog.type === 'find';
  const open = useRef(dialog);
  useEffect(() => {
    open.current = dialog;
  }, [dialog]);
  const scan = async (text: string): Promise<void> => {
    const answer = await invoke('laundryBookings.scan', { text });
    // Another question was opened meanwhile: it stays about whom it was opened for.
    if (open.current !== null && open.current !== dialog) return;
    if (!answer.ok) return say({ type: 'failed', failure: answer.error });
    say(null);
    // One that was closed meanwhile gives nobody its turn.
    const forTurn = open.current?.type === 'find' ? open.current.forTurn : null;
    onGuest(answer.value.householdId, forTurn);
  };
  useScanner(isListening ? scan : null);
}

/** The arrows begin where the day is. */
function placeOf(view: BookView, on: LocalDate): GridPlace {
  if (view === 'day') return START;
  if (view === 'week') return { row: 0, column: weekdayOf(on) };
  const first = weekdayOf(monthStart(on));
  return { row: Math.floor((first + Number(on.slice(8)) - 1) / 7), column: weekdayOf(on) };
}

/** A laundry that was chosen; absent, the desk's own. */
type At = { readonly siteId?: SiteId };

function useGuest(at: At, householdId: HouseholdId | null): BookingGuest | null {
  const wanted = householdId === null ? NOBODY : { ...at, householdId };
  const answer = useAnswer('laundryBookings.guest', wanted, {
    isEnabled: householdId !== null,
    isForgotten: true,
  });
  return householdId !== null && answer.data?.ok === true ? answer.data.value : null;
}

/** Asked for nobody: the question is switched off, and its input is only there for its type. */
const NOBODY = { householdId: householdIdSchema.parse('00000000-0000-7000-8000-000000000000') };

/** What the chosen view shows. The answers of the others are not asked for. */
function useBookGrid(
  at: At,
  view: BookView,
  on: LocalDate,
  guestId: HouseholdId | null,
  today: LocalDate,
): { readonly book: Book | null; readonly grid: BookGridView | null; readonly failure: FailedAnswer | null } {
  const words = useWords();
  const span = view === 'week' ? { from: weekStart(on), days: 7 } : { from: on, days: 1 };
  const bookQuery = useAnswer('laundryBookings.book', { ...at, ...span }, { keepPrevious: true });
  const bookAnswer = bookQuery.data;
  useOpening(bookQuery.isPlaceholderData);
  const month = localMonthSchema.parse(on.slice(0, 7));
  const isMonth = view === 'month';
  const monthAnswer = useAnswer('laundryBookings.month', { ...at, month }, { isEnabled: isMonth }).data;
  const book = bookAnswer?.ok ? bookAnswer.value : null;
  const failure = bookAnswer?.ok === false ? bookAnswer : null;
  if (isMonth) {
    const days = monthAnswer?.ok ? monthAnswer.value.days : null;
    return { book, grid: days === null ? null : monthGrid(days, today, words), failure };
  }
  // Another day's, or another laundry's, is not drawn as this one: Enter would book there.
  if (book === null || bookQuery.isPlaceholderData) return { book, grid: null, failure };
  return { book, grid: view === 'week' ? weekGrid(book, words) : dayGrid(book, guestId, words), failure };
}

type FailedAnswer = { readonly ok: false; readonly error: { readonly type: string } };
