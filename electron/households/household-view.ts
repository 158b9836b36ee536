import type { HouseholdOfficeView, HouseholdView } from '../../shared/contract/households-contract.ts';
import { purseOfLimit } from '../../shared/domain/account.ts';
import { renewalStart } from '../../shared/domain/entitlement.ts';
import type { HouseholdId, OrganisationId } from '../../shared/domain/ids.ts';
import { quantityAllowed } from '../../shared/domain/limit.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { limitPeriodOn, type Period } from '../../shared/domain/scheme-period.ts';
import { preferredLanguageSchema } from '../../shared/operations/household-operations.ts';
import { allowancePeriodOn } from '../database/allowance-posting.ts';
import { isAllowanceAwaited } from '../database/allowances.ts';
import type { Db } from '../database/database.ts';
import { findErasure } from '../database/erasures.ts';
import {
  balanceOf,
  findHousehold,
  type HouseholdRow,
  listBalances,
  listCards,
  listCodiceFiscaleHashes,
  listEntitlements,
} from '../database/households.ts';
import { listMergedInto } from '../database/merges.ts';
import { listMovements } from '../database/movements.ts';
import { findSite } from '../database/network.ts';
import { listLimits } from '../database/products.ts';
import { findScheme, listSchemes } from '../database/schemes.ts';
import { entitlementToday } from '../entitlements/entitlement-today.ts';
import { toCardView } from './card-view.ts';
import { listHouseholdHistory } from './household-history.ts';
import { mergedFrom, mergedInto } from './merge-view.ts';
import { toMovementView } from './movement-view.ts';

/** Movements that a household's page shows; its statements show them all. */
const MOST_MOVEMENTS = 30;

/** One household's page. `office` is filled only for who may read it. Null where the household is not known here. */
export function findHouseholdView(
  db: Db,
  householdId: HouseholdId,
  today: LocalDate,
  /** Of the office that asks; null for whoever may not see its part. */
  officeOf: OrganisationId | null,
): HouseholdView | null {
  const household = findHousehold(db, householdId);
  if (household === null) return null;
  const erasure = findErasure(db, householdId);
  const entitlement = entitlementToday(db, household, today);
  const period: Period | null = entitlement.ok
    ? allowancePeriodOn(db, household.household, entitlement.value, today)
    : null;
  return {
    householdId,
    displayName: household.displayName,
    delegateNames: household.delegateNames,
    size: household.size,
    entitlement: entitlement.ok
      ? { startsOn: entitlement.value.startsOn, endsOn: entitlement.value.endsOn }
      : entitlement.error,
    residualPoints: period === null ? null : balanceOf(db, household.household, `points/${period.startsOn}`),
    isAllowanceAwaited:
      period !== null &&
      isAllowanceAwaited(
        db,
        household.household,
        period.startsOn,
        new Set(listBalances(db, household.household).map(({ account }) => account)),
      ),
    periodEndsOn: period?.endsOn ?? null,
    cards: [household.household, ...listMergedInto(db, householdId).map((merge) => merge.household)].flatMap(
      (each) => listCards(db, each).map((card) => toCardView(db, each, card, today)),
    ),
    mergedInto: mergedInto(db, householdId),
    erased: erasure === null ? null : { on: erasure.erasedOn, reason: erasure.reason },
    office: officeOf === null ? null : officeView(db, household, today, officeOf),
  };
}

function officeView(
  db: Db,
  household: HouseholdRow,
  today: LocalDate,
  organisationId: OrganisationId,
): HouseholdOfficeView {
  const entitlements = listEntitlements(db, household.household);
  const monthStartsOn = limitPeriodOn(today).startsOn;
  const language = preferredLanguageSchema.safeParse(household.preferredLanguage);
  return {
    childBirthMonths: household.childBirthMonths,
    preferredLanguage: language.success ? language.data : 'it',
    siteId: household.siteId,
    siteName: household.siteId === null ? null : (findSite(db, household.siteId)?.name ?? null),
    codiceFiscaleCount: listCodiceFiscaleHashes(db, household.household).length,
    entitlements: entitlements.map(({ entitlementId, schemeId, startsOn, endsOn, state }) => ({
      entitlementId,
      schemeId,
      schemeName: findScheme(db, schemeId, today)?.name ?? null,
      startsOn,
      endsOn,
      state,
    })),
    proposal: {
      startsOn: renewalStart(entitlements, today),
      schemeId: entitlements.at(-1)?.schemeId ?? listSchemes(db, today)[0]?.schemeId ?? null,
    },
    limits: listLimits(db)
      .filter(({ active, per }) => active && per === 'month')
      .map((limit) => ({
        limitId: limit.limitId,
        name: limit.name,
        used: balanceOf(db, household.household, `${purseOfLimit(limit.limitId)}/${monthStartsOn}`),
        allowed: quantityAllowed(limit, household.size),
      })),
    mergedFrom: mergedFrom(db, household.householdId),
    history: listHouseholdHistory(db, household.householdId, organisationId),
    movements: listMovements(db, household.household, MOST_MOVEMENTS).map((each) => toMovementView(db, each)),
  };
}
