import type { PersonRecord } from '../../../shared/contract/registers-contract.ts';
import { parseCodiceFiscale } from '../../../shared/domain/codice-fiscale.ts';
import { birthDateOf } from '../../../shared/domain/codice-fiscale-check.ts';
import { personIdSchema } from '../../../shared/domain/ids.ts';
import type { LocalDate } from '../../../shared/domain/local-date.ts';
import type { Person } from '../../../shared/domain/person.ts';
import { newId } from '../../client/new-id.ts';
import type { Words } from '../../i18n/words.ts';

/** What stands in the fields of a person, as it was typed. */
export type PersonDraft = Omit<PersonRecord, 'name' | 'codiceFiscale'> & {
  readonly name: string;
  readonly codiceFiscale: string;
};

export type PersonProblems = Partial<Record<'surname' | 'codiceFiscale' | 'birthDate', string>>;

export const newPerson = (): PersonDraft => ({
  personId: personIdSchema.parse(newId()),
  surname: '',
  name: '',
  birthDate: null,
  sex: null,
  codiceFiscale: '',
  relation: null,
  isHolder: false,
  isDelegate: false,
});

export const personToDraft = (person: Person): PersonDraft => ({
  personId: person.personId,
  surname: person.surname,
  name: person.name ?? '',
  birthDate: person.birthDate,
  sex: person.sex,
  codiceFiscale: person.codiceFiscale ?? '',
  relation: person.relation,
  isHolder: person.isHolder,
  isDelegate: person.isDelegate,
});

/** What the fields mean, or which of them is wrong and how. */
export function readPerson(
  t: Words['t'],
  draft: PersonDraft,
  today: LocalDate,
): { readonly problems: PersonProblems; readonly value: PersonRecord | null } {
  const parsed = parseCodiceFiscale(draft.codiceFiscale);
  const hasCode = draft.codiceFiscale.trim() !== '';
  const surname = draft.surname.trim();
  const name = draft.name.trim();
  const problems: PersonProblems = {
    ...(surname === '' ? { surname: t('registers.person.surname.missing') } : {}),
    ...(hasCode && !parsed.ok ? { codiceFiscale: t(`registers.codiceFiscale.${parsed.error.type}`) } : {}),
    ...(draft.birthDate !== null && draft.birthDate > today
      ? { birthDate: t('registers.person.birthDate.future') }
      : {}),
  };
  if (Object.keys(problems).length > 0) return { problems, value: null };
  const codiceFiscale = parsed.ok ? parsed.value.codiceFiscale : null;
  return { problems, value: { ...draft, surname, name: name === '' ? null : name, codiceFiscale } };
}

/** A right codice fiscale fills in what it says of a person and nobody has typed yet. */
export function withCodiceFiscale(draft: PersonDraft, codiceFiscale: string, today: LocalDate): PersonDraft {
  const parsed = parseCodiceFiscale(codiceFiscale);
  if (!parsed.ok) return { ...draft, codiceFiscale };
  return {
    ...draft,
    codiceFiscale,
    birthDate: draft.birthDate ?? birthDateOf(parsed.value, today),
    sex: draft.sex ?? parsed.value.sex,
  };
}
