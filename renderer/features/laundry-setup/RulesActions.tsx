import { useState } from 'react';
import type { SiteId } from '../../../shared/domain/ids.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { HistoryDialog } from '../../ui/History.tsx';
import { usePageLeaving } from '../../ui/LeaveQuestion.tsx';
import { Notice } from '../../ui/Notice.tsx';
import type { useLaundryRules } from './use-laundry-rules.ts';

/** Save, history, and what became of the last save. */
export function RulesActions(props: {
  readonly siteId: SiteId;
  readonly outcome: ReturnType<typeof useLaundryRules>['outcome'];
  readonly isReady: boolean;
  readonly isChanged: boolean;
  readonly isSaved: boolean;
  readonly isBusy: boolean;
  readonly onSave: () => void;
}) {
  const { t } = useWords();
  const [isHistoryOpen, setIsHistoryOpen] = useState(false);
  usePageLeaving({
    isChanged: (props.isChanged && !props.isSaved) || !props.isReady,
    isSaving: props.isBusy,
  });
  const { outcome } = props;
  const stranded = outcome?.ok ? outcome.value.stranded : 0;
  return (
    <>
      {outcome?.ok === false && <FailureNotice failure={outcome.error} />}
      {outcome?.ok === true && !props.isChanged && (
        <Notice
          tone={stranded === 0 ? 'ok' : 'warning'}
          title={
            stranded === 0 ? t('laundrySetup.saved') : t('laundrySetup.savedStranded', { count: stranded })
          }
        >
          {stranded > 0 && t('laundrySetup.machine.turnsLeft.todo')}
        </Notice>
      )}
      <div className="actions-in-row">
        <ActionButton
          label={t('laundrySetup.save')}
          shortcut="F9"
          tone="primary"
          isDisabled={!props.isChanged || !props.isReady}
          isBusy={props.isBusy}
          onPress={props.onSave}
        />
        <ActionButton label={t('ui.history')} shortcut="F8" onPress={() => setIsHistoryOpen(true)} />
      </div>
      {isHistoryOpen && (
        <HistoryDialog
          subject={`laundryRules:${props.siteId}`}
          title={t('laundrySetup.rules')}
          onClose={() => setIsHistoryOpen(false)}
        />
      )}
    </>
  );
}
