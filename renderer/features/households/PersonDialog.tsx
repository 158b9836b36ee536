import { useState } from 'react';
import { Controller, useForm, useWatch } from 'react-hook-form';
import type { PersonView } from '../../../shared/contract/registers-contract.ts';
import { parseCodiceFiscale } from '../../../shared/domain/codice-fiscale.ts';
import { type HouseholdId, operationIdSchema } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { useScanner } from '../../scanner/use-scanner.ts';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { CheckField } from '../../ui/CheckField.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { TypedDialog } from '../../ui/TypedDialog.tsx';
import { useSession } from '../session/session-context.ts';
import { PersonFields } from './PersonFields.tsx';
import { PossibleDuplicates } from './PossibleDuplicates.tsx';
import { newPerson, type PersonDraft, personToDraft, readPerson, withCodiceFiscale } from './person-draft.ts';

type PersonDialogProps = {
  readonly householdId: HouseholdId;
  readonly person: PersonView | null;
  readonly onClose: (said: string | null) => void;
};

/** Adds a person to a household, or changes one. */
export function PersonDialog(props: PersonDialogProps) {
  const { t } = useWords();
  const { person } = props;
  const { form, draft, change, problems, save, leave, set, setLeft, householdId } = usePerson(props);
  const failed = [set.data, setLeft.data].find((answer) => answer?.ok === false);
  return (
    <TypedDialog
      title={t(person === null ? 'registers.person.add' : 'registers.person.change')}
      size="wide"
      onClose={() => props.onClose(null)}
      actions={(close) => (
        <>
          <ActionButton
            label={t('households.form.save')}
            shortcut="F9"
            tone="primary"
            isBusy={set.isPending}
            onPress={() => void save()}
          />
          {person !== null && !person.isHolder && (
            <ActionButton
              label={t('registers.person.leave')}
              shortcut="Shift+F9"
              tone="danger"
              isBusy={setLeft.isPending}
              onPress={() => void leave()}
            />
          )}
          <CancelButton onPress={close} />
        </>
      )}
    >
      <div className="stack">
        {failed?.ok === false && <FailureNotice failure={failed.error} />}
        <PossibleDuplicates persons={[draft]} householdId={householdId} />
        <Controller
          control={form.control}
          name="person"
          render={({ field }) => (
            <PersonFields value={field.value} onChange={field.onChange} problems={problems} autoFocus />
          )}
        />
        {person?.isHolder !== true && (
          <CheckField
            label={t('registers.person.makeHolder')}
            value={draft.isHolder}
            onChange={(isHolder) => change({ isHolder })}
          />
        )}
      </div>
    </TypedDialog>
  );
}

/** The form of one person, the health card that is scanned into it, and what registers it. */
function usePerson({ person, ...props }: PersonDialogProps) {
  const { t } = useWords();
  const { place } = useSession();
  const householdId = person?.householdId ?? props.householdId;
  const [isTried, setIsTried] = useState(false);
  const set = useCommand('registers.setPerson');
  const setLeft = useCommand('registers.setLeft');
  const form = useForm<{ person: PersonDraft }>({
    defaultValues: { person: person === null ? newPerson() : personToDraft(person) },
  });
  const draft = useWatch({ control: form.control, name: 'person' });
  const { problems, value } = readPerson(t, draft, place.businessOn);
  const change = (changed: Partial<PersonDraft>) => form.setValue('person', { ...draft, ...changed });

  useScanner((code) => {
    const scanned = parseCodiceFiscale(code);
    if (scanned.ok) change(withCodiceFiscale(draft, scanned.value.codiceFiscale, place.businessOn));
  });
  const newOperation = () => operationIdSchema.parse(newId());
  const [operationId] = useState(newOperation);
  const save = async () => {
    setIsTried(true);
    if (value === null) return;
    const answer = await set.mutateAsync({ operationId, householdId, person: value });
    if (answer.ok) props.onClose(t(person === null ? 'registers.person.added' : 'registers.person.changed'));
  };
  const leave = async () => {
    const { personId } = draft;
    const ids = { operationId: newOperation(), householdId, personId };
    const answer = await setLeft.mutateAsync({ ...ids, leftOn: place.businessOn });
    if (answer.ok) props.onClose(t('registers.person.left'));
  };
  return { form, draft, change, problems: isTried ? problems : {}, save, leave, set, setLeft, householdId };
}
