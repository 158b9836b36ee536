import type { Role } from '../../../shared/domain/role.ts';
import type { MessageId } from '../../i18n/messages.ts';
import type { Words } from '../../i18n/words.ts';

export const ROLE_WORDS = {
  cashier: 'session.role.cashier',
  laundry: 'session.role.laundry',
  office: 'session.role.office',
  socialWorker: 'session.role.socialWorker',
  admin: 'session.role.admin',
} as const satisfies Record<Role, MessageId>;

/** `cassa, ufficio`. */
export const roleNames = ({ t }: Words, roles: readonly Role[]): string =>
  roles.map((role) => t(ROLE_WORDS[role])).join(', ');
