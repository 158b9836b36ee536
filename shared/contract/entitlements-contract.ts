import { z } from 'zod';
import { entitlementIdSchema, householdIdSchema, operationIdSchema, schemeIdSchema } from '../domain/ids.ts';
import { localDateSchema } from '../domain/local-date.ts';
import { command } from './command.ts';
import type { HouseholdUnknown } from './households-contract.ts';

type EntitlementUnknown = { readonly type: 'EntitlementUnknown' };

const editors = ['office', 'socialWorker'] as const;
const entitlement = z.strictObject({
  operationId: operationIdSchema,
  householdId: householdIdSchema,
  entitlementId: entitlementIdSchema,
});

export const entitlementsContract = {
  /**
   * Grants a right, or under the id of one that there is gives it other dates. This period's allowance is posted at once
   * where the right holds today.
   */
  'entitlements.grant': command(
    editors,
    entitlement.extend({ schemeId: schemeIdSchema, startsOn: localDateSchema, endsOn: localDateSchema }),
  ).returns<
    null,
    HouseholdUnknown | { readonly type: 'SchemeUnknown' } | { readonly type: 'EndsBeforeStart' }
  >(),
  'entitlements.suspend': command(editors, entitlement).returns<
    null,
    HouseholdUnknown | EntitlementUnknown | { readonly type: 'AlreadySuspended' }
  >(),
  'entitlements.resume': command(editors, entitlement).returns<
    null,
    HouseholdUnknown | EntitlementUnknown | { readonly type: 'NotSuspended' }
  >(),
};
