import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Controller, useFieldArray, useForm, useWatch } from 'react-hook-form';
import type { HouseholdRecord } from '../../../shared/contract/registers-contract.ts';
import { MOST_PERSONS } from '../../../shared/contract/registers-contract.ts';
import { parseCodiceFiscale } from '../../../shared/domain/codice-fiscale.ts';
import { NO_CONTACTS } from '../../../shared/domain/contacts.ts';
import {
  type HouseholdId,
  householdIdSchema,
  operationIdSchema,
  type SiteId,
} from '../../../shared/domain/ids.ts';
import type { LocalDate } from '../../../shared/domain/local-date.ts';
import {
  type PreferredLanguage,
  preferredLanguageSchema,
} from '../../../shared/operations/household-operations.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import type { Words } from '../../i18n/words.ts';
import { useScanner } from '../../scanner/use-scanner.ts';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { focusFirstProblem } from '../../ui/focus-first-problem.ts';
import { usePageLeaving } from '../../ui/LeaveQuestion.tsx';
import { NumberField } from '../../ui/NumberField.tsx';
import { Page } from '../../ui/Page.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useSession } from '../session/session-context.ts';
import { ContactsFields } from './ContactsFields.tsx';
import { type ContactsDraft, contactsToDraft, readContacts } from './contacts-draft.ts';
import { PersonFields } from './PersonFields.tsx';
import { PossibleDuplicates } from './PossibleDuplicates.tsx';
import { newPerson, type PersonDraft, readPerson, withCodiceFiscale } from './person-draft.ts';
import './households.css';

/** What stands in the fields; the first person is the holder. */
type Draft = {
  persons: { person: PersonDraft }[];
  size: number | null;
  siteId: SiteId | null;
  preferredLanguage: PreferredLanguage;
  contacts: ContactsDraft;
  note: string;
};

/** Registers a household with its people, its contacts and a note, all at once and by the keyboard alone. */
export function NewHouseholdScreen() {
  const { t } = useWords();
  const navigate = useNavigate();
  const show = (householdId: HouseholdId) => {
    leaving.done();
    void navigate({ to: '/households/$householdId', params: { householdId } });
  };
  const fields = useRef<HTMLDivElement>(null);
  const { form, persons, isTried, register, save } = useRegistration(show, () =>
    focusFirstProblem(fields.current),
  );
  const leaving = usePageLeaving({ isSaving: register.isPending });
  const people = useFieldArray({ control: form.control, name: 'persons' });
  const failed = register.data?.ok === false ? register.data.error : null;
  return (
    <Page
      title={t('households.form.new')}
      actions={
        <>
          <ActionButton
            label={t('households.form.save')}
            shortcut="F9"
            tone="primary"
            isBusy={register.isPending}
            onPress={() => void save()}
          />
          <ActionButton
            label={t('registers.person.add')}
            shortcut="F7"
            icon="person"
            isDisabled={persons.length >= MOST_PERSONS}
            onPress={() => people.append({ person: newPerson() }, { shouldFocus: false })}
          />
          <ActionButton
            label={t('registers.person.removeLast')}
            shortcut="Shift+F7"
            isDisabled={persons.length < 2}
            onPress={() => people.remove(persons.length - 1)}
          />
          <CancelButton onPress={() => void navigate({ to: '/households' })} />
        </>
      }
    >
      <div ref={fields} className="stack register-form" onInput={leaving.noteTyping}>
        {failed !== null && <FailureNotice failure={failed} />}
        {people.fields.map(({ id }, at) => (
          <PersonSection key={id} at={at}>
            <PersonPart form={form} at={at} isTried={isTried} />
            {at === 0 && <HouseholdFields form={form} isTried={isTried} persons={persons.length} />}
          </PersonSection>
        ))}
        <ContactsPart form={form} isTried={isTried} />
      </div>
    </Page>
  );
}

/** The form, the health cards that are scanned into it, and what registers it. */
function useRegistration(onDone: (householdId: HouseholdId) => void, onIncomplete: () => void) {
  const { t } = useWords();
  const { place } = useSession();
  const [ids] = useState(() => ({
    operationId: operationIdSchema.parse(newId()),
    householdId: householdIdSchema.parse(newId()),
  }));
  const [isTried, setIsTried] = useState(false);
  const register = useCommand('registers.register');
  const form = useForm<Draft>({
    defaultValues: {
      persons: [{ person: { ...newPerson(), isHolder: true } }],
      size: null,
      siteId: place.siteId,
      preferredLanguage: 'it',
      contacts: contactsToDraft(NO_CONTACTS),
      note: '',
    },
  });
  const persons = useWatch({ control: form.control, name: 'persons' }).map(({ person }) => person);

  useScanner((code) => {
    const scanned = parseCodiceFiscale(code);
    if (!scanned.ok) return;
    const all = form.getValues('persons');
    const free = all.findIndex(({ person }) => person.codiceFiscale.trim() === '');
    const person = all[free]?.person;
    if (person === undefined) return;
    form.setValue(
      `persons.${free}.person`,
      withCodiceFiscale(person, scanned.value.codiceFiscale, place.businessOn),
    );
  });
  const save = async () => {
    setIsTried(true);
    const household = readDraft(t, form.getValues(), ids.householdId, place.businessOn);
    if (household === null) return onIncomplete();
    const answer = await register.mutateAsync({ operationId: ids.operationId, household });
    if (answer.ok) onDone(ids.householdId);
  };
  return { form, persons, isTried, register, save };
}

