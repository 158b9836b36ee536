import { useState } from 'react';
import type { PersonView } from '../../../shared/contract/registers-contract.ts';
import { operationIdSchema } from '../../../shared/domain/ids.ts';
import { calledName } from '../../../shared/domain/person.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { formatDate } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';

/** Somebody who left the household: they can come back. */
export function FormerPersonDialog(props: {
  readonly person: PersonView;
  readonly onClose: (said: string | null) => void;
}) {
  const { t } = useWords();
  const { person } = props;
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const setLeft = useCommand('registers.setLeft');
  const comeBack = async () => {
    const { personId, householdId } = person;
    const answer = await setLeft.mutateAsync({ operationId, householdId, personId, leftOn: null });
    if (answer.ok) props.onClose(t('registers.person.back'));
  };
  return (
    <FormDialog
      title={calledName(person)}
      onClose={() => props.onClose(null)}
      label={t('registers.person.comeBack')}
      isBusy={setLeft.isPending}
      onPress={() => void comeBack()}
      autoFocus
    >
      {setLeft.data?.ok === false && <FailureNotice failure={setLeft.data.error} />}
      <p>{t('registers.person.leftOn', { on: person.leftOn === null ? '' : formatDate(person.leftOn) })}</p>
    </FormDialog>
  );
}
