import { z } from 'zod';
import { accountNameSchema } from './account.ts';
import { deviceIdSchema, householdIdSchema, operationIdSchema, organisationIdSchema } from './ids.ts';
import { localDateAt, localDateSchema } from './local-date.ts';
import { paperLanguageSchema } from './paper-language.ts';
import { assert, err, ok, type Result } from './result.ts';
import type { Statement } from './statement.ts';
import { describeLine } from './statement-words.ts';
import { personNameSchema, shortTextSchema } from './text.ts';

/**
 * The layout that new statements are printed in, words included. A layout that was ever printed in is kept, so that a
 * reprint of its statements is the same paper.
 */
export const STATEMENT_LAYOUT_VERSION = 1;

/** More movements than any household has in a year: 500 parts hold over 200,000 of them. */
const MAX_PARTS = 500;

/** Lines of a part weigh at most this, in bytes of JSON: head, ids and places have the rest of the 64 KiB. */
const MAX_LINES_BYTES = 32 * 1024;

const amount = z.int().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);
const instant = z.int().min(0);

/** One line as printed. `place` counts from 0 in the part's places; absent where only a header was held. */
export const issuedLineSchema = z.strictObject({
  on: localDateSchema,
  /** UTC milliseconds; absent where no time of day is printed. */
  at: instant.optional(),
  place: z.int().min(0).max(9_999).optional(),
  text: z.string().min(1).max(200),
  amount,
});
export type IssuedLine = z.infer<typeof issuedLineSchema>;

/** What stands around the lines, as printed. */
export const issuedHeadSchema = z.strictObject({
  layoutVersion: z.int().min(1).max(1_000),
  language: paperLanguageSchema,
  purse: z.enum(['points', 'points-baby', 'cents', 'washes', 'uses']),
  /** Of a limit's purse: what it limits, as printed. */
  purseNote: shortTextSchema.optional(),
  organisationName: shortTextSchema,
  projectName: shortTextSchema.optional(),
  siteName: shortTextSchema,
  holderName: personNameSchema,
  internalCode: z.string().min(1).max(40),
  maskedCard: z.string().min(1).max(40).optional(),
  from: localDateSchema,
  to: localDateSchema,
  opening: amount,
  totalIn: amount.min(0),
  totalOut: amount.min(0),
  closing: amount,
  expiring: z.strictObject({ amount: amount.min(1), on: localDateSchema }).optional(),
  /** Counters not heard from, and since when; without a time, never. */
  notSynchronised: z.array(z.strictObject({ counter: shortTextSchema, since: instant.optional() })).max(60),
  updatedAt: instant,
  printedBy: personNameSchema,
  printedAt: instant,
  issuedOn: localDateSchema,
  /** The newest movement of the purse that was known of each device: what lies beyond comes in a later statement. */
  heads: z.array(z.strictObject({ deviceId: deviceIdSchema, seq: z.int().min(0) })).max(200),
});
export type IssuedHead = z.infer<typeof issuedHeadSchema>;

/**
 * What `statement.issued@1` records: one part of a printed statement. A reprint is drawn from the parts alone. The first
 * part carries the head; a statement of many movements goes on in further operations, each naming the same
 * `statementId` (design, section 3: a body is at most 64 KiB).
 */
export const statementBodySchema = z
  .strictObject({
    /** Id of the operation of the first part. */
    statementId: operationIdSchema,
    organisationId: organisationIdSchema,
    householdId: householdIdSchema,
    /** The purse, without its period. */
    account: accountNameSchema,
    part: z.int().min(1).max(MAX_PARTS),
    parts: z.int().min(1).max(MAX_PARTS),
    head: issuedHeadSchema.optional(),
    places: z.array(shortTextSchema).max(9_999),
    lines: z.array(issuedLineSchema).max(5_000),
  })
  .refine(({ part, parts }) => part <= parts, 'a part is one of the parts')
  .refine(({ part, head }) => (part === 1) === (head !== undefined), 'the first part carries the head')
  .refine(
    ({ lines, places }) => lines.every(({ place }) => place === undefined || place < places.length),
    'a line names one of the places',
  );
export type StatementBody = z.infer<typeof statementBodySchema>;

/** A line with its place by name, as it is drawn. */
export type PrintedLine = Omit<IssuedLine, 'place'> & { readonly placeName: string | null };

/** A printed statement in one piece: everything that a reprint is drawn from. */
export type IssuedStatement = Pick<
  StatementBody,
  'statementId' | 'organisationId' | 'householdId' | 'account'
> & {
  readonly head: IssuedHead;
  readonly lines: readonly PrintedLine[];
};

