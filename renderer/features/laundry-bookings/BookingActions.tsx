import type { Book, BookingGuest, Turn } from '../../../shared/contract/laundry-bookings-contract.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import type { OpenDialog } from './BookingDialogs.tsx';
import type { CellTarget } from './book-grid.ts';
import type { BookView } from './use-book-screen.ts';

/** The keys of the book, on the cell where the arrows stand. */
export function BookingActions(props: {
  readonly view: BookView;
  readonly target: CellTarget;
  readonly guest: BookingGuest | null;
  readonly book: Book | null;
  readonly isBusy: boolean;
  readonly onOpen: () => void;
  readonly onDialog: (dialog: OpenDialog) => void;
  readonly onGiveUp: (turn: Turn) => void;
  readonly onLeave: () => void;
  readonly onPrint: () => void;
}) {
  const { t } = useWords();
  const { target, guest, book, onDialog } = props;
  const stranded = book?.stranded.length ?? 0;
  const waiting = book?.waiting.length ?? 0;
  const slot = target.type === 'free' ? target.slot : target.type === 'turn' ? target.turn.slot : null;
  const machineId =
    target.type === 'free' ? target.machineId : target.type === 'turn' ? target.turn.machineId : null;
  const isAsking = book !== null && book.keptBy !== null;
  const label = isAsking ? 'laundryBookings.ask' : 'laundryBookings.book';
  const kind = book?.machines.find((each) => each.machineId === machineId)?.kind ?? 'washer';
  return (
    <>
      <ActionButton
        label={t(target.type === 'free' ? label : 'laundryBookings.open')}
        shortcut="Enter"
        tone="primary"
        isDisabled={target.type === 'none'}
        isBusy={props.isBusy}
        onPress={props.onOpen}
      />
      <ActionButton
        label={t('laundryBookings.find.do')}
        shortcut="F6"
        onPress={() => onDialog({ type: 'find', forTurn: null })}
      />
      {!isAsking && guest !== null && target.type === 'free' && (
        <ActionButton
          label={t('laundryBookings.series')}
          shortcut="S"
          onPress={() => onDialog({ type: 'series', machineId: target.machineId, slot: target.slot })}
        />
      )}
      {!isAsking && guest !== null && slot !== null && (
        <ActionButton
          label={t('laundryBookings.wait')}
          shortcut="A"
          onPress={() => onDialog({ type: 'wait', slot, kind })}
        />
      )}
      {target.type === 'turn' && target.turn.state === 'active' && (
        <ActionButton
          label={t(isAsking ? 'laundryBookings.askGiveUp' : 'laundryBookings.giveUp')}
          shortcut="R"
          tone="danger"
          onPress={() => props.onGiveUp(target.turn)}
        />
      )}
      {guest !== null && (
        <ActionButton label={t('laundryBookings.leave')} shortcut="Escape" onPress={props.onLeave} />
      )}
      {isAsking && (
        <ActionButton
          label={t('laundryBookings.requests')}
          shortcut="F7"
          onPress={() => onDialog({ type: 'requests' })}
        />
      )}
      {!isAsking && stranded > 0 && (
        <ActionButton
          label={t('laundryBookings.strandedCount', { count: stranded })}
          shortcut="F7"
          tone="danger"
          onPress={() => onDialog({ type: 'stranded' })}
        />
      )}
      {!isAsking && waiting > 0 && (
        <ActionButton
          label={t('laundryBookings.waitingCount', { count: waiting })}
          shortcut="F9"
          onPress={() => onDialog({ type: 'waiting' })}
        />
      )}
      {!isAsking && props.view === 'day' && (
        <ActionButton label={t('laundryBookings.print')} shortcut="F8" onPress={props.onPrint} />
      )}
    </>
  );
}
