import canonicalize from 'canonicalize';
import { z } from 'zod';
import { deviceIdSchema, operationIdSchema, operatorIdSchema } from '../domain/ids.ts';
import { localDateSchema } from '../domain/local-date.ts';
import { postingSchema } from '../domain/posting.ts';

/** The most a body may weigh, in bytes of its canonical text (design, section 3). */
export const MAX_BODY_BYTES = 64 * 1024;

/**
 * Whether a body may be recorded. Canonical text orders and escapes as JSON does, so its length is that of any JSON
 * text of the same value.
 */
export const fitsInBody = (body: object): boolean => utf8Length(JSON.stringify(body)) <= MAX_BODY_BYTES;

/** Bytes of a text in UTF-8, without an encoder, which this code does not have. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** What stands before the first operation of a chain. */
export const CHAIN_START = '0'.repeat(64);

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);

/** Who may see an operation (design, section 5). Decided when it is written, never when it is read. */
export const streamNameSchema = z
  .string()
  .max(100)
  .regex(/^(network|beneficiaries|ledger|balances|(registry|site|case|device):[0-9a-f-]{36})$/)
  .brand<'StreamName'>();
export type StreamName = z.infer<typeof streamNameSchema>;

/** The last moment that a clock shows and that can be written as a date: a later one would shut whichever screen lists it. */
export const LATEST_MS = 8_640_000_000_000_000;

/** What the hash covers: everything but salt and body, so that erasing a body leaves the chain valid. */
export const operationHeaderSchema = z.strictObject({
  id: operationIdSchema,
  deviceId: deviceIdSchema,
  seq: z.int().min(1),
  stream: streamNameSchema,
  type: z
    .string()
    .max(60)
    .regex(/^[A-Za-z.-]+$/),
  version: z.int().min(1).max(1000),
  /** Absent where the device itself writes: its first start, its continuation. */
  operatorId: operatorIdSchema.optional(),
  causeId: operationIdSchema.optional(),
  reversesId: operationIdSchema.optional(),
  /** Of an edit of a register: the newest edit of the same section that its author could see. */
  basedOn: operationIdSchema.optional(),
  /** UTC milliseconds by the PC that wrote it: information only, never an order. */
  occurredAt: z.int().min(0).max(LATEST_MS),
  businessOn: localDateSchema,
  postings: z.array(postingSchema).max(400),
  commitment: hex64,
  prevHash: hex64,
});
export type OperationHeader = z.infer<typeof operationHeaderSchema>;

export const operationSchema = operationHeaderSchema.extend({
  hash: hex64,
  /** 32 random bytes in hex; absent once erased. */
  salt: hex64.optional(),
  /** The canonical text that was hashed, never re-encoded; absent once erased. */
  body: z.string().optional(),
});
export type Operation = z.infer<typeof operationSchema>;

/** SHA-256 over the joined parts, as lower-case hex. Handed in: shared code has no crypto of its own. */
export type Sha256 = (parts: readonly HashPart[]) => string;
export type HashPart = { readonly hex: string } | { readonly utf8: string };

/**
 * RFC 8785 text of a JSON value. Throws on what JSON cannot say (undefined at the top, NaN, infinity, half a surrogate).
 * The canonical text of a value is the plain one of the same value with its keys in order, which the engine writes three
 * times as fast as any library, and whose keys are in order mostly already; what that does not hold for is left to the library. Law: it answers as the library does.
 */
export function canonicalText(value: unknown): string {
  if (isInOrder(value)) {
    const plain = JSON.stringify(value);
    if (!HALF_SURROGATE.test(plain)) return plain;
  }
  const ordered = inOrder(value);
  const text = ordered === undefined ? canonicalize(value) : JSON.stringify(ordered);
  if (text === undefined) throw new Error('Assertion failed: only JSON values have a canonical text');
  return text;
}

/**
 * Whether a text is the canonical one of what it says: of `value`, as it was read from the text, and of `parsed`, as a schema
 * read that. Law: it answers as `canonicalText(parsed) === text`, for the usual text, which the schema leaves as it is, without
 * a copy of it.
 */
export const isCanonicalText = (text: string, value: unknown, parsed: unknown): boolean =>
  (value === parsed && isInOrder(value) && !HALF_SURROGATE.test(text) && JSON.stringify(value) === text) ||
  canonicalText(parsed) === text;

/** How plain JSON writes half a surrogate, which has no canonical text. */
const HALF_SURROGATE = /\\ud/;

/** Whether a value is of JSON and its keys are in order; no for what is only unusual. */
function isInOrder(value: unknown): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || 'toJSON' in value) return false;
  if (Array.isArray(value)) return isListInOrder(value);
  const entries = value as Readonly<Record<string, unknown>>; // whatever they hold is looked at key by key
  let before = '';
  for (const key in entries) {
    if (key <= before || !beginsAsNamesDo(key) || !isInOrder(entries[key])) return false;
    before = key;
  }
  return true;
}

