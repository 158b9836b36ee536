import { type ReactNode, useState } from 'react';
import type { PersonView, RegisterView } from '../../../shared/contract/registers-contract.ts';
import { MOST_PERSONS } from '../../../shared/contract/registers-contract.ts';
import { type HouseholdId, operationIdSchema } from '../../../shared/domain/ids.ts';
import { calledName } from '../../../shared/domain/person.ts';
import { newId } from '../../client/new-id.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { formatDate, formatDateTimeAt } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import type { Words } from '../../i18n/words.ts';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { ConditionsDialog } from './ConditionsDialog.tsx';
import { ContactsDialog } from './ContactsDialog.tsx';
import { FormerPersonDialog } from './FormerPersonDialog.tsx';
import { NoteDialog } from './NoteDialog.tsx';
import { PersonDialog } from './PersonDialog.tsx';

type Open =
  | { readonly dialog: 'person'; readonly person: PersonView | null }
  | { readonly dialog: 'former' | 'conditions'; readonly person: PersonView }
  | { readonly dialog: 'contacts' | 'note' };

/** The people of a household, how they are reached, and what the office noted: the register of one organisation. */
export function RegisterPart(props: {
  readonly householdId: HouseholdId;
  readonly onSaid: (said: string | null) => void;
  /** What else can be done from here, such as a merge. */
  readonly children?: ReactNode;
}) {
  const { householdId } = props;
  const { data } = useAnswer('registers.view', { householdId });
  const [open, setOpen] = useState<Open | null>(null);
  if (data === undefined) return null;
  if (!data.ok) return <FailureNotice failure={data.error} />;
  const register = data.value;
  const close = (said: string | null) => {
    setOpen(null);
    props.onSaid(said);
  };
  return (
    <div className="stack">
      {register.isKeptElsewhere ? <KeptElsewhere /> : <People register={register} onOpen={setOpen} />}
      <div className="household-summary">
        <ContactsCard register={register} onOpen={() => setOpen({ dialog: 'contacts' })} />
        <NotesCard register={register} onOpen={() => setOpen({ dialog: 'note' })} onSaid={props.onSaid} />
      </div>
      {props.children}
      {open?.dialog === 'person' && (
        <PersonDialog householdId={householdId} person={open.person} onClose={close} />
      )}
      {open?.dialog === 'former' && <FormerPersonDialog person={open.person} onClose={close} />}
      {open?.dialog === 'conditions' && <ConditionsDialog person={open.person} onClose={close} />}
      {open?.dialog === 'contacts' && (
        <ContactsDialog householdId={householdId} contacts={register.contacts} onClose={close} />
      )}
      {open?.dialog === 'note' && <NoteDialog householdId={householdId} onClose={close} />}
    </div>
  );
}

function KeptElsewhere() {
  const { t } = useWords();
  return (
    <Notice tone="info" title={t('registers.keptElsewhere')}>
      {t('registers.keptElsewhere.todo')}
    </Notice>
  );
}

