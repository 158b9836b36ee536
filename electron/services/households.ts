import type { HouseholdDetails, householdsContract } from '../../shared/contract/households-contract.ts';
import { MOST_CODICI_FISCALI } from '../../shared/contract/households-contract.ts';
import type { CodiceFiscale } from '../../shared/domain/codice-fiscale.ts';
import type { HouseholdId, OperationId } from '../../shared/domain/ids.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { HOUSEHOLD_ROLES, hasAnyRole } from '../../shared/domain/role.ts';
import { householdSet } from '../../shared/operations/household-operations.ts';
import { logAccess } from '../database/access-log.ts';
import type { Db, Tx } from '../database/database.ts';
import { findKeptHousehold } from '../database/erasures.ts';
import { searchHouseholds } from '../database/household-search.ts';
import { findHousehold, type HouseholdRow, listCodiceFiscaleHashes } from '../database/households.ts';
import { identityHash, listHouseholdsByCodiceFiscale } from '../database/identity.ts';
import { findOperation } from '../database/log.ts';
import { listSites } from '../database/network.ts';
import type { Handlers } from '../handlers.ts';
import { toHouseholdHit } from '../households/household-hit.ts';
import { findHouseholdView } from '../households/household-view.ts';
import { organisationOf } from '../households/organisation-of.ts';
import type { SignedIn } from '../session.ts';
import type { ServiceContext } from './service-context.ts';

/** What screens read of a household is stale after any change here. */
const TOPICS = ['households', 'till', 'administration'];

export function createHouseholdsService(context: ServiceContext): {
  handlers: Handlers<typeof householdsContract>;
} {
  const { db, inTransaction, today } = context;

  const note = (
    tx: Tx,
    operator: SignedIn,
    action: 'household.searched' | 'household.read',
    subject: string,
  ) => logAccess(tx, { readAt: context.now(), operatorId: operator.operatorId, action, subject });

  const recordSet = (
    tx: Tx,
    operator: SignedIn,
    operationId: OperationId,
    body: Parameters<typeof householdSet.stream>[0],
  ) => {
    const { operatorId } = operator;
    context.record(tx, { id: operationId, kind: householdSet, body, operatorId, businessOn: today() });
    tx.afterCommit(() => context.announce({ type: 'changed', topics: TOPICS }));
  };

  return {
    handlers: {
      'households.search': ({ operator }, { text }) =>
        inTransaction((tx) => {
          const found = searchHouseholds(tx, text);
          if (!found.ok) return found;
          const { by, households, hasMore } = found.value;
          note(tx, operator(), 'household.searched', `by:${by}`);
          return ok({ households: households.map((each) => toHouseholdHit(tx, each, today())), hasMore });
        }),
      'households.view': ({ operator }, { householdId }) =>
        inTransaction((tx) => {
          const view = findHouseholdView(
            tx,
            householdId,
            today(),
            hasAnyRole(operator().roles, HOUSEHOLD_ROLES) ? organisationOf(tx, operator()) : null,
          );
          if (view === null) return err({ type: 'HouseholdUnknown' });
          note(tx, operator(), 'household.read', `household:${householdId}`);
          return ok(view);
        }),
      'households.sites': () =>
        ok(
          listSites(db)
            .filter(({ isActive }) => isActive)
            .map(({ siteId, name }) => ({ siteId, name })),
        ),
      'households.change': (caller, input) =>
        inTransaction((tx) => {
          if (findOperation(tx, input.operationId) !== null) return ok(null);
          const before = findKeptHousehold(tx, input.householdId);
          if (before === null) return err({ type: 'HouseholdUnknown' });
          const added = hashesOf(tx, input.codiciFiscali);
          const taken = findTaken(tx, input.householdId, input.codiciFiscali);
          if (taken !== null) return err({ type: 'CodiceFiscaleTaken', ...taken });
          const kept = listCodiceFiscaleHashes(tx, before.household);
          const hashes = [...new Set([...(input.forgetsCodiciFiscali ? [] : kept), ...added])].sort();
          if (hashes.length > MOST_CODICI_FISCALI) {
            return err({ type: 'TooManyCodiciFiscali', most: MOST_CODICI_FISCALI });
          }
          const changed = {
            ...changedDetails(before, input.details),
            ...(hashes.join() === kept.join() ? {} : { codiceFiscaleHashes: hashes }),
          };
          if (Object.keys(changed).length > 0) {
            recordSet(tx, caller.operator(), input.operationId, {
              householdId: input.householdId,
              ...changed,
            });
          }
          return ok(null);
        }),
    },
  };
}

const hashesOf = (db: Db, codiciFiscali: readonly CodiceFiscale[]): string[] =>
  [...new Set(codiciFiscali.map((each) => identityHash(db, each)))].sort();

/** The other household that has one of these codici fiscali. */
function findTaken(
  db: Db,
  householdId: HouseholdId,
  codiciFiscali: readonly CodiceFiscale[],
): { householdId: HouseholdId; displayName: string } | null {
  const owners = codiciFiscali.flatMap((each) => listHouseholdsByCodiceFiscale(db, each));
  const other = owners.find((owner) => owner !== householdId);
  return other === undefined
    ? null
    : { householdId: other, displayName: findHousehold(db, other)?.displayName ?? '?' };
}

/** The fields that differ: an edit says only what it changed, so that it undoes nobody else's. */
function changedDetails(before: HouseholdRow, after: HouseholdDetails): Partial<HouseholdDetails> {
  const isSame = (name: keyof HouseholdDetails) =>
    JSON.stringify(before[name]) === JSON.stringify(after[name]);
  return {
    ...(isSame('displayName') ? {} : { displayName: after.displayName }),
    ...(isSame('size') ? {} : { size: after.size }),
    ...(isSame('childBirthMonths') ? {} : { childBirthMonths: after.childBirthMonths }),
    ...(isSame('delegateNames') ? {} : { delegateNames: after.delegateNames }),
    ...(isSame('preferredLanguage') ? {} : { preferredLanguage: after.preferredLanguage }),
    ...(isSame('siteId') ? {} : { siteId: after.siteId }),
  };
}
