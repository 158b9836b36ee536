import type { entitlementsContract } from '../../shared/contract/entitlements-contract.ts';
import type { EntitlementId, HouseholdId, SiteId } from '../../shared/domain/ids.ts';
import { assert, err, ok } from '../../shared/domain/result.ts';
import {
  entitlementGranted,
  entitlementResumed,
  entitlementSuspended,
} from '../../shared/operations/household-operations.ts';
import { ensureAllowance } from '../database/allowance-posting.ts';
import type { Db, Tx } from '../database/database.ts';
import { findHousehold, findScheme, type HouseholdRow, listEntitlements } from '../database/households.ts';
import { type Draft, findOperation } from '../database/log.ts';
import type { Handlers } from '../handlers.ts';
import type { ServiceContext } from './service-context.ts';

const TOPICS = ['households', 'till', 'administration'];

export function createEntitlementsService(context: ServiceContext): {
  handlers: Handlers<typeof entitlementsContract>;
} {
  const { inTransaction, today } = context;
  const add = <Body>(tx: Tx, draft: Omit<Draft<Body>, 'businessOn'>) => {
    context.record(tx, { ...draft, businessOn: today() });
    tx.afterCommit(() => context.announce({ type: 'changed', topics: TOPICS }));
  };
  /** Where a right now holds, this period's points are there at once. */
  const giveAllowance = (tx: Tx, householdId: HouseholdId, siteId: SiteId) => {
    const household = findHousehold(tx, householdId);
    assert(household !== null, 'an entitlement belongs to a household');
    ensureAllowance(context, tx, household, siteId);
  };

  return {
    handlers: {
      'entitlements.grant': ({ operator }, { operationId, ...body }) =>
        inTransaction((tx) => {
          if (findOperation(tx, operationId) !== null) return ok(null); // Enter was pressed twice
          if (findHousehold(tx, body.householdId) === null) return err({ type: 'HouseholdUnknown' });
          if (findScheme(tx, body.schemeId) === null) return err({ type: 'SchemeUnknown' });
          if (body.endsOn < body.startsOn) return err({ type: 'EndsBeforeStart' });
          const { operatorId, siteId } = operator();
          add(tx, { id: operationId, kind: entitlementGranted, body, operatorId });
          giveAllowance(tx, body.householdId, siteId);
          return ok(null);
        }),
      'entitlements.suspend': ({ operator }, { operationId, ...body }) =>
        inTransaction((tx) => {
          if (findOperation(tx, operationId) !== null) return ok(null);
          const household = findHousehold(tx, body.householdId);
          if (household === null) return err({ type: 'HouseholdUnknown' });
          const entitlement = findEntitlement(tx, household, body.entitlementId);
          if (entitlement === null) return err({ type: 'EntitlementUnknown' });
          if (entitlement.state === 'suspended') return err({ type: 'AlreadySuspended' });
          const { operatorId } = operator();
          add(tx, { id: operationId, kind: entitlementSuspended, body, operatorId });
          return ok(null);
        }),
      'entitlements.resume': ({ operator }, { operationId, ...body }) =>
        inTransaction((tx) => {
          if (findOperation(tx, operationId) !== null) return ok(null);
          const household = findHousehold(tx, body.householdId);
          if (household === null) return err({ type: 'HouseholdUnknown' });
          const entitlement = findEntitlement(tx, household, body.entitlementId);
          if (entitlement === null) return err({ type: 'EntitlementUnknown' });
          const { suspensionId } = entitlement;
          if (suspensionId === null) return err({ type: 'NotSuspended' });
          const { operatorId, siteId } = operator();
          add(tx, {
            id: operationId,
            kind: entitlementResumed,
            body,
            operatorId,
            reversesId: suspensionId,
          });
          giveAllowance(tx, body.householdId, siteId);
          return ok(null);
        }),
    },
  };
}

const findEntitlement = (db: Db, household: HouseholdRow, entitlementId: EntitlementId) =>
  listEntitlements(db, household.household).find((each) => each.entitlementId === entitlementId) ?? null;
