import type { OperatorId } from './ids.ts';
import type { Role } from './role.ts';

type AdministratorCandidate = {
  readonly operatorId: OperatorId;
  readonly isActive: boolean;
  readonly hasPin: boolean;
  /** Roles at the site in question. */
  readonly roles: readonly Role[];
};

/**
 * Whether somebody could still administer a site after one operator's change: an operator in use, with the
 * role and a PIN. Law: a counter that had such an operator never loses the last one by a change.
 */
export function keepsAnAdministrator(
  operators: readonly AdministratorCandidate[],
  changed: Pick<AdministratorCandidate, 'operatorId' | 'isActive' | 'roles'>,
): boolean {
  return operators
    .map((each) => (each.operatorId === changed.operatorId ? { ...each, ...changed } : each))
    .some(({ isActive, hasPin, roles }) => isActive && hasPin && roles.includes('admin'));
}
