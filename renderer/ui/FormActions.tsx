import { ActionButton } from './ActionButton.tsx';
import { CancelButton } from './CancelButton.tsx';
import type { IconName } from './Icon.tsx';

/** What F9 does. */
export interface FormConfirm {
  readonly label: string;
  readonly icon?: IconName;
  readonly isDisabled?: boolean;
  readonly autoFocus?: boolean;
  readonly isBusy: boolean;
  readonly onPress: () => void;
}

/** Below a form: F9 does it, Esc leaves it as it was. */
export function FormActions(props: FormConfirm & { readonly onCancel: () => void }) {
  const { onCancel, ...confirm } = props;
  return (
    <>
      <ActionButton shortcut="F9" tone="primary" {...confirm} />
      <CancelButton onPress={onCancel} />
    </>
  );
}
