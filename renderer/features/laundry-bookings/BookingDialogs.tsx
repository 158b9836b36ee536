import type { Book, BookingGuest, Turn } from '../../../shared/contract/laundry-bookings-contract.ts';
import type { HouseholdId, MachineId } from '../../../shared/domain/ids.ts';
import type { MachineKind } from '../../../shared/domain/laundry-machine.ts';
import type { Slot } from '../../../shared/domain/laundry-slots.ts';
import { formatDate } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import type { CellTarget } from './book-grid.ts';
import { FindGuestDialog } from './FindGuestDialog.tsx';
import { MissedDialog } from './MissedDialog.tsx';
import { ReasonDialog } from './ReasonDialog.tsx';
import { RequestsDialog } from './RequestsDialog.tsx';
import { refusalText } from './refusal-text.ts';
import { SeriesDialog } from './SeriesDialog.tsx';
import { StrandedDialog } from './StrandedDialog.tsx';
import { TurnDialog } from './TurnDialog.tsx';
import { sayMachine } from './turn-words.ts';
import type { BookingDesk } from './use-booking-desk.ts';
import { WaitDialog } from './WaitDialog.tsx';
import { WaitingDialog } from './WaitingDialog.tsx';

export type OpenDialog =
  /** `forTurn` is booked for whoever is found. */
  | { readonly type: 'find'; readonly forTurn: CellTarget | null }
  | { readonly type: 'turn'; readonly turn: Turn }
  | { readonly type: 'series'; readonly machineId: MachineId; readonly slot: Slot }
  | { readonly type: 'wait'; readonly slot: Slot; readonly kind: MachineKind }
  | { readonly type: 'missed' }
  | { readonly type: 'waiting' }
  | { readonly type: 'stranded' }
  | { readonly type: 'requests' };

/** The one question that is open in front of the book; a reason that is asked for goes before all others. */
export function BookingDialogs(props: {
  readonly dialog: OpenDialog | null;
  readonly guest: BookingGuest | null;
  readonly book: Book | null;
  readonly desk: BookingDesk;
  readonly onChoose: (householdId: HouseholdId, then: CellTarget | null) => void;
  readonly onClose: () => void;
}) {
  const words = useWords();
  const { dialog, guest, book, desk, onChoose, onClose } = props;
  const machineCalled = (machineId: MachineId): string => {
    const machine = book?.machines.find((each) => each.machineId === machineId);
    return machine === undefined ? '?' : sayMachine(words, machine.kind, machine.number);
  };
  if (desk.asked !== null) {
    return (
      <ReasonDialog
        title={words.t('laundryBookings.override')}
        text={refusalText(desk.asked.refusal, words)}
        onChoose={(reason) => void desk.override(reason)}
        onClose={desk.stopAsking}
      />
    );
  }
  switch (dialog?.type) {
    case 'find':
      return <FindGuestDialog onChoose={(id) => onChoose(id, dialog.forTurn)} onClose={onClose} />;
    case 'turn':
      return (
        <TurnDialog
          turn={dialog.turn}
          at={book === null ? {} : { siteId: book.siteId }}
          machine={machineCalled(dialog.turn.machineId)}
          isBusy={desk.isBusy}
          isAsking={book !== null && book.keptBy !== null}
          onGiveUp={() => void desk.giveUp(dialog.turn).then(onClose)}
          onGiveUpSeries={() => void desk.giveUpSeries(dialog.turn.bookingId).then(onClose)}
          onChoose={() => onChoose(dialog.turn.householdId, null)}
          onClose={onClose}
        />
      );
    case 'waiting':
      return (
        <WaitingDialog
          waiting={book?.waiting ?? []}
          onChoose={(id) => onChoose(id, null)}
          onClose={onClose}
        />
      );
    case 'stranded':
      return (
        <StrandedDialog
          stranded={book?.stranded ?? []}
          onCall={(id) => onChoose(id, null)}
          onClose={onClose}
        />
      );
    case 'requests':
      return book === null ? null : (
        <RequestsDialog
          siteId={book.siteId}
          isBusy={desk.isBusy}
          onAsk={(wanted, override) => void desk.book(wanted, override).then(onClose)}
          onClose={onClose}
        />
      );
    case 'missed':
      return guest === null ? null : <MissedDialog guest={guest} onClose={onClose} />;
    case 'wait':
      return guest === null ? null : (
        <WaitDialog
          guest={guest}
          slot={dialog.slot}
          kind={dialog.kind}
          onDone={() => {
            desk.say({ type: 'waits' });
            onClose();
          }}
          onClose={onClose}
        />
      );
    case 'series':
      return guest === null ? null : (
        <SeriesDialog
          guest={guest}
          machineId={dialog.machineId}
          machine={machineCalled(dialog.machineId)}
          slot={dialog.slot}
          onDone={(made, left) => {
            desk.say({ type: 'series', made, left: left.map(({ on }) => formatDate(on)) });
            onClose();
          }}
          onClose={onClose}
        />
      );
    default:
      return null;
  }
}
