import type { z } from 'zod';
import type { ParsedFile, ParsedRecord } from './catalogue-import.ts';
import { normaliseText } from './category-rules.ts';
import { type CodiceFiscale, parseCodiceFiscale } from './codice-fiscale.ts';
import { addressSchema, emailSchema, phoneSchema } from './contacts.ts';
import {
  IMPORT_HEADINGS,
  type ImportColumn,
  RELATION_WORDS,
  SEX_WORDS,
  YES_NO_WORDS,
} from './household-import-words.ts';
import type { SiteId } from './ids.ts';
import { isLocalDate, type LocalDate } from './local-date.ts';
import { type PaperLanguage, paperLanguageSchema } from './paper-language.ts';
import type { Relation, Sex } from './person.ts';
import { err, ok, type Result } from './result.ts';
import { personNameSchema } from './text.ts';

/** People of one household, at most: as many as a household may count. */
export const MOST_IMPORTED_PERSONS = 30;

/** One person of the file. Null where the cell is empty or its column is absent: it says nothing. */
export type ImportedPerson = {
  readonly lineNumber: number;
  readonly surname: string;
  readonly name: string | null;
  readonly birthDate: LocalDate | null;
  readonly sex: Sex | null;
  readonly codiceFiscale: CodiceFiscale | null;
  readonly relation: Relation | null;
  readonly isHolder: boolean;
  readonly isDelegate: boolean | null;
};

/** The rows of the file that have one household code. The first person is the holder. */
export type ImportedHousehold = {
  /** As the file has it; what its ids derive from, so that the same file twice is one household. */
  readonly code: string;
  readonly persons: readonly ImportedPerson[];
  readonly size: number | null;
  readonly language: PaperLanguage | null;
  readonly siteId: SiteId | null;
  readonly phones: readonly string[];
  readonly email: string | null;
  readonly address: z.infer<typeof addressSchema> | null;
};

/** Why a row did not go in. `text` is what the cell held, cut to a length that can be shown. */
export type HouseholdRowRefusal =
  | { readonly type: 'UnclosedQuote' }
  | { readonly type: 'WrongNumberOfColumns'; readonly expected: number; readonly found: number }
  | { readonly type: 'MissingHouseholdCode' }
  | { readonly type: 'MissingSurname' }
  | { readonly type: 'NotReadable'; readonly column: ImportColumn; readonly text: string }
  | { readonly type: 'UnknownSite'; readonly text: string }
  | { readonly type: 'CodiceFiscaleTwice'; readonly firstLineNumber: number }
  | { readonly type: 'SamePersonTwice'; readonly firstLineNumber: number }
  | { readonly type: 'TooManyPersons'; readonly most: number }
  /** Another row of the same household was refused: a household goes in whole or not at all. */
  | { readonly type: 'OtherRowRefused'; readonly lineNumber: number }
  /** Said when it is compared with the register, not by the file alone. */
  | { readonly type: 'CodiceFiscaleTaken'; readonly displayName: string }
  | { readonly type: 'TooManyDelegates'; readonly most: number }
  | { readonly type: 'KeptElsewhere' }
  /** Erased before: what an old list still says of it does not come back. */
  | { readonly type: 'HouseholdErased' };

export type RefusedHouseholdRow = {
  readonly lineNumber: number;
  readonly reason: HouseholdRowRefusal;
  readonly cells: readonly string[];
};

export type HouseholdFileError =
  | { readonly type: 'MissingColumn'; readonly column: 'code' | 'surname' }
  | { readonly type: 'RepeatedColumn'; readonly column: ImportColumn };

export type ReadHouseholds = {
  readonly households: readonly ImportedHousehold[];
  readonly refused: readonly RefusedHouseholdRow[];
};

/**
 * Reads a list of people with a household code, one row each, in any order. Bad rows are refused with their reason, and the rest of
 * their household with them. Law: every row of the file is a person of a household or a refused row, once.
 */
