import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';
import { parse as parseSync } from 'csv-parse/sync';
import type { ParsedFile, ParsedRecord } from '../../shared/domain/catalogue-import.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';

/** Caps on what is read, so that a wrong file costs a message and not the counter's memory. */
export type CsvCaps = {
  readonly maxFileBytes: number;
  readonly maxLineBytes: number;
  readonly maxRows: number;
};
export const CSV_CAPS: CsvCaps = {
  maxFileBytes: 50 * 1024 * 1024,
  maxLineBytes: 10 * 1024 * 1024,
  maxRows: 200_000,
};

export type ParseCsvError =
  | { readonly type: 'FileTooLarge'; readonly maxBytes: number }
  | { readonly type: 'LineTooLong'; readonly maxBytes: number; readonly lineNumber: number }
  | { readonly type: 'TooManyRows'; readonly maxRows: number }
  /** A picture, a spreadsheet, UTF-16: no text in UTF-8. */
  | { readonly type: 'NotText' }
  | { readonly type: 'EmptyFile' }
  | { readonly type: 'CannotReadFile'; readonly code: string };

/**
 * Reads a CSV file with a header, from a path or from its bytes: comma or semicolon, whichever the header
 * has more of; UTF-8 with or without BOM; lines ended in any way. It judges no row: bytes that are not
 * UTF-8 come out as U+FFFD, a row may have any number of cells, and what a quote that was never closed had
 * swallowed is given back line by line. Reading yields to other work between pieces.
 */
export async function parseCsv(
  source: string | Uint8Array,
  caps: CsvCaps = CSV_CAPS,
): Promise<Result<ParsedFile, ParseCsvError>> {
  const bytes = typeof source === 'string' ? await readCapped(source, caps.maxFileBytes) : ok(source);
  if (!bytes.ok) return bytes;
  if (bytes.value.byteLength > caps.maxFileBytes)
    return err({ type: 'FileTooLarge', maxBytes: caps.maxFileBytes });
  const longLine = findLongLine(bytes.value, caps.maxLineBytes);
  if (longLine !== null)
    return err({ type: 'LineTooLong', maxBytes: caps.maxLineBytes, lineNumber: longLine });

  const { text, encoding } = decode(bytes.value);
  if (text.trim() === '') return err({ type: 'EmptyFile' });
  if (isBinary(text)) return err({ type: 'NotText' });
  // One kind of line end, so that the text of a record is exactly what stands in the file.
  const parsed = await parseText(text.replace(/\r\n?/g, '\n'), caps.maxRows);
  return parsed.ok && encoding === 'windows-1252' ? ok({ ...parsed.value, encoding }) : parsed;
}

/**
 * UTF-8, unless what is not UTF-8 in it are the accented letters of an old Windows program. A few bad bytes among
 * letters that are UTF-8 are bad rows, and bytes that are no letters in either are rubbish.
 */
function decode(bytes: Uint8Array): { text: string; encoding: 'utf-8' | 'windows-1252' } {
  const text = new TextDecoder('utf-8').decode(bytes);
  const invalid = text.match(/\uFFFD/g)?.length ?? 0;
  if (invalid === 0) return { text, encoding: 'utf-8' };
  const valid = text.match(/[^\p{ASCII}\uFFFD]/gu)?.length ?? 0;
  if (valid >= invalid) return { text, encoding: 'utf-8' };
  const windows = new TextDecoder('windows-1252').decode(bytes);
  const high = windows.match(/\P{ASCII}/gu)?.length ?? 0;
  const likely = windows.match(LIKELY_IN_WINDOWS)?.length ?? 0;
  return likely >= LEAST_LIKELY * high
    ? { text: windows, encoding: 'windows-1252' }
    : { text, encoding: 'utf-8' };
}

/** Accented letters of names of goods and the marks of word processors: a quarter of the high bytes, so that rubbish has few. */
const LIKELY_IN_WINDOWS = /[àèéìíòóùúâêîôûäöüñçœßÀÈÉÌÒÙ’‘“”–—€°®™ºª½¼«»·]/g;
const LEAST_LIKELY = 0.9;

async function readCapped(path: string, maxBytes: number): Promise<Result<Uint8Array, ParseCsvError>> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    if (size > maxBytes) return err({ type: 'FileTooLarge', maxBytes });
    return ok(await file.readFile());
  } catch (error) {
    if (error instanceof Error && 'code' in error)
      return err({ type: 'CannotReadFile', code: String(error.code) });
    throw error;
  }
}

const LINE_FEED = 0x0a;

