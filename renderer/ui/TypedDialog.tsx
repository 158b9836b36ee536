import { type ReactNode, useState } from 'react';
import { Dialog, type DialogProps } from './Dialog.tsx';
import { LeaveQuestion } from './LeaveQuestion.tsx';

/** A dialog that is filled in: it is left at once while nothing was typed in it, and asks where something was. */
export function TypedDialog(
  props: Pick<DialogProps, 'title' | 'size' | 'children'> & {
    /** The buttons at the bottom; the one of Esc is given how to leave. */
    readonly actions: (leave: () => void) => ReactNode;
    readonly onClose: () => void;
  },
) {
  const { title, size, children, actions, onClose } = props;
  const [isTyped, setIsTyped] = useState(false);
  const [isAsked, setIsAsked] = useState(false);
  const leave = isTyped ? () => setIsAsked(true) : onClose;
  return (
    <Dialog
      title={title}
      size={size}
      onClose={leave}
      onInput={() => setIsTyped(true)}
      actions={actions(leave)}
    >
      {children}
      {isAsked && <LeaveQuestion onStay={() => setIsAsked(false)} onLeave={onClose} />}
    </Dialog>
  );
}
