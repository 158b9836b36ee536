import type { ReactNode } from 'react';
import { Dialog, type DialogProps } from './Dialog.tsx';
import { FailureNotice } from './FailureNotice.tsx';
import { FormActions, type FormConfirm } from './FormActions.tsx';
import { useLeaving } from './LeaveQuestion.tsx';

/** A dialog that is filled in: F9 does it, Esc leaves everything as it was but asks first where something was typed, and why it could not be done stands below. */
export function FormDialog(
  props: FormConfirm & {
    readonly title: string;
    readonly size?: DialogProps['size'];
    readonly children: ReactNode;
    readonly onClose: () => void;
    /** What the command said, where a refusal has no other place in the form. */
    readonly answer?: { readonly ok: boolean; readonly error?: { readonly type: string } } | undefined;
  },
) {
  const { title, size, children, onClose, answer, ...confirm } = props;
  const { leave, noteTyping, question } = useLeaving(onClose);
  return (
    <Dialog
      title={title}
      size={size}
      onClose={leave}
      onInput={noteTyping}
      actions={<FormActions {...confirm} onCancel={leave} />}
    >
      {children}
      {question}
      {answer?.error !== undefined && <FailureNotice failure={answer.error} />}
    </Dialog>
  );
}
