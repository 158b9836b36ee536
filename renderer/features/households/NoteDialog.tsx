import { useState } from 'react';
import { type HouseholdId, operationIdSchema } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { TextField } from '../../ui/TextField.tsx';

/** Writes a note that the office alone reads. */
export function NoteDialog(props: {
  readonly householdId: HouseholdId;
  readonly onClose: (said: string | null) => void;
}) {
  const { t } = useWords();
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const [text, setText] = useState('');
  const write = useCommand('registers.writeNote');
  const save = async () => {
    if (text.trim() === '') return;
    const answer = await write.mutateAsync({ operationId, householdId: props.householdId, text });
    if (answer.ok) props.onClose(t('registers.note.written'));
  };
  return (
    <FormDialog
      title={t('registers.note.write')}
      onClose={() => props.onClose(null)}
      label={t('households.form.save')}
      isDisabled={text.trim() === ''}
      isBusy={write.isPending}
      onPress={() => void save()}
    >
      {write.data?.ok === false && <FailureNotice failure={write.data.error} />}
      <TextField
        label={t('registers.note')}
        hint={t('registers.note.hint')}
        value={text}
        onChange={setText}
        maxLength={1000}
        isLong
        autoFocus
      />
    </FormDialog>
  );
}
