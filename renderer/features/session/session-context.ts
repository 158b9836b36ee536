import { createContext, useContext } from 'react';
import type { SessionStatus } from '../../../shared/contract/session-contract.ts';
import { hasAnyRole, type Role } from '../../../shared/domain/role.ts';

/** Who is logged in, and where this counter stands. */
export type SignedInSession = Extract<SessionStatus, { phase: 'signedIn' }>;

export const SessionContext = createContext<SignedInSession | null>(null);

/** `const { place, operator } = useSession()`: below the log-in, on every screen of a feature. */
export function useSession(): SignedInSession {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('Assertion failed: useSession is used by screens behind the log-in');
  return session;
}

/** Whether the operator has one of these roles (an admin always): what to show, never what is allowed. */
export const useHasRole = (...roles: readonly Role[]): boolean =>
  hasAnyRole(useSession().operator.roles, roles);
