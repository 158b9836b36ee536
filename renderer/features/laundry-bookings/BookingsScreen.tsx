import { useState } from 'react';
import type { Book, BookingGuest } from '../../../shared/contract/laundry-bookings-contract.ts';
import { type HouseholdId, householdIdSchema } from '../../../shared/domain/ids.ts';
import { weekdayOf, weekStart } from '../../../shared/domain/laundry-slots.ts';
import {
  addDays,
  addMonths,
  type LocalDate,
  localMonthSchema,
  monthStart,
} from '../../../shared/domain/local-date.ts';
import { invoke } from '../../client/client.ts';
import { useAnswer } from '../../client/use-command.ts';
import { formatDate } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import type { Words } from '../../i18n/words.ts';
import { useScanner } from '../../scanner/use-scanner.ts';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Page } from '../../ui/Page.tsx';
import { useSession } from '../session/session-context.ts';
import { BookGrid, type GridPlace } from './BookGrid.tsx';
import { BookingActions } from './BookingActions.tsx';
import { BookingDialogs, type OpenDialog } from './BookingDialogs.tsx';
import { type BookGridView, type CellTarget, dayGrid, monthGrid, weekGrid } from './book-grid.ts';
import './bookings.css';
import { GuestBar } from './GuestBar.tsx';
import { SaidNotice } from './SaidNotice.tsx';
import { formatWeekday } from './turn-words.ts';
import { type Said, useBookingDesk } from './use-booking-desk.ts';
import { useDayPaper } from './use-day-paper.ts';

const VIEWS = ['day', 'week', 'month'] as const;
export type BookView = (typeof VIEWS)[number];

const START: GridPlace = { row: 0, column: 0 };
const NOWHERE: CellTarget = { type: 'none' };

