import type { Category } from './category.ts';
import { TO_CLASSIFY } from './category.ts';
import { normaliseText } from './category-rules.ts';
import { type Ean, normaliseEan } from './ean.ts';
import { centsOfText } from './euro-price.ts';
import type { CategoryId, LimitId } from './ids.ts';
import { MAX_LIMITS_PER_PRODUCT } from './limit.ts';
import { type Points, pointsSchema } from './points.ts';
import { err, ok, type Result } from './result.ts';

/** Longest name of a product, in UTF-16 units, as `productNameSchema` counts. */
export const MAX_PRODUCT_NAME_LENGTH = 200;

/** One record of the file as it was read. `lineNumber` is its first line; the header is line 1. */
export type ParsedRecord = {
  readonly lineNumber: number;
  readonly cells: readonly string[];
  /** The text of the record, cut to a length that can be shown. */
  readonly raw: string;
  /** A quote was opened in this line and never closed, so that its cells are not to be trusted. */
  readonly unclosedQuote?: true;
};

export type ParsedFile = {
  readonly header: readonly string[];
  readonly records: readonly ParsedRecord[];
  /** The file was no UTF-8 and was read as an old Windows program writes: to be told before it is applied. */
  readonly encoding?: 'windows-1252';
};

/** What the catalogue holds of a product, as far as an import may touch it. `points: null` takes the category's. */
export type ImportedFields = {
  readonly name: string;
  readonly categoryId: CategoryId;
  readonly points: Points | null;
  /** Price in prepaid euro; null where there is none. */
  readonly euroCents: number | null;
  readonly limitIds: readonly LimitId[];
};
export type ImportedField = keyof ImportedFields;

export type ExistingProduct = ImportedFields & {
  /** Fields that a person corrected: no import overwrites them. */
  readonly corrected: ReadonlySet<ImportedField>;
};

export type ImportContext = {
  readonly existing: ReadonlyMap<Ean, ExistingProduct>;
  readonly categories: readonly Category[];
  readonly limitIds: ReadonlySet<LimitId>;
  /** Gives a name its category where the file names none: `createCategoriser(categories)`. */
  readonly categorise: (name: string) => CategoryId;
};

export type PlannedProduct = {
  readonly lineNumber: number;
  readonly ean: Ean;
  readonly fields: ImportedFields;
};

export type PlannedChange = PlannedProduct & {
  readonly before: ImportedFields;
  readonly changedFields: readonly ImportedField[];
};

/** What the file wanted to change and a person had corrected: shown, not done. */
export type KeptCorrection = {
  readonly lineNumber: number;
  readonly ean: Ean;
  readonly keptFields: readonly ImportedField[];
};

export type RefusedRow = {
  readonly lineNumber: number;
  readonly reason: RefusalReason;
  readonly cells: readonly string[];
  readonly raw: string;
};

/** Why a row did not go in. `text` is what the cell held, cut to a length that can be shown. */
export type RefusalReason =
  | { readonly type: 'UnclosedQuote' }
  | { readonly type: 'WrongNumberOfColumns'; readonly expected: number; readonly found: number }
  | { readonly type: 'BinaryRubbish' }
  | { readonly type: 'EmptyName' }
  | { readonly type: 'NameTooLong'; readonly length: number; readonly most: number }
  | { readonly type: 'NotAnEan'; readonly text: string }
  | { readonly type: 'WrongCheckDigit'; readonly text: string; readonly expected: number }
  | { readonly type: 'PackOfSeveral'; readonly text: string }
  | { readonly type: 'UnknownCategory'; readonly text: string }
  | { readonly type: 'PointsNotAnInteger'; readonly text: string }
  | { readonly type: 'NotAPrice'; readonly text: string }
  | { readonly type: 'UnknownLimit'; readonly text: string }
  | { readonly type: 'TooManyLimits'; readonly most: number }
  | { readonly type: 'DuplicateWithOtherName'; readonly ean: Ean; readonly firstLineNumber: number }
  | { readonly type: 'DuplicateWithOtherValues'; readonly ean: Ean; readonly firstLineNumber: number };