/** Number of the first line that is too long, or null. */
function findLongLine(bytes: Uint8Array, maxLineBytes: number): number | null {
  let lineNumber = 1;
  let start = 0;
  while (start < bytes.length) {
    const found = bytes.indexOf(LINE_FEED, start);
    const end = found === -1 ? bytes.length : found;
    if (end - start > maxLineBytes) return lineNumber;
    start = end + 1;
    lineNumber += 1;
  }
  return null;
}

const LOOKED_AT = 65_536;
const MOST_RUBBISH = 0.1;

/** A file whose header is rubbish, or more than a tenth of its beginning. One bad row does not make a bad file. */
function isBinary(text: string): boolean {
  const beginning = text.slice(0, LOOKED_AT);
  const header = /^\s*[^\r\n]*/.exec(beginning)?.[0] ?? '';
  if (RUBBISH_ONCE.test(header)) return true;
  return (beginning.match(RUBBISH)?.length ?? 0) > MOST_RUBBISH * beginning.length;
}

const RUBBISH_ONCE = /\uFFFD|(?![\t\n\r])\p{Cc}/u;
const RUBBISH = new RegExp(RUBBISH_ONCE, 'gu');

type RawRecord = { raw: string; record: string[] };

const PIECE_LENGTH = 32_768;

async function parseText(text: string, maxRows: number): Promise<Result<ParsedFile, ParseCsvError>> {
  const delimiter = findDelimiter(text);
  const collected = createCollector(delimiter, maxRows);
  const parser = parse({
    ...optionsFor(delimiter),
    raw: true,
    // Collected here and not from the stream: a stream that fails forgets the records it had ready.
    on_record: (each) => {
      collected.add(each as unknown as RawRecord); // the shape that `raw` asks for, which the declarations do not tell
      return null;
    },
  });
  parser.resume();
  try {
    await pipeline(Readable.from(pieces(text, collected.isFull)), parser);
  } catch (error) {
    if (!(error instanceof CsvError && error.code === 'CSV_QUOTE_NOT_CLOSED')) throw error;
    collected.addBroken(collected.restOf(text));
  }
  if (collected.isFull()) return err({ type: 'TooManyRows', maxRows });
  const [header, ...records] = collected.records;
  return header ? ok({ header: header.cells, records }) : err({ type: 'EmptyFile' });
}

const optionsFor = (delimiter: string) => ({
  delimiter,
  record_delimiter: '\n',
  relax_quotes: true,
  relax_column_count: true,
});

async function* pieces(text: string, isEnough: () => boolean): AsyncGenerator<string> {
  for (let at = 0; at < text.length && !isEnough(); at += PIECE_LENGTH) {
    yield text.slice(at, at + PIECE_LENGTH);
    await nextTurn();
  }
}

/** Counted in the first line with anything in it, outside quotes. */
function findDelimiter(text: string): ';' | ',' {
  const header = /^\s*([^\n]*)/.exec(text)?.[1]?.replace(/"[^"]*"/g, '') ?? '';
  return header.split(';').length > header.split(',').length ? ';' : ',';
}

const RAW_LENGTH = 4_000;

/** Numbers the records by counting the line ends of their text, quoted ones included. */
function createCollector(delimiter: string, maxRows: number) {
  const records: ParsedRecord[] = [];
  let lineNumber = 1;
  let consumed = 0;

  const push = (cells: readonly string[], raw: string, mark: { unclosedQuote?: true } = {}) => {
    const isBlank = cells.length <= 1 && (cells[0] ?? '').trim() === '';
    const text = raw.replace(/\n$/, '').slice(0, RAW_LENGTH);
    if (!isBlank) records.push({ lineNumber, cells, raw: text, ...mark });
    lineNumber += raw.split('\n').length - 1;
  };
  const addBroken = (raw: string) => {
    for (const line of raw.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
      const cells = parseLine(line, delimiter);
      if (cells) push(cells, line);
      else push(line.trimEnd().split(delimiter), line, { unclosedQuote: true });
      if (records.length > maxRows + 1) return;
    }
  };
  return {
    records,
    addBroken,
    add({ record, raw }: RawRecord) {
      consumed += raw.length;
      if (hasSwallowedRecords(raw)) addBroken(raw);
      else push(record, raw);
    },
    restOf: (text: string) => text.slice(consumed),
    /** The header is a record, too. */
    isFull: () => records.length > maxRows + 1,
  };
}

/** A later line of the record begins as a record does, with the digits of a product. */
const hasSwallowedRecords = (raw: string): boolean => /\n"?\d{8,14}"?[;,]/.test(raw);

function parseLine(line: string, delimiter: string): string[] | null {
  try {
    const [cells] = parseSync(line, optionsFor(delimiter));
    return cells ?? [''];
  } catch (error) {
    if (error instanceof CsvError) return null;
    throw error;
  }
}