/** Not `every`, which leaves out the holes of a list. */
function isListInOrder(list: readonly unknown[]): boolean {
  for (const each of list) if (!isInOrder(each)) return false;
  return true;
}

/** With a small letter: neither a key that looks like a number nor `__proto__` does. */
function beginsAsNamesDo(key: string): boolean {
  const first = key.charCodeAt(0);
  return first >= 0x61 && first <= 0x7a;
}

/** A copy with keys in order; undefined where its plain text would not be the canonical one. */
function inOrder(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? value : undefined;
    case 'number':
      return Number.isFinite(value) ? value : undefined;
    case 'boolean':
      return value;
    case 'object':
      return value === null ? null : Array.isArray(value) ? listInOrder(value) : objectInOrder(value);
    default:
      return undefined;
  }
}

function listInOrder(list: readonly unknown[]): unknown {
  const copy: unknown[] = [];
  for (const each of list) {
    const ordered = inOrder(each);
    if (ordered === undefined) return undefined;
    copy.push(ordered);
  }
  return copy;
}

/** Keys that look like numbers come first in every object, and `__proto__` is no key of a copy. */
const UNUSUAL_KEY = /^\d|^__proto__$|^toJSON$|[\ud800-\udfff]/;

function objectInOrder(value: object): unknown {
  const copy: Record<string, unknown> = {};
  const entries = value as Readonly<Record<string, unknown>>; // whatever it holds is looked at key by key
  for (const key of Object.keys(entries).sort()) {
    const each = entries[key];
    if (each === undefined) continue;
    const ordered = inOrder(each);
    if (ordered === undefined || UNUSUAL_KEY.test(key)) return undefined;
    copy[key] = ordered;
  }
  return 'toJSON' in value ? undefined : copy;
}

export const commitmentOf = (sha256: Sha256, salt: string, body: string): string =>
  sha256([{ hex: salt }, { utf8: body }]);

/**
 * Hash of a header, which names the one before it. The text is built field by field so that a richer object (an
 * `Operation`) hashes to the same; absent fields are left out. `postingsText` is the canonical text of its postings,
 * where that is there already.
 */
export const hashOf = (
  sha256: Sha256,
  header: OperationHeader,
  postingsText: string = canonicalText(header.postings),
): string => sha256([{ utf8: headerText(header, postingsText) }]);

/**
 * The canonical text of a header: its fields are texts and integers under names that stand here in their order, which
 * JSON writes as RFC 8785 does. Every operation that is recorded, received or verified passes here.
 */
function headerText(header: OperationHeader, postingsText: string): string {
  const before = JSON.stringify({
    basedOn: header.basedOn,
    businessOn: header.businessOn,
    causeId: header.causeId,
    commitment: header.commitment,
    deviceId: header.deviceId,
    id: header.id,
    occurredAt: header.occurredAt,
    operatorId: header.operatorId,
  });
  const after = JSON.stringify({
    prevHash: header.prevHash,
    reversesId: header.reversesId,
    seq: header.seq,
    stream: header.stream,
    type: header.type,
    version: header.version,
  });
  return `${before.slice(0, -1)},"postings":${postingsText},${after.slice(1)}`;
}

export type ChainFault =
  | { readonly type: 'HashDiffers'; readonly seq: number }
  | { readonly type: 'CommitmentDiffers'; readonly seq: number }
  | { readonly type: 'LinkBroken'; readonly seq: number }
  | { readonly type: 'SeqMissing'; readonly seq: number };

/**
 * Checks one operation against the one before it (`null` before seq 1, `undefined` where the one before
 * was not read). Law: a chain without fault changes no byte unnoticed, except that bodies may be erased.
 */
export function findChainFault(
  sha256: Sha256,
  before: { readonly seq: number; readonly hash: string } | null | undefined,
  operation: Operation,
): ChainFault | null {
  const { seq } = operation;
  if (before !== undefined) {
    if (seq !== (before?.seq ?? 0) + 1) return { type: 'SeqMissing', seq: (before?.seq ?? 0) + 1 };
    if (operation.prevHash !== (before?.hash ?? CHAIN_START)) return { type: 'LinkBroken', seq };
  }
  if (hashOf(sha256, operation) !== operation.hash) return { type: 'HashDiffers', seq };
  const { salt, body } = operation;
  // Erased are both or neither: one of them alone holds to nothing.
  const bodyHolds =
    salt === undefined || body === undefined
      ? salt === body
      : commitmentOf(sha256, salt, body) === operation.commitment;
  return bodyHolds ? null : { type: 'CommitmentDiffers', seq };
}