/** The book of turns: scan a card, walk to a turn, Enter. */
export function BookingsScreen() {
  const words = useWords();
  const today = useSession().place.businessOn;
  const [view, setView] = useState<BookView>('day');
  const [on, setOn] = useState<LocalDate>(today);
  const [place, setPlace] = useState(START);
  const [guestId, setGuestId] = useState<HouseholdId | null>(null);
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const desk = useBookingDesk();
  const paper = useDayPaper(desk.say);
  const guest = useGuest(guestId);
  const { book, grid, failure } = useBookGrid(view, on, guestId, today);
  const target = grid?.rows[place.row]?.cells[place.column]?.target ?? NOWHERE;

  const goTo = (nextView: BookView, nextOn: LocalDate, nextPlace = placeOf(nextView, nextOn)) => {
    desk.say(null);
    setView(nextView);
    setOn(nextOn);
    setPlace(nextPlace);
  };
  const choose = (householdId: HouseholdId) => {
    setGuestId(householdId);
    setDialog(null);
  };
  const bookFor = (householdId: HouseholdId, wanted: CellTarget) => {
    if (wanted.type !== 'free') return;
    const { machineId, slot } = wanted;
    void desk.book({ householdId, machineId, slot });
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
  useCardScan(dialog, desk.say, (householdId, wanted) => {
    choose(householdId);
    if (wanted !== null) bookFor(householdId, wanted);
  });
  return (
    <Page
      title={titleOf(view, on, words)}
      isFilled
      heading={<Views view={view} on={on} today={today} onGo={goTo} />}
      actions={
        <BookingActions
          view={view}
          target={target}
          guest={guest}
          book={book}
          isBusy={desk.isBusy || paper.isBusy}
          onOpen={() => open(target)}
          onDialog={setDialog}
          onGiveUp={(bookingId) => void desk.giveUp(bookingId)}
          onLeave={() => setGuestId(null)}
          onPrint={() => void paper.take(on)}
        />
      }
    >
      <div className="bookings">
        <GuestBar guest={guest} onMissed={() => setDialog({ type: 'missed' })} />
        <SaidNotice said={desk.said} />
        {failure !== null && <AnswerView answer={failure}>{() => null}</AnswerView>}
        {grid !== null && (
          <GridOrNotice
            grid={grid}
            place={place}
            hasMachines={book?.machines.length !== 0}
            onMove={setPlace}
            onOpen={open}
          />
        )}
      </div>
      <BookingDialogs
        dialog={dialog}
        guest={guest}
        book={book}
        desk={desk}
        onChoose={(householdId, then) => {
          choose(householdId);
          if (then !== null) bookFor(householdId, then);
        }}
        onClose={() => setDialog(null)}
      />
    </Page>
  );
}

/** Whoever shows a card is chosen; with a turn that waits for a household, it is theirs. */
function useCardScan(
  dialog: OpenDialog | null,
  say: (said: Said | null) => void,
  onGuest: (householdId: HouseholdId, forTurn: CellTarget | null) => void,
): void {
  const isListening = dialog === null || dialog.type === 'find';
  const scan = async (text: string): Promise<void> => {
    const answer = await invoke('laundry.scan', { text });
    if (!answer.ok) say({ type: 'failed', failure: answer.error });
    else if (answer.value.type !== 'guest') say({ type: 'notACard' });
    else {
      say(null);
      onGuest(answer.value.guest.householdId, dialog?.type === 'find' ? dialog.forTurn : null);
    }
  };
  useScanner(isListening ? scan : null);
}

/** A day without turns has nothing to walk through: it says why. */
function GridOrNotice(props: {
  readonly grid: BookGridView;
  readonly place: GridPlace;
  readonly hasMachines: boolean;
  readonly onMove: (place: GridPlace) => void;
  readonly onOpen: (target: CellTarget) => void;
}) {
  const { t } = useWords();
  const { grid } = props;
  if (grid.rows.length === 0 || grid.columns.length === 0) {
    return (
      <EmptyState title={t(props.hasMachines ? 'laundryBookings.closedDay' : 'laundryBookings.noMachines')}>
        {t('laundryBookings.closedDay.todo')}
      </EmptyState>
    );
  }
  return (
    <BookGrid
      grid={grid}
      place={props.place}
      onMove={props.onMove}
      onOpen={({ row, column }) => props.onOpen(grid.rows[row]?.cells[column]?.target ?? NOWHERE)}
    />
  );
}

/** Short, so that the keys beside it stay on one line. */
function titleOf(view: BookView, on: LocalDate, { t, language }: Words): string {
  if (view === 'day') return `${formatWeekday(language, on, 'short')} ${formatDate(on)}`;
  return view === 'week'
    ? t('laundryBookings.title.week', { day: formatDate(weekStart(on)).slice(0, 5) })
    : t('laundryBookings.title.month', { month: formatDate(on).slice(3) });
}

/** The arrows begin where the day is. */
function placeOf(view: BookView, on: LocalDate): GridPlace {
  if (view === 'day') return START;
  if (view === 'week') return { row: 0, column: weekdayOf(on) };
  const first = weekdayOf(monthStart(on));
  return { row: Math.floor((first + Number(on.slice(8)) - 1) / 7), column: weekdayOf(on) };
}

function useGuest(householdId: HouseholdId | null): BookingGuest | null {
  const wanted = householdId === null ? NOBODY : { householdId };
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
  view: BookView,
  on: LocalDate,
  guestId: HouseholdId | null,
  today: LocalDate,
): { readonly book: Book | null; readonly grid: BookGridView | null; readonly failure: FailedAnswer | null } {
  const words = useWords();
  const span = view === 'week' ? { from: weekStart(on), days: 7 } : { from: on, days: 1 };
  const bookAnswer = useAnswer('laundryBookings.book', span, { keepPrevious: true }).data;
  const month = localMonthSchema.parse(on.slice(0, 7));
  const monthAnswer = useAnswer('laundryBookings.month', { month }, { isEnabled: view === 'month' }).data;
  const book = bookAnswer?.ok ? bookAnswer.value : null;
  const failure = bookAnswer?.ok === false ? bookAnswer : null;
  if (view === 'month') {
    const days = monthAnswer?.ok ? monthAnswer.value.days : null;
    return { book, grid: days === null ? null : monthGrid(days, today, words), failure };
  }
  // The answer of the view before is not drawn as this one.
  if (book === null || book.days.length !== span.days) return { book, grid: null, failure };
  return { book, grid: view === 'week' ? weekGrid(book, words) : dayGrid(book, guestId, words), failure };
}

type FailedAnswer = { readonly ok: false; readonly error: { readonly type: string } };

function Views(props: {
  readonly view: BookView;
  readonly on: LocalDate;
  readonly today: LocalDate;
  readonly onGo: (view: BookView, on: LocalDate) => void;
}) {
  const { t } = useWords();
  const { view, on, onGo } = props;
  const step = (by: 1 | -1): LocalDate => {
    if (view === 'day') return addDays(on, by);
    return view === 'week' ? addDays(on, 7 * by) : addMonths(monthStart(on), by);
  };
  return (
    <div className="bookings__heading">
      {VIEWS.map((each, index) => (
        <ActionButton
          key={each}
          label={t(`laundryBookings.view.${each}`)}
          shortcut={String(index + 1)}
          tone={each === view ? 'primary' : 'plain'}
          onPress={() => onGo(each, on)}
        />
      ))}
      <ActionButton
        label={t('laundryBookings.before')}
        shortcut="PageUp"
        onPress={() => onGo(view, step(-1))}
      />
      <ActionButton
        label={t('laundryBookings.after')}
        shortcut="PageDown"
        onPress={() => onGo(view, step(1))}
      />
      <ActionButton
        label={t('laundryBookings.today')}
        shortcut="F5"
        onPress={() => onGo(view, props.today)}
      />
    </div>
  );
}