/** What the office knows beside the figures. */
export type StatementHeading = Omit<
  IssuedHead,
  'layoutVersion' | 'from' | 'to' | 'opening' | 'totalIn' | 'totalOut' | 'closing' | 'expiring'
>;

/** The statement as it is printed in one language. Nothing of it is looked up again for a reprint. */
export function issueStatement(
  ids: Pick<StatementBody, 'statementId' | 'organisationId' | 'householdId' | 'account'>,
  statement: Statement,
  heading: StatementHeading,
): IssuedStatement {
  const { from, to, opening, totalIn, totalOut, closing, expiring } = statement;
  return {
    ...ids,
    head: {
      ...heading,
      layoutVersion: STATEMENT_LAYOUT_VERSION,
      from,
      to,
      opening,
      totalIn,
      totalOut,
      closing,
      ...(expiring === null ? {} : { expiring }),
    },
    lines: statement.lines.map((line) => {
      // A time is printed beside its own day only: a late line's day is in its text.
      const hasTime = line.occurredAt !== null && localDateAt(line.occurredAt) === line.on;
      return {
        on: line.on,
        ...(hasTime && line.occurredAt !== null ? { at: line.occurredAt } : {}),
        placeName: line.siteName,
        text: describeLine(line, heading.language),
        amount: line.amount,
      };
    }),
  };
}

/**
 * The bodies to record, in order; each weighs less than an operation may. Law: `joinStatement` gives back what was
 * split, whatever order the parts come in.
 */
export function splitStatement(issued: IssuedStatement): StatementBody[] {
  const { head, lines, ...ids } = issued;
  const chunks = chunkLines(lines);
  assert(
    chunks.length <= MAX_PARTS,
    'a statement has at most 500 parts; a shorter period is asked for before',
  );
  return chunks.map((chunk, index) => {
    const places = [...new Set(chunk.flatMap(({ placeName }) => placeName ?? []))];
    const placeByName = new Map(places.map((name, place) => [name, place]));
    return {
      ...ids,
      part: index + 1,
      parts: chunks.length,
      ...(index === 0 ? { head } : {}),
      places,
      lines: chunk.map(({ placeName, ...line }) => {
        const place = placeName === null ? undefined : placeByName.get(placeName);
        return place === undefined ? line : { ...line, place };
      }),
    };
  });
}

/** At least one chunk. A place is weighed with its first line. */
function chunkLines(lines: readonly PrintedLine[]): PrintedLine[][] {
  let chunk: PrintedLine[] = [];
  let bytes = 0;
  let places = new Set<string>();
  const chunks = [chunk];
  for (const line of lines) {
    const { placeName, ...rest } = line;
    const lineBytes = utf8Length(JSON.stringify(rest)) + PLACE_FIELD_BYTES;
    const placeBytes = (name: string | null) =>
      name === null || places.has(name) ? 0 : utf8Length(JSON.stringify(name)) + 1;
    if (chunk.length > 0 && bytes + lineBytes + placeBytes(placeName) > MAX_LINES_BYTES) {
      chunk = [];
      chunks.push(chunk);
      bytes = 0;
      places = new Set();
    }
    bytes += lineBytes + placeBytes(placeName);
    if (placeName !== null) places.add(placeName);
    chunk.push(line);
  }
  return chunks;
}

/** `,"place":9999` and the comma between lines. */
const PLACE_FIELD_BYTES = 14;

/** Puts the parts of one printed statement together again. */
export function joinStatement(parts: readonly StatementBody[]): Result<IssuedStatement, JoinStatementError> {
  const inOrder = [...parts].sort((a, b) => a.part - b.part);
  const [first] = inOrder;
  const wanted = first?.parts ?? 1;
  const missing = Array.from({ length: wanted }, (_, index) => index + 1).filter(
    (part) => !inOrder.some((each) => each.part === part),
  );
  if (first?.head === undefined || missing.length > 0) return err({ type: 'StatementPartsMissing', missing });
  assert(
    inOrder.length === wanted && inOrder.every((each) => each.statementId === first.statementId),
    'parts of one statement, each once',
  );
  const { statementId, organisationId, householdId, account, head } = first;
  const lines = inOrder.flatMap(({ lines, places }) =>
    lines.map(({ place, ...line }) => ({
      ...line,
      placeName: place === undefined ? null : (places[place] ?? null),
    })),
  );
  return ok({ statementId, organisationId, householdId, account, head, lines });
}

/** A part was erased, or has not arrived yet. */
export type JoinStatementError = { type: 'StatementPartsMissing'; missing: number[] };

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
  }
  return bytes;
}