function People(props: { readonly register: RegisterView; readonly onOpen: (open: Open) => void }) {
  const { t } = useWords();
  const { persons, formerPersons } = props.register;
  const [selectedId, setSelectedId] = useState<string | null>(null);
  // Somebody is always chosen, so that F7 and F8 do what is printed on them from the first moment.
  const everybody = [...persons, ...formerPersons];
  const chosen = everybody.find(({ personId }) => personId === selectedId) ?? persons[0] ?? null;
  const openPerson = (person: PersonView) =>
    props.onOpen({ dialog: person.leftOn === null ? 'person' : 'former', person });
  return (
    <>
      <DataTable
        caption={t('registers.persons')}
        isCaptionHidden
        rows={everybody}
        rowKey={({ personId }) => personId}
        rowText={calledName}
        onOpen={openPerson}
        selectedKey={chosen?.personId ?? null}
        onSelect={(person) => setSelectedId(person?.personId ?? null)}
        columns={[
          { key: 'name', header: t('registers.persons.name'), cell: calledName, width: '2fr' },
          {
            key: 'role',
            header: t('registers.persons.role'),
            cell: (person) => roleWords(t, person),
            width: '2fr',
          },
          {
            key: 'born',
            header: t('registers.person.birthDate'),
            cell: ({ birthDate }) => (birthDate === null ? '' : formatDate(birthDate)),
            width: 190,
          },
          {
            key: 'code',
            header: t('registers.person.codiceFiscale'),
            cell: ({ codiceFiscale }) => codiceFiscale ?? '',
            width: 270,
          },
        ]}
        emptyTitle={t('registers.persons.none')}
        emptyText={t('registers.persons.none.todo')}
      />
      <div className="row">
        <ActionButton
          label={t('registers.person.add')}
          shortcut="F6"
          icon="person"
          isDisabled={persons.length >= MOST_PERSONS}
          onPress={() => props.onOpen({ dialog: 'person', person: null })}
        />
        <ActionButton
          label={t('registers.person.open')}
          shortcut="F7"
          isDisabled={chosen === null}
          onPress={() => chosen !== null && openPerson(chosen)}
        />
        <ActionButton
          label={t('registers.conditions')}
          shortcut="F8"
          isDisabled={chosen === null || chosen.leftOn !== null}
          onPress={() => chosen !== null && props.onOpen({ dialog: 'conditions', person: chosen })}
        />
      </div>
    </>
  );
}

function roleWords(t: Words['t'], person: PersonView): string {
  if (person.leftOn !== null) return t('registers.person.leftOn', { on: formatDate(person.leftOn) });
  const words = [
    ...(person.isHolder ? [t('registers.role.holder')] : []),
    ...(person.relation === null ? [] : [t(`registers.relation.${person.relation}`)]),
    ...(person.isDelegate && !person.isHolder ? [t('registers.role.delegate')] : []),
  ];
  return words.join(', ');
}

function ContactsCard(props: { readonly register: RegisterView; readonly onOpen: () => void }) {
  const { t } = useWords();
  const { phones, email, address } = props.register.contacts;
  const lines = [
    ...phones,
    ...(email === null ? [] : [email]),
    ...(address === null
      ? []
      : [address.street, `${address.postalCode} ${address.municipality}`.trim()].filter(
          (line) => line !== '',
        )),
  ];
  return (
    <section className="card">
      <h2>{t('registers.contacts')}</h2>
      {lines.length === 0 ? (
        <p>{t('registers.contacts.none')}</p>
      ) : (
        <ul className="household-list">
          {lines.map((line) => (
            <li key={line}>
              <strong>{line}</strong>
            </li>
          ))}
        </ul>
      )}
      <div className="row">
        <ActionButton label={t('registers.contacts.change')} shortcut="F5" onPress={props.onOpen} />
      </div>
    </section>
  );
}

function NotesCard(props: {
  readonly register: RegisterView;
  readonly onOpen: () => void;
  readonly onSaid: (said: string) => void;
}) {
  const { t } = useWords();
  const { notes } = props.register;
  const [newest] = notes;
  const takeBack = useCommand('registers.takeBackNote');
  const remove = async () => {
    if (newest === undefined) return;
    const operationId = operationIdSchema.parse(newId());
    const answer = await takeBack.mutateAsync({ operationId, noteId: newest.noteId });
    if (answer.ok) props.onSaid(t('registers.note.takenBack'));
  };
  return (
    <section className="card">
      <h2>{t('registers.notes')}</h2>
      <p className="soft">{t('registers.notes.who')}</p>
      {notes.length > 0 && (
        <ul className="household-list">
          {notes.map(({ noteId, text, writtenAt, operatorName }) => (
            <li key={noteId}>
              <strong className="note-text">{text}</strong>
              <small>
                {formatDateTimeAt(writtenAt)} · {operatorName ?? t('households.history.program')}
              </small>
            </li>
          ))}
        </ul>
      )}
      <div className="row">
        <ActionButton label={t('registers.note.write')} shortcut="F9" onPress={props.onOpen} />
        {newest !== undefined && (
          <ActionButton
            label={t('registers.note.takeBack')}
            shortcut="Shift+F9"
            isBusy={takeBack.isPending}
            onPress={() => void remove()}
          />
        )}
      </div>
    </section>
  );
}