/**
 * What an import would do. Every record of the file is counted once: `added`, `changed`, `unchangedCount`,
 * `duplicateCount` and `refused` add up to `recordCount`. `keptAsCorrected` is told besides.
 */
export type ImportPlan = {
  readonly recordCount: number;
  readonly added: readonly PlannedProduct[];
  readonly changed: readonly PlannedChange[];
  readonly unchangedCount: number;
  /** Rows that say again what an earlier row of the file said. */
  readonly duplicateCount: number;
  readonly keptAsCorrected: readonly KeptCorrection[];
  readonly refused: readonly RefusedRow[];
};

export type ImportColumn = 'ean' | 'name' | 'category' | 'points' | 'euro' | 'limits';

/** Why a whole file cannot be imported. */
export type ImportFileError =
  | { readonly type: 'MissingColumn'; readonly column: 'ean' | 'name' }
  | { readonly type: 'RepeatedColumn'; readonly column: ImportColumn };

/**
 * Compares a file with the catalogue. Bad rows are refused one by one and stop nothing. A cell that is empty, or
 * whose column is absent, says nothing: an existing product keeps what it has (but one still to be classified is
 * given the category of the word rules), a new one gets its category from the word rules and its points
 * and limits from the category.
 *
 * Laws: applying the plan and planning the same file again adds and changes nothing; a corrected field is
 * the same before and after; the counts add up to the records.
 */
export function planImport(file: ParsedFile, context: ImportContext): Result<ImportPlan, ImportFileError> {
  const planner = createImportPlanner(file.header, context);
  if (!planner.ok) return planner;
  for (const record of file.records) planner.value.add(record);
  return ok(planner.value.plan());
}

/** `planImport` record by record, so that a long file need not be planned in one go. */
export function createImportPlanner(
  header: readonly string[],
  context: ImportContext,
): Result<{ add: (record: ParsedRecord) => void; plan: () => ImportPlan }, ImportFileError> {
  const columns = findColumns(header);
  if (!columns.ok) return columns;
  const readRow = createRowReader(header.length, columns.value, context);

  const firstByEan = new Map<Ean, ImportRow>();
  const added: PlannedProduct[] = [];
  const changed: PlannedChange[] = [];
  const keptAsCorrected: KeptCorrection[] = [];
  const refused: RefusedRow[] = [];
  let recordCount = 0;
  let unchangedCount = 0;
  let duplicateCount = 0;

  const add = (record: ParsedRecord): void => {
    recordCount += 1;
    const row = readRow(record);
    const reason = row.ok ? judgeDuplicate(row.value, firstByEan) : row.error;
    if (reason !== null && reason !== 'SameAgain') {
      refused.push({ lineNumber: record.lineNumber, reason, cells: record.cells, raw: record.raw });
      return;
    }
    if (reason === 'SameAgain' || !row.ok) {
      duplicateCount += 1;
      return;
    }
    firstByEan.set(row.value.ean, row.value);
    const existing = context.existing.get(row.value.ean);
    if (existing === undefined) {
      added.push(toNewProduct(row.value, context.categorise));
      return;
    }
    const { change, keptFields } = compareWithExisting(row.value, existing, context.categorise);
    const { lineNumber, ean } = row.value;
    if (keptFields.length > 0) keptAsCorrected.push({ lineNumber, ean, keptFields });
    if (change) changed.push(change);
    else unchangedCount += 1;
  };
  const plan = () => ({
    recordCount,
    added,
    changed,
    unchangedCount,
    duplicateCount,
    keptAsCorrected,
    refused,
  });
  return ok({ add, plan });
}

/** A valid row. Null where the file says nothing. */
type ImportRow = {
  readonly lineNumber: number;
  readonly ean: Ean;
  readonly name: string;
  readonly categoryId: CategoryId | null;
  readonly points: Points | null;
  readonly euroCents: number | null;
  readonly limitIds: readonly LimitId[] | null;
};

const COLUMN_NAMES: Readonly<Record<string, ImportColumn>> = {
  ean: 'ean',
  barcode: 'ean',
  'codice a barre': 'ean',
  name: 'name',
  nome: 'name',
  category: 'category',
  categoria: 'category',
  points: 'points',
  punti: 'points',
  euro: 'euro',
  'prezzo euro': 'euro',
  'prezzo in euro': 'euro',
  'euro price': 'euro',
  limits: 'limits',
  limiti: 'limits',
};

