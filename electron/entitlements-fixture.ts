import { v7 } from 'uuid';
import {
  entitlementIdSchema,
  householdIdSchema,
  operationIdSchema,
  organisationIdSchema,
  siteIdSchema,
} from '../shared/domain/ids.ts';
import type { Isee } from '../shared/domain/isee.ts';
import { localDateSchema } from '../shared/domain/local-date.ts';
import { assert } from '../shared/domain/result.ts';
import { schemeSchema } from '../shared/domain/scheme.ts';
import { householdSet } from '../shared/operations/household-operations.ts';
import { organisationSet, siteSet } from '../shared/operations/network-operations.ts';
import { schemeSet } from '../shared/operations/scheme-operations.ts';
import { aCounter, callerOf } from './counter-fixture.ts';
import { findHouseholdNumber, listBalances, listEntitlements } from './database/households.ts';
import { findScheme } from './database/schemes.ts';
import type { Caller } from './handlers.ts';
import { createEntitlementsService } from './services/entitlements.ts';

export const day = (text: string) => localDateSchema.parse(text);
const newOperationId = () => operationIdSchema.parse(v7());

/** An office with one household that has no right yet. */
export function aDesk() {
  const counter = aCounter();
  const office = callerOf(counter.anOperator('Ugo Ufficio', 'office'));
  const { handlers } = createEntitlementsService(counter.context);
  const householdId = householdIdSchema.parse(v7());
  const entitlementId = entitlementIdSchema.parse(v7());
  counter.write(householdSet, { householdId, displayName: 'Neri Carla', size: 3 });
  const grantAs = (caller: Caller, startsOn: string, endsOn: string, changes: object = {}) =>
    handlers['entitlements.grant'](caller, {
      operationId: newOperationId(),
      entitlementId,
      householdId,
      schemeId: counter.schemeId,
      startsOn: day(startsOn),
      endsOn: day(endsOn),
      ...changes,
    });
  const grant = (startsOn: string, endsOn: string, changes: object = {}) =>
    grantAs(office, startsOn, endsOn, changes);
  const assess = (isee: Isee) =>
    handlers['entitlements.assessIsee'](office, { operationId: newOperationId(), householdId, isee });
  const setScheme = (changes: object) =>
    counter.write(
      schemeSet,
      schemeSchema.parse({ ...findScheme(counter.db, counter.schemeId, counter.clock.today), ...changes }),
    );
  const anotherOrganisation = (): Caller => {
    const organisationId = organisationIdSchema.parse(v7());
    const siteId = siteIdSchema.parse(v7());
    counter.write(organisationSet, { organisationId, name: 'Altro ente' });
    const [name, shortName] = ['Altra sede', 'ALT'];
    counter.write(siteSet, { siteId, organisationId, name, shortName, kind: 'office', isActive: true });
    return callerOf({ ...counter.anOperator('Zoe Altrove', 'office'), siteId });
  };
  const change = (startsOn: string, endsOn: string, override?: 'urgent-need') =>
    handlers['entitlements.change'](office, {
      operationId: newOperationId(),
      entitlementId,
      householdId,
      startsOn: day(startsOn),
      endsOn: day(endsOn),
      ...(override === undefined ? {} : { override }),
    });
  const suspend = () =>
    handlers['entitlements.suspend'](office, {
      operationId: newOperationId(),
      householdId,
      entitlementId,
      reason: 'documents-missing',
    });
  const resume = () =>
    handlers['entitlements.resume'](office, { operationId: newOperationId(), householdId, entitlementId });
  const view = async () => {
    const answer = await handlers['entitlements.view'](office, { householdId });
    assert(answer.ok, 'the household is known');
    return answer.value;
  };
  const number = () => findHouseholdNumber(counter.db, householdId) ?? 0;
  return {
    ...counter,
    office,
    householdId,
    handlers,
    grant,
    grantAs,
    assess,
    setScheme,
    anotherOrganisation,
    number,
    change,
    suspend,
    resume,
    view,
    balances: () => listBalances(counter.db, number()),
    entitlements: () => listEntitlements(counter.db, number()),
  };
}
