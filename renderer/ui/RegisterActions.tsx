import type { ReactNode } from 'react';
import { useWords } from '../i18n/WordsProvider.tsx';
import { ActionButton } from './ActionButton.tsx';

/** What can be done with a list of records: F5 a new one, F6 opens the chosen one, F8 its history, and what stands between. */
export function RegisterActions(props: {
  readonly addLabel: string;
  readonly isAddDisabled?: boolean;
  readonly onAdd: () => void;
  readonly editLabel?: string;
  readonly isChosen: boolean;
  readonly onEdit: () => void;
  readonly onHistory: () => void;
  readonly children?: ReactNode;
}) {
  const { t } = useWords();
  return (
    <div className="actions-in-row">
      <ActionButton
        label={props.addLabel}
        shortcut="F5"
        tone="primary"
        isDisabled={props.isAddDisabled ?? false}
        onPress={props.onAdd}
      />
      <ActionButton
        label={props.editLabel ?? t('ui.edit')}
        shortcut="F6"
        isDisabled={!props.isChosen}
        onPress={props.onEdit}
      />
      {props.children}
      <ActionButton
        label={t('ui.history')}
        shortcut="F8"
        isDisabled={!props.isChosen}
        onPress={props.onHistory}
      />
    </div>
  );
}