type Columns = ReadonlyMap<ImportColumn, number>;

function findColumns(header: readonly string[]): Result<Columns, ImportFileError> {
  const columns = new Map<ImportColumn, number>();
  for (const [index, title] of header.entries()) {
    const normalised = normaliseText(title);
    const column = Object.hasOwn(COLUMN_NAMES, normalised) ? COLUMN_NAMES[normalised] : undefined;
    if (column === undefined) continue;
    if (columns.has(column)) return err({ type: 'RepeatedColumn', column });
    columns.set(column, index);
  }
  if (!columns.has('ean')) return err({ type: 'MissingColumn', column: 'ean' });
  if (!columns.has('name')) return err({ type: 'MissingColumn', column: 'name' });
  return ok(columns);
}

function createRowReader(width: number, columns: Columns, context: ImportContext) {
  const categoryIdsByText = new Map<string, CategoryId>();
  for (const { categoryId, name } of context.categories) {
    for (const text of [name.en, name.it, categoryId]) categoryIdsByText.set(normaliseText(text), categoryId);
  }
  const limitIdsByText = new Map<string, LimitId>([...context.limitIds].map((limitId) => [limitId, limitId]));

  return (record: ParsedRecord): Result<ImportRow, RefusalReason> => {
    if (record.cells.some((cell) => RUBBISH.test(cell))) return err({ type: 'BinaryRubbish' });
    if (record.unclosedQuote) return err({ type: 'UnclosedQuote' });
    if (record.cells.length !== width) {
      return err({ type: 'WrongNumberOfColumns', expected: width, found: record.cells.length });
    }
    const cell = (column: ImportColumn) => cleanCell(record.cells[columns.get(column) ?? -1] ?? '');

    const name = cell('name');
    if (name === '') return err({ type: 'EmptyName' });
    if (name.length > MAX_PRODUCT_NAME_LENGTH) {
      return err({ type: 'NameTooLong', length: name.length, most: MAX_PRODUCT_NAME_LENGTH });
    }
    const ean = normaliseEan(cell('ean'));
    if (!ean.ok) return err({ ...ean.error, text: shown(cell('ean')) });

    const categoryText = cell('category');
    const categoryId = categoryText === '' ? null : categoryIdsByText.get(normaliseText(categoryText));
    if (categoryId === undefined) return err({ type: 'UnknownCategory', text: shown(categoryText) });

    const points = readPoints(cell('points'));
    if (!points.ok) return points;
    const euroText = cell('euro');
    const euroCents = euroText === '' ? null : centsOfText(euroText);
    if (euroText !== '' && euroCents === null) return err({ type: 'NotAPrice', text: shown(euroText) });
    const limitIds = readLimits(cell('limits'), limitIdsByText);
    if (!limitIds.ok) return limitIds;
    const { lineNumber } = record;
    return ok({
      lineNumber,
      ean: ean.value,
      name,
      categoryId,
      points: points.value,
      euroCents,
      limitIds: limitIds.value,
    });
  };
}

/**
 * Control characters other than those that separate words, what the decoder puts in place of bytes that are not
 * UTF-8, halves of surrogate pairs and code points that are no characters.
 */
const RUBBISH = /[\p{Cs}\uFFFD\uFFFE\uFFFF]|(?![\t\n\r\u0085])\p{Cc}/u;

/** Invisible marks that break search and turn the receipt's text around; they carry nothing in a name. */
const INVISIBLE = /[\u00AD\u200B\u2060\uFEFF\u202A-\u202E\u2066-\u2069]/g;

