import { useState } from 'react';
import type { ErasurePreview } from '../../../shared/contract/erasure-contract.ts';
import { isErasureConfirmed } from '../../../shared/domain/erasure-confirmation.ts';
import { type HouseholdId, operationIdSchema } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { TextField } from '../../ui/TextField.tsx';

const REASONS = ['asked', 'noLongerNeeded', 'registeredByMistake'] as const;

/** Says what goes and what stays, and asks which household it is: there is no way back. */
export function EraseDialog(props: {
  readonly householdId: HouseholdId;
  readonly onErased: () => void;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState<(typeof REASONS)[number]>('asked');
  const preview = useAnswer('erasure.preview', { householdId: props.householdId }, { isForgotten: true });
  const erase = useCommand('erasure.erase');
  const found = preview.data?.ok ? preview.data.value : null;
  if (preview.data === undefined) return null;
  const isConfirmed = found !== null && isErasureConfirmed(typed, found);
  const save = async () => {
    if (!isConfirmed) return;
    const answer = await erase.mutateAsync({ operationId, householdId: props.householdId, reason, typed });
    if (answer.ok) props.onErased();
  };
  const failed = [erase.data, preview.data].find((answer) => answer?.ok === false);
  const name = found?.displayName ?? null;
  return (
    <Dialog
      title={t('erasure.ask', { name: name ?? found?.code ?? '' })}
      size="wide"
      onClose={props.onClose}
      actions={
        <>
          <ActionButton
            label={t('erasure.do')}
            shortcut="F9"
            tone="danger"
            isDisabled={!isConfirmed}
            isBusy={erase.isPending}
            onPress={() => void save()}
          />
          <CancelButton onPress={props.onClose} />
        </>
      }
    >
      <div className="stack">
        {failed?.ok === false && <FailureNotice failure={failed.error} />}
        {found !== null && (
          <>
            <Consequences preview={found} />
            <TextField
              label={
                name === null
                  ? t('erasure.type.code', { code: found.code })
                  : t('erasure.type', { code: found.code })
              }
              hint={t('erasure.type.hint')}
              value={typed}
              onChange={setTyped}
              autoFocus
            />
            <SelectField
              label={t('erasure.reason')}
              value={reason}
              onChange={setReason}
              choices={REASONS.map((key) => ({ key, label: t(`erasure.reason.${key}`) }))}
            />
          </>
        )}
      </div>
    </Dialog>
  );
}

function Consequences({ preview }: { readonly preview: ErasurePreview }) {
  const { t } = useWords();
  const { persons, notes, statements, cards, movements, mergedNames, files, backupDays } = preview;
  return (
    <ul className="merge-words">
      <li>{t('erasure.goes', { persons, notes, statements })}</li>
      {mergedNames.length > 0 && (
        <li>{t('erasure.goes.merged', { names: mergedNames.map((each) => each ?? '?').join(', ') })}</li>
      )}
      <li>{t('erasure.goes.cards', { cards })}</li>
      <li>{t('erasure.stays', { movements })}</li>
      <li>{t('erasure.backups', { days: backupDays })}</li>
      {files > 0 && <li>{t('erasure.files', { count: files })}</li>}
      <li>{t('erasure.elsewhere')}</li>
      <li>
        <strong>{t('erasure.noWayBack')}</strong>
      </li>
    </ul>
  );
}
