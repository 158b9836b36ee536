import { useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
import type { Contacts } from '../../../shared/domain/contacts.ts';
import { type HouseholdId, operationIdSchema } from '../../../shared/domain/ids.ts';
import { newId } from '../../client/new-id.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { ContactsFields } from './ContactsFields.tsx';
import { type ContactsDraft, contactsToDraft, readContacts } from './contacts-draft.ts';

/** Changes how a household is reached. */
export function ContactsDialog(props: {
  readonly householdId: HouseholdId;
  readonly contacts: Contacts;
  readonly onClose: (said: string | null) => void;
}) {
  const { t } = useWords();
  const [operationId] = useState(() => operationIdSchema.parse(newId()));
  const [isTried, setIsTried] = useState(false);
  const set = useCommand('registers.setContacts');
  const form = useForm<{ contacts: ContactsDraft }>({
    defaultValues: { contacts: contactsToDraft(props.contacts) },
  });
  const save = async () => {
    setIsTried(true);
    const { value } = readContacts(t, form.getValues('contacts'));
    if (value === null) return;
    const contacts = { ...value, phones: [...value.phones] };
    const answer = await set.mutateAsync({ operationId, householdId: props.householdId, contacts });
    if (answer.ok) props.onClose(t('registers.contacts.changed'));
  };
  return (
    <FormDialog
      title={t('registers.contacts')}
      size="wide"
      onClose={() => props.onClose(null)}
      label={t('households.form.save')}
      isBusy={set.isPending}
      onPress={() => void save()}
    >
      {set.data?.ok === false && <FailureNotice failure={set.data.error} />}
      <Controller
        control={form.control}
        name="contacts"
        render={({ field }) => (
          <ContactsFields
            value={field.value}
            onChange={field.onChange}
            problems={isTried ? readContacts(t, field.value).problems : {}}
            autoFocus
          />
        )}
      />
    </FormDialog>
  );
}
