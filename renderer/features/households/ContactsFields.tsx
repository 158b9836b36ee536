import { useWords } from '../../i18n/WordsProvider.tsx';
import { TextField } from '../../ui/TextField.tsx';
import type { ContactsDraft, ContactsProblems } from './contacts-draft.ts';

/** How a household is reached. */
export function ContactsFields(props: {
  readonly value: ContactsDraft;
  readonly onChange: (value: ContactsDraft) => void;
  readonly problems: ContactsProblems;
  readonly autoFocus?: boolean | undefined;
}) {
  const { t } = useWords();
  const { value, problems } = props;
  const set = (changed: Partial<ContactsDraft>) => props.onChange({ ...value, ...changed });
  return (
    <div className="person-fields">
      <TextField
        label={t('registers.contacts.phones')}
        hint={t('registers.contacts.phones.hint')}
        value={value.phones}
        onChange={(phones) => set({ phones })}
        problem={problems.phones}
        autoFocus={props.autoFocus}
      />
      <TextField
        label={t('registers.contacts.email')}
        value={value.email}
        onChange={(email) => set({ email })}
        problem={problems.email}
        maxLength={120}
      />
      <TextField
        label={t('registers.contacts.street')}
        value={value.street}
        onChange={(street) => set({ street })}
        maxLength={120}
      />
      <TextField
        label={t('registers.contacts.postalCode')}
        value={value.postalCode}
        onChange={(postalCode) => set({ postalCode })}
        maxLength={10}
        inputMode="numeric"
      />
      <TextField
        label={t('registers.contacts.municipality')}
        value={value.municipality}
        onChange={(municipality) => set({ municipality })}
        maxLength={80}
      />
    </div>
  );
}
