import { weekStart } from '../../../shared/domain/laundry-slots.ts';
import { addDays, addMonths, type LocalDate, monthStart } from '../../../shared/domain/local-date.ts';
import { formatDate } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import type { Words } from '../../i18n/words.ts';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Page } from '../../ui/Page.tsx';
import { BookGrid } from './BookGrid.tsx';
import { BookingActions } from './BookingActions.tsx';
import { BookingDialogs } from './BookingDialogs.tsx';
import './bookings.css';
import { GuestBar } from './GuestBar.tsx';
import { LaundryChoice } from './LaundryChoice.tsx';
import { RequestLine } from './RequestLine.tsx';
import { SaidNotice } from './SaidNotice.tsx';
import { formatWeekday } from './turn-words.ts';
import { type BookView, NOWHERE, useBookScreen, VIEWS } from './use-book-screen.ts';
import { useDayPaper } from './use-day-paper.ts';

type Screen = ReturnType<typeof useBookScreen>;

/** The book of turns: scan a card, walk to a turn, Enter. */
export function BookingsScreen() {
  const words = useWords();
  const screen = useBookScreen();
  const { desk, view, on, book, failure } = screen;
  const paper = useDayPaper(desk.say);
  return (
    <Page
      title={titleOf(view, on, words)}
      isFilled
      heading={<Views screen={screen} />}
      actions={
        <BookingActions
          view={view}
          target={screen.target}
          guest={screen.guest}
          book={book}
          isBusy={desk.isBusy || paper.isBusy}
          onOpen={() => screen.open(screen.target)}
          onDialog={screen.show}
          onGiveUp={(turn) => void desk.giveUp(turn)}
          onLeave={screen.leaveGuest}
          onPrint={() => void paper.take(on)}
        />
      }
    >
      <div className="bookings">
        <LaundryChoice book={book} onChoose={screen.goToLaundry} />
        {book !== null && book.keptBy !== null && <RequestLine siteId={book.siteId} deskName={book.keptBy} />}
        <GuestBar guest={screen.guest} onMissed={() => screen.show({ type: 'missed' })} />
        <SaidNotice said={desk.said} />
        {failure !== null && <AnswerView answer={failure}>{() => null}</AnswerView>}
        <GridOrNotice screen={screen} />
      </div>
      <BookingDialogs
        dialog={screen.dialog}
        guest={screen.guest}
        book={book}
        desk={desk}
        onChoose={screen.choose}
        onClose={() => screen.close(screen.dialog)}
      />
    </Page>
  );
}

/** A day without turns has nothing to walk through: it says why. */
function GridOrNotice({ screen }: { readonly screen: Screen }) {
  const { t } = useWords();
  const { grid, book } = screen;
  if (grid === null) return null;
  if (grid.rows.length === 0 || grid.columns.length === 0) {
    const hasMachines = book?.machines.length !== 0;
    return (
      <EmptyState title={t(hasMachines ? 'laundryBookings.closedDay' : 'laundryBookings.noMachines')}>
        {t('laundryBookings.closedDay.todo')}
      </EmptyState>
    );
  }
  return (
    <BookGrid
      grid={grid}
      place={screen.place}
      onMove={screen.move}
      onOpen={({ row, column }) => screen.open(grid.rows[row]?.cells[column]?.target ?? NOWHERE)}
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

function Views({ screen }: { readonly screen: Screen }) {
  const { t } = useWords();
  const { view, on, goTo } = screen;
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
          onPress={() => goTo(each, on)}
        />
      ))}
      <ActionButton
        label={t('laundryBookings.before')}
        shortcut="PageUp"
        onPress={() => goTo(view, step(-1))}
      />
      <ActionButton
        label={t('laundryBookings.after')}
        shortcut="PageDown"
        onPress={() => goTo(view, step(1))}
      />
      <ActionButton
        label={t('laundryBookings.today')}
        shortcut="F5"
        onPress={() => goTo(view, screen.today)}
      />
    </div>
  );
}
