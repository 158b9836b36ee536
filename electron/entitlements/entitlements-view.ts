import type {
  EntitlementAct,
  EntitlementProposal,
  EntitlementsView,
} from '../../shared/contract/entitlements-contract.ts';
import { type Entitlement, renewalStart, USUAL_MONTHS } from '../../shared/domain/entitlement.ts';
import type { OrganisationId, SchemeId, SiteId } from '../../shared/domain/ids.ts';
import { addDays, type LocalDate } from '../../shared/domain/local-date.ts';
import { proposeEntitlement } from '../../shared/domain/scheme-validity.ts';
import {
  entitlementChanged,
  entitlementExplained,
  iseeAssessed,
} from '../../shared/operations/entitlement-operations.ts';
import {
  entitlementGranted,
  entitlementResumed,
  entitlementSuspended,
} from '../../shared/operations/household-operations.ts';
import type { OperationKind } from '../../shared/operations/kind.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import type { Db } from '../database/database.ts';
import { findIsee, findSuspensionReason } from '../database/entitlements.ts';
import { householdFactsOf } from '../database/household-facts.ts';
import { type HouseholdRow, listEntitlements } from '../database/households.ts';
import { listHistory } from '../database/log.ts';
import { findOperator } from '../database/network.ts';
import { findScheme, listSchemes } from '../database/schemes.ts';

/** Acts on a household that are read to find those on its rights. */
const MOST_HISTORY = 500;

/** What one organisation's office may see of a household's rights and means. */
export function readEntitlements(
  db: Db,
  household: HouseholdRow,
  office: { readonly organisationId: OrganisationId; readonly siteId: SiteId; readonly mayOverride: boolean },
  today: LocalDate,
): EntitlementsView {
  const entitlements = listEntitlements(db, household.household);
  const { organisationId } = office;
  return {
    householdId: household.householdId,
    displayName: household.displayName,
    size: household.size,
    entitlements: entitlements.toReversed().map(({ suspensionId, ...each }) => ({
      ...each,
      schemeName: findScheme(db, each.schemeId, today)?.name ?? null,
      suspensionReason: suspensionId === null ? null : findSuspensionReason(db, suspensionId, organisationId),
    })),
    isee: findIsee(db, household.household, organisationId),
    proposal: proposeNext(db, household, null, today),
    mayOverride: office.mayOverride,
    facts: householdFactsOf(db, household, today),
    history: readActs(db, household, office, today),
  };
}

/**
 * What the next right of a household starts from: the scheme it had last unless another one is named. `entitlements` are
 * those that count as past: all of them unless some are said.
 */
export function proposeNext(
  db: Db,
  household: HouseholdRow,
  wantedSchemeId: SchemeId | null,
  today: LocalDate,
  entitlements: readonly Entitlement[] = listEntitlements(db, household.household),
): EntitlementProposal {
  const schemeId =
    wantedSchemeId ?? entitlements.at(-1)?.schemeId ?? listSchemes(db, today)[0]?.schemeId ?? null;
  const scheme = schemeId === null ? null : findScheme(db, schemeId, today);
  const startsOn = renewalStart(entitlements, today);
  const usual = { schemeId, startsOn, months: USUAL_MONTHS, pause: null, renewalsUsedUp: null };
  if (scheme === null) return usual;
  const { validity } = scheme;
  const proposed = proposeEntitlement(scheme, entitlements, today);
  if (!proposed.ok) {
    return { ...usual, months: validity.renewalMonths, renewalsUsedUp: proposed.error.mostRenewals };
  }
  const { renewal, pausedUntil } = proposed.value;
  const endedOn = lastDayUnder(entitlements, scheme.schemeId);
  return {
    ...usual,
    // Under another scheme a right may still run: the next one begins when it has ended.
    startsOn: proposed.value.startsOn < startsOn ? startsOn : proposed.value.startsOn,
    months: renewal === 0 ? validity.firstMonths : validity.renewalMonths,
    pause:
      pausedUntil === null || endedOn === null
        ? null
        : { startsOn: addDays(endedOn, 1), endsOn: pausedUntil },
  };
}

const lastDayUnder = (entitlements: readonly Entitlement[], schemeId: SchemeId): LocalDate | null =>
  entitlements
    .filter((each) => each.schemeId === schemeId)
    .map(({ endsOn }) => endsOn)
    .sort()
    .at(-1) ?? null;

function readActs(
  db: Db,
  household: HouseholdRow,
  { organisationId, siteId }: { readonly organisationId: OrganisationId; readonly siteId: SiteId },
  today: LocalDate,
): EntitlementAct[] {
  const registry = `registry:${organisationId}`;
  return listHistory(db, `household:${household.householdId}`, MOST_HISTORY)
    .map(({ operation }) => operation)
    .filter(({ stream }) => !stream.startsWith('registry:') || stream === registry)
    .flatMap((operation) => {
      const told = tell(db, operation, today);
      if (told === null) return [];
      const { id, type, occurredAt, operatorId } = operation;
      const operatorName =
        operatorId === undefined ? null : (findOperator(db, siteId, operatorId)?.displayName ?? null);
      return [{ ...NOTHING_TOLD, operationId: id, type, occurredAt, operatorName, ...told }];
    });
}

const NOTHING_TOLD = { schemeName: null, days: null, reason: null, isee: null } as const;

type Told = Partial<Pick<EntitlementAct, 'schemeName' | 'days' | 'reason' | 'isee'>>;

/** What an act on rights or means says; null for any other act, and for one whose body was erased. */
function tell(db: Db, operation: Operation, today: LocalDate): Told | null {
  const granted = bodyAs(entitlementGranted, operation);
  if (granted !== null) {
    const { schemeId, startsOn, endsOn } = granted;
    return { schemeName: findScheme(db, schemeId, today)?.name ?? null, days: { startsOn, endsOn } };
  }
  const changed = bodyAs(entitlementChanged, operation);
  if (changed !== null) return { days: { startsOn: changed.startsOn, endsOn: changed.endsOn } };
  const explained = bodyAs(entitlementExplained, operation);
  if (explained !== null) return { reason: explained.explanation.reason };
  const assessed = bodyAs(iseeAssessed, operation);
  if (assessed !== null) return { isee: assessed.isee };
  const isPlain = bodyAs(entitlementSuspended, operation) ?? bodyAs(entitlementResumed, operation);
  return isPlain === null ? null : {};
}

const bodyAs = <Body>(kind: OperationKind<Body>, { type, version, body }: Operation): Body | null =>
  type !== kind.type || version !== kind.version || body === undefined
    ? null
    : kind.body.parse(JSON.parse(body));
