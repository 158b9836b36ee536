import { type ComponentProps, type ReactNode, useState } from 'react';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { HistoryDialog } from '../../ui/History.tsx';
import { TypedDialog } from '../../ui/TypedDialog.tsx';

/** The form of one entry of the catalogue: F9 saves, F7 shows who changed it, Esc leaves it as it was. */
export function EntryDialog(props: {
  readonly title: string;
  /** What its history is listed under; null for an entry that is not there yet. */
  readonly subject: string | null;
  readonly historyTitle: string;
  readonly failure: ComponentProps<typeof FailureNotice>['failure'] | null;
  readonly isSaving: boolean;
  readonly onSave: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const { t } = useWords();
  const [isHistoryOpen, setIsHistoryOpen] = useState(false);
  return (
    <TypedDialog
      title={props.title}
      size="wide"
      onClose={props.onClose}
      actions={(leave) => (
        <>
          <ActionButton
            label={t('catalogue.save')}
            shortcut="F9"
            tone="primary"
            onPress={props.onSave}
            isBusy={props.isSaving}
          />
          <CancelButton onPress={leave} />
          {props.subject !== null && (
            <ActionButton label={t('ui.history')} shortcut="F7" onPress={() => setIsHistoryOpen(true)} />
          )}
        </>
      )}
    >
      {props.failure !== null && <FailureNotice failure={props.failure} />}
      {props.children}
      {isHistoryOpen && props.subject !== null && (
        <HistoryDialog
          subject={props.subject}
          title={props.historyTitle}
          onClose={() => setIsHistoryOpen(false)}
        />
      )}
    </TypedDialog>
  );
}
