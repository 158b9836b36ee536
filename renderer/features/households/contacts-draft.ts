import { contactsSchema } from '../../../shared/contract/registers-contract.ts';
import type { Contacts } from '../../../shared/domain/contacts.ts';
import { emailSchema, phoneSchema } from '../../../shared/domain/contacts.ts';
import type { Words } from '../../i18n/words.ts';

/** What stands in the fields, as it was typed. */
export type ContactsDraft = {
  readonly phones: string;
  readonly email: string;
  readonly street: string;
  readonly postalCode: string;
  readonly municipality: string;
};

export type ContactsProblems = Partial<Record<'phones' | 'email', string>>;

const MOST_PHONES = 4;

export const contactsToDraft = ({ phones, email, address }: Contacts): ContactsDraft => ({
  phones: phones.join(', '),
  email: email ?? '',
  street: address?.street ?? '',
  postalCode: address?.postalCode ?? '',
  municipality: address?.municipality ?? '',
});

/** What the fields mean, or which of them is wrong and how. */
export function readContacts(
  t: Words['t'],
  draft: ContactsDraft,
): { readonly problems: ContactsProblems; readonly value: Contacts | null } {
  const phones = draft.phones
    .split(/[,;]/)
    .map((phone) => phone.trim())
    .filter((phone) => phone !== '');
  const wrong = phones.find((phone) => !phoneSchema.safeParse(phone).success);
  const email = draft.email.trim();
  const problems: ContactsProblems = {
    ...(wrong === undefined ? {} : { phones: t('registers.contacts.phones.wrong', { text: wrong }) }),
    ...(phones.length > MOST_PHONES
      ? { phones: t('registers.contacts.phones.tooMany', { most: MOST_PHONES }) }
      : {}),
    ...(email === '' || emailSchema.safeParse(email).success
      ? {}
      : { email: t('registers.contacts.email.wrong') }),
  };
  const { street, postalCode, municipality } = draft;
  const hasAddress = [street, postalCode, municipality].some((part) => part.trim() !== '');
  const value = contactsSchema.safeParse({
    phones,
    email: email === '' ? null : email,
    address: hasAddress ? { street, postalCode, municipality } : null,
  });
  return { problems, value: Object.keys(problems).length === 0 && value.success ? value.data : null };
}
