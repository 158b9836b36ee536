import type { OperatorId } from './ids.ts';
import type { Role } from './role.ts';

/** What somebody is at one site of an organisation. */
export type RoleHolder = { readonly operatorId: OperatorId; readonly roles: readonly Role[] };

/** Whether an operator is an administrator at some site of the organisation that these work for. */
export const isAdministratorOf = (holders: readonly RoleHolder[], operatorId: OperatorId): boolean =>
  holders.some((each) => each.operatorId === operatorId && each.roles.includes('admin'));

/**
 * Whether somebody who is no administrator of an organisation may say who does what there. A network begins with one
 * organisation, and others join it, so the first one at a new organisation is made by an administrator of another; where
 * people work already, as in a shop that came with its data, one of those. Law: where there is an administrator, never.
 */
export function mayGiveFirstRoles(holders: readonly RoleHolder[], to: OperatorId): boolean {
  const working = holders.filter(({ roles }) => roles.length > 0);
  if (working.some(({ roles }) => roles.includes('admin'))) return false;
  return working.length === 0 || working.some(({ operatorId }) => operatorId === to);
}