type PartProps = { readonly form: ReturnType<typeof useForm<Draft>>; readonly isTried: boolean };

/** Whoever is added comes into sight whole, and not only the field that has the focus. */
function PersonSection(props: { readonly at: number; readonly children: ReactNode }) {
  const { t } = useWords();
  const section = useRef<HTMLElement>(null);
  const isAdded = props.at > 0;
  useEffect(() => {
    if (isAdded) section.current?.scrollIntoView({ block: 'start' });
  }, [isAdded]);
  return (
    <section ref={section} className="stack" aria-label={personTitle(t, props.at)}>
      {props.children}
    </section>
  );
}

/** One person, and who may be the same one beneath. */
function PersonPart({ form, at, isTried }: PartProps & { readonly at: number }) {
  const { t } = useWords();
  const { place } = useSession();
  const person = useWatch({ control: form.control, name: `persons.${at}.person` });
  return (
    <>
      <h2>{personTitle(t, at)}</h2>
      <Controller
        control={form.control}
        name={`persons.${at}.person`}
        render={({ field }) => (
          <PersonFields
            value={field.value}
            onChange={field.onChange}
            problems={isTried ? readPerson(t, field.value, place.businessOn).problems : {}}
            autoFocus
          />
        )}
      />
      <PossibleDuplicates persons={[person]} />
    </>
  );
}

function ContactsPart({ form: { control }, isTried }: PartProps) {
  const { t } = useWords();
  return (
    <section className="stack">
      <h2>{t('registers.contacts')}</h2>
      <Controller
        control={control}
        name="contacts"
        render={({ field }) => (
          <ContactsFields
            value={field.value}
            onChange={field.onChange}
            problems={isTried ? readContacts(t, field.value).problems : {}}
          />
        )}
      />
      <Controller
        control={control}
        name="note"
        render={({ field }) => (
          <TextField
            label={t('registers.note')}
            hint={t('registers.note.hint')}
            value={field.value}
            onChange={field.onChange}
            maxLength={1000}
            isLong
          />
        )}
      />
    </section>
  );
}

/** How many they are, where they go and what they read. */
function HouseholdFields(props: PartProps & { readonly persons: number }) {
  const { t } = useWords();
  const { control } = props.form;
  const sites = useAnswer('households.sites', {});
  const siteChoices = sites.data?.ok ? sites.data.value : [];
  return (
    <div className="person-fields">
      <Controller
        control={control}
        name="size"
        render={({ field }) => (
          <NumberField
            label={t('households.form.size')}
            hint={t('registers.size.hint')}
            value={field.value}
            onChange={field.onChange}
            min={props.persons}
            max={MOST_PERSONS}
            problem={props.isTried && field.value === null ? t('households.form.size.missing') : undefined}
            isRequired
          />
        )}
      />
      <Controller
        control={control}
        name="siteId"
        render={({ field }) => (
          <SelectField
            label={t('households.details.site')}
            value={field.value}
            onChange={field.onChange}
            choices={siteChoices.map(({ siteId, name }) => ({ key: siteId, label: name }))}
          />
        )}
      />
      <Controller
        control={control}
        name="preferredLanguage"
        render={({ field }) => (
          <SelectField
            label={t('households.details.language')}
            value={field.value}
            onChange={field.onChange}
            choices={preferredLanguageSchema.options.map((key) => ({
              key,
              label: t(`households.language.${key}`),
            }))}
          />
        )}
      />
    </div>
  );
}

const personTitle = (t: Words['t'], at: number): string =>
  at === 0 ? t('registers.holder') : t('registers.person.number', { number: at + 1 });

/** What the fields mean; null while one of them is wrong. */
function readDraft(
  t: Words['t'],
  draft: Draft,
  householdId: HouseholdRecord['householdId'],
  today: LocalDate,
): HouseholdRecord | null {
  const persons = draft.persons.flatMap(({ person }) => readPerson(t, person, today).value ?? []);
  const contacts = readContacts(t, draft.contacts).value;
  const { size, siteId, preferredLanguage } = draft;
  const isWhole = persons.length === draft.persons.length && size !== null && siteId !== null;
  if (!isWhole || contacts === null) return null;
  const note = draft.note.trim();
  const hasContacts = JSON.stringify(contacts) !== JSON.stringify(NO_CONTACTS);
  return {
    householdId,
    size,
    preferredLanguage,
    siteId,
    persons,
    ...(hasContacts ? { contacts: { ...contacts, phones: [...contacts.phones] } } : {}),
    ...(note === '' ? {} : { note }),
  };
}
