import { z } from 'zod';
import {
  type HouseholdId,
  householdIdSchema,
  type LimitId,
  limitIdSchema,
  type ProgrammeId,
  programmeIdSchema,
  type SchemeId,
  type SiteId,
  siteIdSchema,
} from './ids.ts';
import { type LocalDate, localDateSchema } from './local-date.ts';

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
  | { kind: 'household'; householdId: HouseholdId; purse: Purse; periodStartsOn: LocalDate | null }
  | { kind: 'programme'; programmeId: ProgrammeId; name: string }
  | { kind: 'site'; siteId: SiteId; name: string };

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

/** Reads an account's name; null where it is none. Law: it inverts the functions that make names. */
export function parseAccount(text: string): ParsedAccount | null {
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
      const siteId = siteIdSchema.safeParse(id);
      if (!siteId.success || !isCounterName(name) || period !== undefined) return null;
      return { kind: 'site', siteId: siteId.data, name };
    }
    default:
      return null;
  }
}

function parseHouseholdAccount(id: string, name: string, period: string | undefined): ParsedAccount | null {
  const householdId = householdIdSchema.safeParse(id);
  const purse = parsePurse(name);
  const startsOn = period === undefined ? null : localDateSchema.safeParse(period);
  if (!householdId.success || purse === null || startsOn?.success === false) return null;
  return { kind: 'household', householdId: householdId.data, purse, periodStartsOn: startsOn?.data ?? null };
}

function parsePurse(text: string): Purse | null {
  if (text === 'points' || text === 'points-baby' || text === 'cents' || text === 'washes') return text;
  if (!text.startsWith('use-')) return null;
  const limitId = limitIdSchema.safeParse(text.slice('use-'.length));
  return limitId.success ? purseOfLimit(limitId.data) : null;
}

const isCounterName = (name: string): boolean => /^[a-z0-9][a-z0-9-]{0,59}$/.test(name);
