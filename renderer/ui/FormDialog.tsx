import type { ReactNode } from 'react';
import type { DialogProps } from './Dialog.tsx';
import { FailureNotice } from './FailureNotice.tsx';
import { FormActions, type FormConfirm } from './FormActions.tsx';
import { TypedDialog } from './TypedDialog.tsx';

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
  return (
    <TypedDialog
      title={title}
      size={size}
      onClose={onClose}
      actions={(leave) => <FormActions {...confirm} onCancel={leave} />}
    >
      {children}
      {answer?.error !== undefined && <FailureNotice failure={answer.error} />}
    </TypedDialog>
  );
}
