import type {
  HouseholdHistoryEntry,
  HouseholdOfficeView,
  HouseholdView,
} from '../../shared/contract/households-contract.ts';
import { purseOfLimit } from '../../shared/domain/account.ts';
import { entitlementOn, renewalStart } from '../../shared/domain/entitlement.ts';
import type { HouseholdId } from '../../shared/domain/ids.ts';
import { quantityAllowed } from '../../shared/domain/limit.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { limitPeriodOn, type Period } from '../../shared/domain/scheme-period.ts';
import { householdSet, preferredLanguageSchema } from '../../shared/operations/household-operations.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import { allowancePeriodOn } from '../database/allowance-posting.ts';
import type { Db } from '../database/database.ts';
import {
  balanceOf,
  findHousehold,
  type HouseholdRow,
  listCards,
  listCodiceFiscaleHashes,
  listEntitlements,
} from '../database/households.ts';
import { listMovements } from '../database/movements.ts';
import { findOperator, findOwnSite, findSite } from '../database/network.ts';
import { listLimits } from '../database/products.ts';
import { findScheme, listSchemes } from '../database/schemes.ts';
import { toCardView } from './card-view.ts';
import { listMergedHistory, mergedFrom, mergedInto } from './merge-view.ts';
import { toMovementView } from './movement-view.ts';

/** Movements that a household's page shows; its statements show them all. */
const MOST_MOVEMENTS = 30;
const MOST_HISTORY = 50;

/** One household's page. `office` is filled only for who may read it. Null where the household is not known here. */
export function findHouseholdView(
  db: Db,
  householdId: HouseholdId,
  today: LocalDate,
  withOffice: boolean,
): HouseholdView | null {
  const household = findHousehold(db, householdId);
  if (household === null) return null;
  const entitlement = entitlementOn(listEntitlements(db, household.household), today);
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
    periodEndsOn: period?.endsOn ?? null,
    cards: listCards(db, household.household).map((card) => toCardView(db, household.household, card, today)),
    mergedInto: mergedInto(db, householdId),
    office: withOffice ? officeView(db, household, today) : null,
  };
}

function officeView(db: Db, household: HouseholdRow, today: LocalDate): HouseholdOfficeView {
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
    history: listMergedHistory(db, household.householdId, MOST_HISTORY).map(({ operation }) =>
      toHistoryEntry(db, operation),
    ),
    movements: listMovements(db, household.household, MOST_MOVEMENTS).map((each) => toMovementView(db, each)),
  };
}

function toHistoryEntry(db: Db, operation: Operation): HouseholdHistoryEntry {
  const { id, type, occurredAt, operatorId, body } = operation;
  const siteId = findOwnSite(db)?.siteId;
  const operator =
    operatorId === undefined || siteId === undefined ? null : findOperator(db, siteId, operatorId);
  const details: unknown = type === householdSet.type && body !== undefined ? JSON.parse(body) : {};
  const fields = Object.keys(details ?? {}).filter((name) => name !== 'householdId');
  return { operationId: id, type, occurredAt, operatorName: operator?.displayName ?? null, fields };
}