/** The apostrophe that a CSV of ours puts before a formula is taken off again. */
const cleanCell = (cell: string): string =>
  cell
    .replace(INVISIBLE, '')
    .replace(/[\s\u0085]+/g, ' ')
    .trim()
    .replace(/^'(?=[=+\-@＝＋－＠])/, '');

const SHOWN_LENGTH = 60;
const shown = (text: string): string => text.slice(0, SHOWN_LENGTH);

function readPoints(text: string): Result<Points | null, RefusalReason> {
  if (text === '') return ok(null);
  const points = pointsSchema.safeParse(/^\d{1,9}$/.test(text) ? Number(text) : null);
  return points.success ? ok(points.data) : err({ type: 'PointsNotAnInteger', text: shown(text) });
}

/** Limit keys with a space, a comma or a bar between them; sorted, each once, so that their order says nothing. */
function readLimits(
  text: string,
  known: ReadonlyMap<string, LimitId>,
): Result<readonly LimitId[] | null, RefusalReason> {
  if (text === '') return ok(null);
  const parts = new Set(text.split(/[\s,|]+/).filter((part) => part !== ''));
  if (parts.size > MAX_LIMITS_PER_PRODUCT)
    return err({ type: 'TooManyLimits', most: MAX_LIMITS_PER_PRODUCT });
  const limitIds: LimitId[] = [];
  for (const part of parts) {
    const limitId = known.get(part);
    if (limitId === undefined) return err({ type: 'UnknownLimit', text: shown(part) });
    limitIds.push(limitId);
  }
  return ok(limitIds.sort());
}

/** Null for a product that the file names for the first time. */
function judgeDuplicate(
  row: ImportRow,
  firstByEan: ReadonlyMap<Ean, ImportRow>,
): RefusalReason | 'SameAgain' | null {
  const first = firstByEan.get(row.ean);
  if (first === undefined) return null;
  const told = { ean: row.ean, firstLineNumber: first.lineNumber };
  if (first.name !== row.name) return { type: 'DuplicateWithOtherName', ...told };
  const isSame =
    first.categoryId === row.categoryId &&
    first.points === row.points &&
    first.euroCents === row.euroCents &&
    (first.limitIds ?? []).join() === (row.limitIds ?? []).join();
  return isSame ? 'SameAgain' : { type: 'DuplicateWithOtherValues', ...told };
}

function toNewProduct(row: ImportRow, categorise: ImportContext['categorise']): PlannedProduct {
  const { lineNumber, ean, name, points, euroCents } = row;
  const categoryId = row.categoryId ?? categorise(name);
  return { lineNumber, ean, fields: { name, categoryId, points, euroCents, limitIds: row.limitIds ?? [] } };
}

const IMPORTED_FIELDS = ['name', 'categoryId', 'points', 'euroCents', 'limitIds'] as const;

function compareWithExisting(
  row: ImportRow,
  existing: ExistingProduct,
  categorise: ImportContext['categorise'],
): { change: PlannedChange | null; keptFields: readonly ImportedField[] } {
  const { corrected, ...before } = existing;
  const fallback = before.categoryId === TO_CLASSIFY ? categorise(row.name) : before.categoryId;
  const wanted: ImportedFields = {
    name: row.name,
    categoryId: row.categoryId ?? fallback,
    points: row.points ?? before.points,
    euroCents: row.euroCents ?? before.euroCents,
    limitIds: row.limitIds ?? before.limitIds,
  };
  const differing = IMPORTED_FIELDS.filter((field) => !isSameField(before, wanted, field));
  const changedFields = differing.filter((field) => !corrected.has(field));
  // What the rules would say today is no wish of the file's: only its own words are told as kept.
  const keptFields = differing.filter(
    (field) => corrected.has(field) && (field !== 'categoryId' || row.categoryId !== null),
  );
  if (changedFields.length === 0) return { change: null, keptFields };

  const fields: ImportedFields = {
    name: corrected.has('name') ? before.name : wanted.name,
    categoryId: corrected.has('categoryId') ? before.categoryId : wanted.categoryId,
    points: corrected.has('points') ? before.points : wanted.points,
    euroCents: corrected.has('euroCents') ? before.euroCents : wanted.euroCents,
    limitIds: corrected.has('limitIds') ? before.limitIds : wanted.limitIds,
  };
  return { change: { lineNumber: row.lineNumber, ean: row.ean, fields, before, changedFields }, keptFields };
}

const isSameField = (a: ImportedFields, b: ImportedFields, field: ImportedField): boolean =>
  field === 'limitIds'
    ? [...a.limitIds].sort().join() === [...b.limitIds].sort().join()
    : a[field] === b[field];
