import { parseAccount } from '../domain/account.ts';
import { type OperationId, operationIdSchema } from '../domain/ids.ts';
import { hasAnyRole, type Role } from '../domain/role.ts';
import { catalogueImported, categorySet, limitSet, productSet } from './catalogue-operations.ts';
import { floorSet } from './floor-operations.ts';
import { cardIssued, cardReplaced, entitlementGranted, householdSet } from './household-operations.ts';
import type { OperationKind } from './kind.ts';
import { networkCreated, operatorSet, organisationSet, programmeSet, siteSet } from './network-operations.ts';
import type { Operation } from './operation.ts';
import { retentionSet } from './retention-operations.ts';

/*
 * What a counter brings into a network that is there already: operations that it wrote while it stood alone, when it was
 * its own authority and its own administration. They are taken as they are as far as they are about what is its own.
 */

/**
 * Of the whole network, whether it has said anything on it or not: nobody brings that along. A limit holds at every till, on goods
 * that the network sells, under whatever id it comes.
 */
const OF_WHOLE_NETWORK: readonly string[] = [networkCreated, retentionSet, floorSet, limitSet].map(
  ({ type }) => type,
);

export const isOfWholeNetwork = (type: string): boolean => OF_WHOLE_NETWORK.includes(type);

/** Types of operations on what a network has one word on. */
export const TYPES_ONE_IN_NETWORK: readonly string[] = [
  ...OF_WHOLE_NETWORK,
  ...[categorySet, programmeSet, productSet, catalogueImported].map(({ type }) => type),
];

/**
 * Whether a network has one word on what an operation of this type is about, under a name that any counter gives it: the
 * product behind an EAN, a category. Where the network has its word, another one that is brought along counts for nothing,
 * anywhere.
 */
export const isOneInNetwork = (type: string): boolean => TYPES_ONE_IN_NETWORK.includes(type);

/** What the ids are of that bodies name, wherever in a body they stand. */
const THING_OF_KEY: ReadonlyMap<string, string> = new Map([
  ['householdId', 'household'],
  ['intoHouseholdId', 'household'],
  ['cardId', 'card'],
  ['newCardId', 'card'],
  ['entitlementId', 'entitlement'],
  ['siteId', 'site'],
  ['organisationId', 'organisation'],
  ['operatorId', 'operator'],
  ['deviceId', 'device'],
  ['from', 'device'],
]);

/** Under these a body names operations. */
const KEYS_OF_OPERATIONS: readonly string[] = ['operationId', 'batchId', 'editId', 'overId'];

/** What an act tells of first, beside the subject of its kind: by type, under which key of its body. */
const FIRST_TOLD: ReadonlyMap<string, string> = new Map([
  [cardIssued.type, 'cardId'],
  [cardReplaced.type, 'newCardId'],
  [entitlementGranted.type, 'entitlementId'],
]);

/** Every text in a body with the key that it stands under, however deep. */
function* textsIn(value: unknown): Generator<readonly [key: string, text: string]> {
  if (typeof value !== 'object' || value === null) return;
  const entries: readonly [string, unknown][] = Object.entries(value);
  for (const [key, each] of entries) {
    if (typeof each === 'string') yield [key, each];
    else yield* textsIn(each);
  }
}

/** What is registered by one kind of act, the first of it, and by nothing else that is about it. */
const REGISTERED_BY: ReadonlyMap<string, string> = new Map([
  ['household', householdSet.type],
  ['operator', operatorSet.type],
  ['site', siteSet.type],
  ['organisation', organisationSet.type],
]);

/**
 * What an operation tells its readers of, as `kind:id`: it is its own of whoever tells it first. The body is of this kind.
 *
 * Law: whoever edits a household, an operator or a site that somebody else registered, issues a card to one or gives another a role
 * tells of none of them: a hub that was restored may hear of all that before it hears again from whoever brought them.
 */
export function toldBy(
  kind: OperationKind<never>,
  body: never,
  { basedOn }: Pick<Operation, 'basedOn'>,
): readonly string[] {
  const subject = kind.subject(body);
  const registeredBy = REGISTERED_BY.get(subject?.split(':')[0] ?? '');
  const isRegistered = registeredBy !== undefined && (registeredBy !== kind.type || basedOn !== undefined);
  const key = FIRST_TOLD.get(kind.type);
  const first = [...textsIn(body)].flatMap(([each, id]) =>
    each === key ? [`${THING_OF_KEY.get(each)}:${id}`] : [],
  );
  return [...(subject === null || isRegistered ? [] : [subject]), ...first];
}

/**
 * Everything that an operation is about or that it moves, as `kind:id`: what has to be its own of whoever brings it. The body is of
 * this kind.
 */
export function subjectsOf(kind: OperationKind<never>, body: never, operation: Operation): readonly string[] {
  const subject = kind.subject(body);
  return [
    ...(subject === null ? [] : [subject]),
    ...[...textsIn(body)].flatMap(([key, id]) => {
      const thing = THING_OF_KEY.get(key);
      return thing === undefined ? [] : [`${thing}:${id}`];
    }),
    ...(operation.operatorId === undefined ? [] : [`operator:${operation.operatorId}`]),
    ...operation.postings.flatMap(({ account }) => {
      const parsed = parseAccount(account);
      return parsed?.kind === 'household' ? [`household:${parsed.householdId}`] : [];
    }),
  ];
}

/**
 * Operations that one takes back, follows from or decides on, in its envelope or its body: they too have to be of whoever brings
 * it, since what they did hangs on it.
 */
export function operationsNamedBy(body: unknown, { reversesId, causeId }: Operation): readonly OperationId[] {
  const inBody = [...textsIn(body)].flatMap(([key, text]) => {
    const id = KEYS_OF_OPERATIONS.includes(key) ? operationIdSchema.safeParse(text) : null;
    return id?.success === true ? [id.data] : [];
  });
  return [reversesId, causeId, ...inBody].filter((id) => id !== undefined);
}

/**
 * What an operator of a counter that enters a network is there: whoever administers a counter of their own administers no
 * network by it. Instead they get every other role, which is what they could do before; an administrator of the network makes
 * them one. Law: no administrator comes out, and nobody else is changed.
 */
export const rolesInNetwork = (roles: readonly Role[]): readonly Role[] =>
  hasAnyRole(roles, []) ? ['cashier', 'laundry', 'office', 'socialWorker'] : roles;
