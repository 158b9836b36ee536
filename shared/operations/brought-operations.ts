import { parseAccount } from '../domain/account.ts';
import { hasAnyRole, type Role } from '../domain/role.ts';
import { catalogueImported, categorySet, limitSet, productSet } from './catalogue-operations.ts';
import { floorSet } from './floor-operations.ts';
import type { OperationKind } from './kind.ts';
import { networkCreated, programmeSet } from './network-operations.ts';
import type { Operation } from './operation.ts';
import { retentionSet } from './retention-operations.ts';

/*
 * What a counter brings into a network that is there already: operations that it wrote while it stood alone, when it was
 * its own authority and its own administration. They are taken as they are as far as they are about what is its own.
 */

/** Of the whole network, whether it has said anything on it or not: nobody brings that along. */
const OF_WHOLE_NETWORK: readonly string[] = [networkCreated, retentionSet, floorSet].map(({ type }) => type);

export const isOfWholeNetwork = (type: string): boolean => OF_WHOLE_NETWORK.includes(type);

/** Types of operations on what a network has one word on. */
export const TYPES_ONE_IN_NETWORK: readonly string[] = [
  networkCreated,
  retentionSet,
  floorSet,
  categorySet,
  limitSet,
  programmeSet,
  productSet,
  catalogueImported,
].map(({ type }) => type);

/**
 * Whether a network has one word on what an operation of this type is about, under a name that any counter gives it: the
 * product behind an EAN, a category. Where the network has its word, another one that is brought along counts for nothing,
 * anywhere.
 */
export const isOneInNetwork = (type: string): boolean => TYPES_ONE_IN_NETWORK.includes(type);

/**
 * Everything that an operation is about or that it moves, as `kind:id`: what has to be its own of whoever brings it. The body is of
 * this kind.
 */
export function subjectsOf(kind: OperationKind<never>, body: never, operation: Operation): readonly string[] {
  const named: Readonly<Record<string, unknown>> = body; // which of these ids a body names depends on its kind
  const { householdId, intoHouseholdId, siteId, organisationId, operatorId, deviceId } = named;
  const of = (what: string, id: unknown) => (typeof id === 'string' ? [`${what}:${id}`] : []);
  const subject = kind.subject(body);
  return [
    ...(subject === null ? [] : [subject]),
    ...of('household', householdId),
    ...of('household', intoHouseholdId),
    ...of('site', siteId),
    ...of('organisation', organisationId),
    ...of('operator', operatorId),
    ...of('operator', operation.operatorId),
    ...of('device', deviceId),
    ...operation.postings.flatMap(({ account }) => {
      const parsed = parseAccount(account);
      return parsed?.kind === 'household' ? [`household:${parsed.householdId}`] : [];
    }),
  ];
}

/**
 * What an operator of a counter that enters a network is there: whoever administers a counter of their own administers no
 * network by it. Instead they get every other role, which is what they could do before; an administrator of the network makes
 * them one. Law: no administrator comes out, and nobody else is changed.
 */
export const rolesInNetwork = (roles: readonly Role[]): readonly Role[] =>
  hasAnyRole(roles, []) ? ['cashier', 'laundry', 'office', 'socialWorker'] : roles;
