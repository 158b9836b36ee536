import { z } from 'zod';
import { type HouseholdId, householdIdSchema } from '../domain/ids.ts';
import type { OperationKind } from './kind.ts';
import { findKind, kinds } from './kinds.ts';
import type { Operation, StreamName } from './operation.ts';

const namesHousehold = z.object({ householdId: householdIdSchema });

/** The household that a body of a personal kind is about; null for any other kind. Throws where it names none. */
export const householdOfPersonal = (kind: OperationKind<never>, body: unknown): HouseholdId | null =>
  kind.personal ? namesHousehold.parse(body).householdId : null;

/** The same for an operation as it is sent and stored: null too where its body was erased or its kind is unknown. */
export function householdOfOperation({ type, version, body }: Operation): HouseholdId | null {
  const kind = findKind(type, version);
  if (kind === null || !kind.personal || body === undefined) return null;
  const parsed = namesHousehold.safeParse(JSON.parse(body));
  return parsed.success ? parsed.data.householdId : null;
}

const ID_IN_TEXT = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/**
 * Households that an operation may be personal of which no rule has taken yet: kept aside, of another branch, of a kind
 * that a newer version made. Its body may be anything, so nothing of it is believed: what any version of its type holds
 * as personal, or lies in a register, is about every id that stands in its text. Others' ids among them are no household's.
 */
export function householdsInDoubt({
  type,
  version,
  stream,
  body,
}: Pick<Operation, 'type' | 'version' | 'stream' | 'body'>): HouseholdId[] {
  if (body === undefined) return [];
  const isPersonal =
    findKind(type, version)?.personal ?? (PERSONAL_TYPES.includes(type) || isRegister(stream));
  if (!isPersonal) return [];
  return (body.match(ID_IN_TEXT) ?? []).flatMap((id) => householdIdSchema.safeParse(id).data ?? []);
}

/** Streams that hold nothing but what is known of people. */
const isRegister = (stream: StreamName): boolean => /^(registry|case):/.test(stream);

/** What is left of an operation whose body is erased: its chain holds, because the hash covers only the commitment. */
export function withoutBody({ salt: _salt, body: _body, ...header }: Operation): Operation {
  return header;
}

/** Every type of which some version is personal. */
export const PERSONAL_TYPES: readonly string[] = [
  ...new Set([...kinds.values()].filter(({ personal }) => personal).map(({ type }) => type)),
].sort();
