import { z } from 'zod';
import {
  type HouseholdId,
  type LimitId,
  limitIdSchema,
  type ProgrammeId,
  programmeIdSchema,
  type SchemeId,
  type SiteId,
} from './ids.ts';
import { isLocalDate, type LocalDate } from './local-date.ts';

/** What an account counts: whole points, euro cents, wash credits, or units taken against a limit. */
export const unitSchema = z.enum(['points', 'cents', 'washes', 'uses']);
export type Unit = z.infer<typeof unitSchema>;

/** One purse of a household. `use-<limitId>` counts what was taken against a limit. */
export type Purse = 'points' | 'points-baby' | 'cents' | 'washes' | `use-${string}`;

/**
 * The name of an account (design, section 4): `household:<uuid>/<purse>[/<first day of the period>]`, or a
 * counter-account `programme:<id>/<name>` or `site:<id>/<name>`. An account belongs to a household and never
 * to a card, so replacing a card moves nothing.
 */
export const accountNameSchema = z
  .string()
  .max(160)
  .refine((text) => parseAccount(text) !== null, 'not the name of an account')
  .brand<'AccountName'>();
export type AccountName = z.infer<typeof accountNameSchema>;

export type ParsedAccount =
  | {
      readonly kind: 'household';
      readonly householdId: HouseholdId;
      readonly purse: Purse;
      readonly periodStartsOn: LocalDate | null;
    }
  | { readonly kind: 'programme'; readonly programmeId: ProgrammeId; readonly name: string }
  | { readonly kind: 'site'; readonly siteId: SiteId; readonly name: string };

/** A household's account; a purse that ends with its period names the period's first day. */
export function householdAccount(
  householdId: HouseholdId,
  purse: Purse,
  periodStartsOn?: LocalDate,
): AccountName {
  return accountNameSchema.parse(
    `household:${householdId}/${purse}${periodStartsOn ? `/${periodStartsOn}` : ''}`,
  );
}

/** The purse that counts, in `uses`, what a household took against a limit. */
export const purseOfLimit = (limitId: LimitId): Purse => `use-${limitId}`;

/**
 * Counter-account of a programme, such as `programme:surplus/allowances`; a points scheme is the programme
 * of its own allowances.
 */
export const programmeAccount = (programmeId: ProgrammeId | SchemeId, name: string): AccountName =>
  accountNameSchema.parse(`programme:${programmeId}/${name}`);

/** Counter-account of a site, such as `site:<uuid>/sales`. */
export const siteAccount = (siteId: SiteId, name: string): AccountName =>
  accountNameSchema.parse(`site:${siteId}/${name}`);

/** The unit that a purse is kept in. A household's account never holds another. */
export function unitOfPurse(purse: Purse): Unit {
  if (purse === 'cents' || purse === 'washes') return purse;
  return purse === 'points' || purse === 'points-baby' ? 'points' : 'uses';
}

/** Whether a name that was read as an account's is of a household: for the millions that were, without reading it again. */
export const isHouseholdAccount = (account: AccountName): boolean => account.startsWith('household:');

/**
 * Names that were read lately: every posting is read where it is received, where it is computed again and where it is
 * posted, and most are of accounts that were just spoken of.
 */
const readLately = new Map<string, ParsedAccount>();
const MOST_KEPT = 20_000;

/** Reads an account's name; null where it is none. Law: it inverts the functions that make names. */
export function parseAccount(text: string): ParsedAccount | null {
  const before = readLately.get(text);
  if (before !== undefined) return before;
  const parsed = readName(text);
  if (parsed === null) return null;
  if (readLately.size >= MOST_KEPT) readLately.clear();
  readLately.set(text, parsed);
  return parsed;
}

function readName(text: string): ParsedAccount | null {
  const colon = text.indexOf(':');
  const [id, name, period, ...rest] = text.slice(colon + 1).split('/');
  if (colon < 0 || id === undefined || name === undefined || rest.length > 0) return null;
  switch (text.slice(0, colon)) {
    case 'household':
      return parseHouseholdAccount(id, name, period);
    case 'programme': {
      const programmeId = programmeIdSchema.safeParse(id);
      if (!programmeId.success || !isCounterName(name) || period !== undefined) return null;
      return { kind: 'programme', programmeId: programmeId.data, name };
    }
    case 'site': {
      if (!UUID.test(id) || !isCounterName(name) || period !== undefined) return null;
      return { kind: 'site', siteId: id as SiteId, name }; // its shape was tested on the line above
    }
    default:
      return null;
  }
}

function parseHouseholdAccount(id: string, name: string, period: string | undefined): ParsedAccount | null {
  const purse = parsePurse(name);
  if (!UUID.test(id) || purse === null || (period !== undefined && !isLocalDate(period))) return null;
  const householdId = id as HouseholdId; // its shape was tested on the line above
  return { kind: 'household', householdId, purse, periodStartsOn: period ?? null };
}

/** What `z.uuid().lowercase()` accepts, without a schema. */
const UUID =
  /^([0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|0{8}-0{4}-0{4}-0{4}-0{12}|f{8}-f{4}-f{4}-f{4}-f{12})$/;

function parsePurse(text: string): Purse | null {
  if (text === 'points' || text === 'points-baby' || text === 'cents' || text === 'washes') return text;
  if (!text.startsWith('use-')) return null;
  const limitId = limitIdSchema.safeParse(text.slice('use-'.length));
  return limitId.success ? purseOfLimit(limitId.data) : null;
}

const isCounterName = (name: string): boolean => /^[a-z0-9][a-z0-9-]{0,59}$/.test(name);
