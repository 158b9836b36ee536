import type { LaundryBoard } from '../../../shared/contract/laundry-contract.ts';
import { CheckInDialog } from './CheckInDialog.tsx';
import { useDesk } from './desk.ts';
import { FindGuestDialog } from './FindGuestDialog.tsx';
import { HandedOverDialog } from './HandedOverDialog.tsx';
import { HandOverDialog } from './HandOverDialog.tsx';
import './laundry-dialogs.css';
import { ExtendDialog, StopDialog, TakeOutDialog } from './MachineDialogs.tsx';
import { StartDialog } from './StartDialog.tsx';
import { VisitsDialog } from './VisitsDialog.tsx';

/** The one question that is open, if any. */
export function DeskDialogs(props: { readonly board: LaundryBoard }) {
  const dialog = useDesk((state) => state.dialog);
  const opened = useDesk((state) => state.opened);
  switch (dialog?.type) {
    case undefined:
      return null;
    case 'guest':
      return <CheckInDialog key={opened} guest={dialog.guest} board={props.board} />;
    case 'start':
      return <StartDialog key={opened} of={dialog} board={props.board} />;
    case 'handOver':
      return <HandOverDialog key={opened} visitId={dialog.visitId} by={dialog.by} />;
    case 'find':
      return <FindGuestDialog />;
    case 'handedOver':
      return <HandedOverDialog />;
    case 'visits':
      return (
        <VisitsDialog
          key={opened}
          visits={props.board.visits}
          machineId={dialog.machineId}
          kind={dialog.kind}
        />
      );
    case 'stop':
      return <StopDialog machine={dialog.machine} />;
    case 'takeOut':
      return <TakeOutDialog machine={dialog.machine} />;
    case 'extend':
      return <ExtendDialog machine={dialog.machine} />;
  }
}
