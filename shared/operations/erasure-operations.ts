import { z } from 'zod';
import { householdIdSchema } from '../domain/ids.ts';
import { byRolesOrDevice, defineKind, networkStream } from './kind.ts';

/**
 * Why a household is erased. `restored`: an order that a restored backup did not know yet is given again by the counter
 * itself.
 */
export const erasureReasonSchema = z.enum(['asked', 'noLongerNeeded', 'registeredByMistake', 'restored']);
export type ErasureReason = z.infer<typeof erasureReasonSchema>;

/**
 * From now on nothing personal of this household is kept anywhere: whoever has this operation has neither body nor salt
 * of any personal kind that names it, whichever came first. It lies in the stream that every device has. Accounts, sales
 * and registers of goods stay, because none of them says who it was. Nothing takes it back.
 */
export const householdErased = defineKind({
  type: 'household.erased',
  version: 1,
  body: z.strictObject({ householdId: householdIdSchema, reason: erasureReasonSchema }),
  writers: byRolesOrDevice('office', 'admin'),
  stream: () => networkStream,
  subject: (body) => `household:${body.householdId}`,
});