export function readHouseholdRows(
  { header, records }: ParsedFile,
  sites: readonly { readonly siteId: SiteId; readonly names: readonly string[] }[],
): Result<ReadHouseholds, HouseholdFileError> {
  const columns = findColumns(header);
  if (!columns.ok) return columns;
  const rows = records.map((record) => {
    const read = readRow(record, header.length, columns.value, sites);
    return { record, code: cellOf(record, columns.value, 'code'), read };
  });
  const refused: RefusedHouseholdRow[] = [];
  const lineByCodiceFiscale = new Map<string, number>();
  const households: ImportedHousehold[] = [];
  for (const group of Map.groupBy(
    rows,
    ({ code, record }) => code.toLowerCase() || `\n${record.lineNumber}`,
  ).values()) {
    const judged = group.map(({ record, read }) => {
      const reason = read.ok ? judgeRepeated(read.value, lineByCodiceFiscale) : read.error;
      return { record, reason, row: read.ok ? read.value : null };
    });
    const household = toHousehold(
      group[0]?.code ?? '',
      judged.flatMap(({ row }) => (row === null ? [] : [row])),
    );
    const whole = household.ok ? null : household.error;
    const firstBad = judged.find(({ reason }) => reason !== null);
    if (household.ok && firstBad === undefined) {
      households.push(household.value);
      continue;
    }
    for (const { record, reason } of judged) {
      const { lineNumber, cells } = record;
      const other =
        firstBad === undefined
          ? null
          : ({ type: 'OtherRowRefused', lineNumber: firstBad.record.lineNumber } as const);
      const said = reason ?? other ?? whole;
      if (said !== null) refused.push({ lineNumber, reason: said, cells });
    }
  }
  return ok({ households, refused: refused.sort((a, b) => a.lineNumber - b.lineNumber) });
}

type Columns = ReadonlyMap<ImportColumn, number>;

function findColumns(header: readonly string[]): Result<Columns, HouseholdFileError> {
  const columns = new Map<ImportColumn, number>();
  for (const [index, title] of header.entries()) {
    const column = IMPORT_HEADINGS.get(normaliseText(cleanCell(title)));
    if (column === undefined) continue;
    if (columns.has(column)) return err({ type: 'RepeatedColumn', column });
    columns.set(column, index);
  }
  for (const column of ['code', 'surname'] as const) {
    if (!columns.has(column)) return err({ type: 'MissingColumn', column });
  }
  return ok(columns);
}

/** What one row says of its person and of its household. */
type Row = Omit<ImportedHousehold, 'code' | 'persons'> & { readonly person: ImportedPerson };

function readRow(
  record: ParsedRecord,
  width: number,
  columns: Columns,
  sites: Parameters<typeof readHouseholdRows>[1],
): Result<Row, HouseholdRowRefusal> {
  if (record.unclosedQuote) return err({ type: 'UnclosedQuote' });
  const found = record.cells.length;
  if (found > width) return err({ type: 'WrongNumberOfColumns', expected: width, found });
  const cell = (column: ImportColumn) => cellOf(record, columns, column);
  if (cell('code') === '') return err({ type: 'MissingHouseholdCode' });
  if (cell('surname') === '') return err({ type: 'MissingSurname' });
  const bad: HouseholdRowRefusal[] = [];
  /** Null for an empty cell; a cell that cannot be read refuses the row. */
  const read = <Value>(column: ImportColumn, parse: (text: string) => Value | null): Value | null => {
    const text = cell(column);
    if (text === '') return null;
    const value = parse(text);
    if (value === null) bad.push({ type: 'NotReadable', column, text: text.slice(0, 60) });
    return value;
  };
  const siteName = cell('site');
  const site = sites.find(({ names }) =>
    names.some((name) => normaliseText(name) === normaliseText(siteName)),
  );
  if (siteName !== '' && site === undefined) bad.push({ type: 'UnknownSite', text: siteName.slice(0, 60) });
  const kinship = read('relation', (text) => RELATION_WORDS.get(normaliseText(text)) ?? null);
  const row: Row = {
    person: {
      lineNumber: record.lineNumber,
      surname: read('surname', parsed(personNameSchema)) ?? '',
      name: read('name', parsed(personNameSchema)),
      birthDate: read('birthDate', readDate),
      sex: read('sex', (text) => SEX_WORDS.get(normaliseText(text)) ?? null),
      codiceFiscale: read('codiceFiscale', readCodiceFiscale),
      relation: kinship === 'holder' ? null : kinship,
      isHolder: kinship === 'holder',
      isDelegate: read('delegate', (text) => YES_NO_WORDS.get(normaliseText(text)) ?? null),
    },
    size: read('size', readSize),
    language: read('language', readLanguage),
    siteId: site?.siteId ?? null,
    phones: [read('phone', parsed(phoneSchema))].filter((phone) => phone !== null),
    email: read('email', parsed(emailSchema)),
    address: readAddress(cell),
  };
  const [first] = bad;
  return first === undefined ? ok(row) : err(first);
}

