import type { OperatorId, SiteId } from '../shared/domain/ids.ts';
import type { Role } from '../shared/domain/role.ts';

/** The operator behind a window: who, which roles, which site. Lives in the main process only. */
export type SignedIn = {
  readonly operatorId: OperatorId;
  readonly displayName: string;
  readonly roles: readonly Role[];
  readonly siteId: SiteId;
};

/** One window (or browser tab) of this counter. The host finds it from the window or the token. */
export type Session = {
  readonly id: string;
  operator: SignedIn | null;
  /** Who was there when the screen locked by itself. */
  lockedOperatorId: OperatorId | null;
  lastActiveAt: number;
};

/** Takes the operator out of a window and keeps the name: only the PIN brings the work back. */
export function lockSession(session: Session): void {
  session.lockedOperatorId = session.operator?.operatorId ?? session.lockedOperatorId;
  session.operator = null;
}
