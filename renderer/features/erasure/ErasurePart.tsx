import { useState } from 'react';
import type { HouseholdView } from '../../../shared/contract/households-contract.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { useHasRole } from '../session/session-context.ts';
import { saveFile } from '../statements/save-file.ts';
import { EraseDialog } from './EraseDialog.tsx';

/** Everything that is held on a household, for whoever asks; and its erasure, for good. */
export function ErasurePart(props: {
  readonly household: HouseholdView;
  readonly onSaid: (said: string | null) => void;
}) {
  const { t } = useWords();
  const { household } = props;
  const [isOpen, setIsOpen] = useState(false);
  const mayErase = useHasRole('office');
  const take = useCommand('erasure.export');
  if (!mayErase || household.mergedInto !== null) return null;
  const save = async () => {
    const answer = await take.mutateAsync({ householdId: household.householdId });
    if (!answer.ok) return;
    const fileName = t('erasure.export.file', { code: answer.value.code });
    saveFile(answer.value.base64, fileName, 'application/zip');
    props.onSaid(t('erasure.export.done', { fileName, parts: answer.value.parts }));
  };
  return (
    <section className="card merge-part">
      <h2>{t('erasure.title')}</h2>
      {take.data?.ok === false && <FailureNotice failure={take.data.error} />}
      <p>{t('erasure.what')}</p>
      <div className="row">
        <ActionButton
          label={t('erasure.export')}
          shortcut="Shift+F4"
          isBusy={take.isPending}
          onPress={() => void save()}
        />
        <ActionButton
          label={t('erasure.start')}
          shortcut="Shift+F2"
          tone="danger"
          onPress={() => setIsOpen(true)}
        />
      </div>
      {isOpen && (
        <EraseDialog
          householdId={household.householdId}
          onErased={() => {
            setIsOpen(false);
            props.onSaid(t('erasure.done'));
          }}
          onClose={() => setIsOpen(false)}
        />
      )}
    </section>
  );
}
