import type { Relation, Sex } from './person.ts';

/** What a list of people may tell, one column each. */
export type ImportColumn =
  | 'code'
  | 'surname'
  | 'name'
  | 'birthDate'
  | 'sex'
  | 'codiceFiscale'
  | 'relation'
  | 'delegate'
  | 'size'
  | 'language'
  | 'site'
  | 'phone'
  | 'email'
  | 'street'
  | 'postalCode'
  | 'municipality';

const headings: Readonly<Record<ImportColumn, readonly string[]>> = {
  code: ['codice nucleo', 'nucleo', 'id nucleo', 'household code', 'household', 'household id'],
  surname: ['cognome', 'surname', 'last name', 'family name'],
  name: ['nome', 'name', 'first name', 'given name'],
  birthDate: ['data di nascita', 'data nascita', 'nato il', 'birth date', 'date of birth', 'born'],
  sex: ['sesso', 'genere', 'sex', 'gender'],
  codiceFiscale: ['codice fiscale', 'cf', 'tax code'],
  relation: ['parentela', 'relazione', 'grado di parentela', 'relation', 'relationship'],
  delegate: ['delegato', 'delega', 'delegate'],
  size: ['componenti', 'numero componenti', 'n componenti', 'size', 'people', 'members'],
  language: ['lingua', 'language'],
  site: ['sede', 'emporio', 'site', 'shop'],
  phone: ['telefono', 'cellulare', 'phone', 'mobile'],
  email: ['email', 'e mail', 'posta elettronica', 'mail'],
  street: ['indirizzo', 'via', 'address', 'street'],
  postalCode: ['cap', 'postal code', 'postcode', 'zip'],
  municipality: ['comune', 'citta', 'municipality', 'town', 'city'],
};

const toMap = <Key extends string>(
  words: Readonly<Record<Key, readonly string[]>>,
): ReadonlyMap<string, Key> =>
  new Map(
    // Object.keys widens to string; the record says which keys there are.
    (Object.keys(words) as Key[]).flatMap((key) => words[key].map((word): [string, Key] => [word, key])),
  );

/** Titles of columns in Italian and English, in lower case and without accents or marks. */
export const IMPORT_HEADINGS = toMap(headings);

/** What people write for who somebody is to the holder. */
export const RELATION_WORDS = toMap<Relation | 'holder'>({
  holder: ['intestatario', 'intestataria', 'titolare', 'dichiarante', 'holder'],
  partner: [
    'coniuge',
    'marito',
    'moglie',
    'convivente',
    'compagno',
    'compagna',
    'partner',
    'husband',
    'wife',
    'spouse',
  ],
  child: ['figlio', 'figlia', 'figli', 'child', 'son', 'daughter'],
  parent: ['genitore', 'padre', 'madre', 'parent', 'father', 'mother'],
  sibling: ['fratello', 'sorella', 'sibling', 'brother', 'sister'],
  otherRelative: [
    'altro parente',
    'parente',
    'nipote',
    'nonno',
    'nonna',
    'zio',
    'zia',
    'other relative',
    'relative',
  ],
  notRelated: ['non parente', 'nessuna parentela', 'altro', 'not related', 'other'],
});

export const SEX_WORDS = toMap<Sex>({
  female: ['f', 'femmina', 'donna', 'female', 'woman'],
  male: ['m', 'maschio', 'uomo', 'male', 'man'],
});

export const YES_NO_WORDS: ReadonlyMap<string, boolean> = new Map([
  ...['si', 's', 'x', '1', 'yes', 'y', 'true', 'vero'].map((word): [string, boolean] => [word, true]),
  ...['no', 'n', '0', 'false', 'falso'].map((word): [string, boolean] => [word, false]),
]);