const cellOf = ({ cells }: ParsedRecord, columns: Columns, column: ImportColumn): string => {
  const index = columns.get(column);
  return index === undefined ? '' : cleanCell(cells[index] ?? '');
};

/** The apostrophe that a CSV of ours puts before a formula is taken off again. */
const cleanCell = (text: string): string =>
  text
    .replace(/[\s\u0085]+/g, ' ')
    .trim()
    .replace(/^'(?=[=+\-@＝＋－＠])/, '');

const parsed =
  <Value>(schema: z.ZodType<Value>) =>
  (text: string): Value | null => {
    const read = schema.safeParse(text);
    return read.success ? read.data : null;
  };

/** `1/4/1980`, `01.04.1980`, or as programs write it, `1980-04-01`. Years have four digits. */
function readDate(text: string): LocalDate | null {
  if (isLocalDate(text)) return text;
  const [, day = '', month = '', year = ''] = /^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})$/.exec(text) ?? [];
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isLocalDate(date) ? date : null;
}

function readCodiceFiscale(text: string): CodiceFiscale | null {
  const read = parseCodiceFiscale(text);
  return read.ok ? read.value.codiceFiscale : null;
}

const readSize = (text: string): number | null =>
  /^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= MOST_IMPORTED_PERSONS ? Number(text) : null;

const readLanguage = (text: string): PaperLanguage | null => {
  const read = paperLanguageSchema.safeParse(text.toLowerCase());
  return read.success ? read.data : null;
};

function readAddress(cell: (column: ImportColumn) => string): ImportedHousehold['address'] {
  const address = {
    street: cell('street'),
    postalCode: cell('postalCode'),
    municipality: cell('municipality'),
  };
  const read = addressSchema.safeParse(address);
  return read.success && Object.values(address).some((part) => part !== '') ? read.data : null;
}

/** A codice fiscale is one person's, in the whole file. */
function judgeRepeated(
  { person }: Row,
  lineByCodiceFiscale: Map<string, number>,
): HouseholdRowRefusal | null {
  const { codiceFiscale, lineNumber } = person;
  if (codiceFiscale === null) return null;
  const firstLineNumber = lineByCodiceFiscale.get(codiceFiscale);
  if (firstLineNumber !== undefined) return { type: 'CodiceFiscaleTwice', firstLineNumber };
  lineByCodiceFiscale.set(codiceFiscale, lineNumber);
  return null;
}

function toHousehold(code: string, rows: readonly Row[]): Result<ImportedHousehold, HouseholdRowRefusal> {
  if (rows.length > MOST_IMPORTED_PERSONS)
    return err({ type: 'TooManyPersons', most: MOST_IMPORTED_PERSONS });
  const persons = rows.map(({ person }) => person);
  const seen = new Map<string, number>();
  for (const person of persons) {
    const firstLineNumber = seen.get(personKey(person));
    if (firstLineNumber !== undefined) return err({ type: 'SamePersonTwice', firstLineNumber });
    seen.set(personKey(person), person.lineNumber);
  }
  const holder = persons.find(({ isHolder }) => isHolder) ?? persons[0];
  const ordered = persons
    .toSorted((a, b) => Number(b === holder) - Number(a === holder))
    .map((person) => ({ ...person, isHolder: person === holder }));
  const sizes = rows.flatMap(({ size }) => (size === null ? [] : [size]));
  const firstOf = <Value>(pick: (row: Row) => Value | null): Value | null =>
    rows.map(pick).find((value) => value !== null) ?? null;
  return ok({
    code,
    persons: ordered,
    size: sizes.length === 0 ? null : Math.max(...sizes),
    language: firstOf(({ language }) => language),
    siteId: firstOf(({ siteId }) => siteId),
    phones: [...new Set(rows.flatMap(({ phones }) => phones))].slice(0, 4),
    email: firstOf(({ email }) => email),
    address: firstOf(({ address }) => address),
  });
}

/** What tells the people of one household apart in a list that has no number for them: surname and name. */
export const personKey = ({ surname, name }: Pick<ImportedPerson, 'surname' | 'name'>): string =>
  `${normaliseText(surname)}|${normaliseText(name ?? '')}`;
