import { z } from 'zod';

/** What an operator is at one site. `admin` may do what every other role may. */
export const roleSchema = z.enum(['cashier', 'laundry', 'office', 'socialWorker', 'admin']);
export type Role = z.infer<typeof roleSchema>;

/** Law: an admin is never refused; otherwise one common role is enough. */
export const hasAnyRole = (roles: readonly Role[], allowed: readonly Role[]): boolean =>
  roles.includes('admin') || roles.some((role) => allowed.includes(role));

/** Who may override a refusal at the till or help a person without a household. */
export const OVERRIDE_ROLES: readonly Role[] = ['office', 'admin'];

/** Who may read and change a household's whole record; a till sees the least of it. */
export const HOUSEHOLD_ROLES: readonly Role[] = ['office', 'socialWorker', 'admin'];
