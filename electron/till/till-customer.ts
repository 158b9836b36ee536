import { purseOfLimit } from '../../shared/domain/account.ts';
import type { BasketCard, Customer, SpendingWeek } from '../../shared/domain/basket.ts';
import type { LimitId } from '../../shared/domain/ids.ts';
import { WEEKLY_POINTS } from '../../shared/domain/limit.ts';
import { addDays, type LocalDate } from '../../shared/domain/local-date.ts';
import { assert } from '../../shared/domain/result.ts';
import type { Scheme } from '../../shared/domain/scheme.ts';
import { allowanceOf, weeklyQuotaOf } from '../../shared/domain/scheme-allowance.ts';
import { limitPeriodOn, type Period, weekOn } from '../../shared/domain/scheme-period.ts';
import { type HouseholdPeriod, householdPeriodOn } from '../database/allowance-posting.ts';
import { isAllowanceAwaited, sumPosted } from '../database/allowances.ts';
import type { BasketCustomer } from '../database/baskets.ts';
import type { Db } from '../database/database.ts';
import { householdFactsOf } from '../database/household-facts.ts';
import {
  type CardRow,
  findCard,
  findHousehold,
  type HouseholdRow,
  listBalances,
  listEntitlements,
} from '../database/households.ts';
import { headOf } from '../database/merges.ts';
import { isAllowanceAuthority } from '../database/sync.ts';
import { entitlementToday } from '../entitlements/entitlement-today.ts';

/** The household behind a basket as pricing sees it, with the periods that its accounts are kept by. */
export type LoadedHousehold = {
  readonly household: HouseholdRow;
  readonly card: CardRow | null;
  readonly customer: Extract<Customer, { kind: 'household' }>;
  /** Of the points; the calendar month where there is no entitlement whose scheme could say. */
  readonly period: Period;
  readonly limitPeriod: Period;
  /** Null where the scheme has no weekly quota. */
  readonly week: Period | null;
};

/** Loads a household with everything that pricing asks of it on one day. Null where it is not known here. */
export function loadHousehold(
  db: Db,
  from: Extract<BasketCustomer, { kind: 'household' }>,
  today: LocalDate,
): LoadedHousehold | null {
  const household = findHousehold(db, headOf(db, from.householdId));
  if (household === null) return null;
  const card = from.cardId === undefined ? null : findCard(db, from.cardId);
  const entitlements = listEntitlements(db, household.household);
  const entitlement = entitlementToday(db, household, today);
  const right = entitlement.ok ? entitlement.value : entitlements.at(-1);
  const limitPeriod = limitPeriodOn(today);
  const ruled = right === undefined ? null : householdPeriodOn(db, household.household, right, today);
  const period = ruled?.period ?? limitPeriod;

  const balances = new Map(
    listBalances(db, household.household).map(({ account, balance }) => [account, balance]),
  );
  const week = ruled === null ? null : weekOf(db, household, ruled, today, balances);
  return {
    household,
    card,
    period,
    limitPeriod,
    week: week?.period ?? null,
    customer: {
      kind: 'household',
      size: household.size,
      childBirthMonths: household.childBirthMonths,
      card: card === null ? null : cardState(card),
      entitlement,
      residualPoints: balances.get(`points/${period.startsOn}`) ?? 0,
      isAllowanceAwaited:
        entitlement.ok && isAllowanceAwaited(db, household.household, period.startsOn, balances),
      residualBabyPoints: balances.get(`points-baby/${period.startsOn}`) ?? null,
      residualCents: balances.get('cents') ?? null,
      week: week?.spending ?? null,
      usedByLimit: usesIn(balances, limitPeriod.startsOn),
    },
  };
}

/** What was taken against each limit in the month that begins on a day. */
function usesIn(balances: ReadonlyMap<string, number>, monthStartsOn: LocalDate): Map<LimitId, number> {
  const usedByLimit = new Map<LimitId, number>();
  for (const [account, balance] of balances) {
    const [purse = '', startsOn] = account.split('/');
    if (startsOn !== monthStartsOn || !purse.startsWith('use-')) continue;
    const limitId = purse.slice('use-'.length) as LimitId; // the name of an account was parsed when it was posted to
    assert(purseOfLimit(limitId) === purse, 'a purse of uses names its limit');
    if (limitId !== WEEKLY_POINTS) usedByLimit.set(limitId, balance);
  }
  return usedByLimit;
}

/** The week of the period that holds today and what was spent in it; null where the scheme has no weekly quota. */
function weekOf(
  db: Db,
  household: HouseholdRow,
  { period, scheme }: HouseholdPeriod,
  today: LocalDate,
  balances: ReadonlyMap<string, number>,
): { readonly period: Period; readonly spending: SpendingWeek } | null {
  if (scheme?.weeklyQuota === undefined) return null;
  const quotaPoints = weeklyQuotaOf(scheme, periodPointsOf(db, household, period, scheme));
  if (quotaPoints === null) return null;
  const week = weekOn(period, today);
  const usedPoints = balances.get(`${purseOfLimit(WEEKLY_POINTS)}/${week.startsOn}`) ?? 0;
  return { period: week, spending: { quotaPoints, usedPoints, nextStartsOn: addDays(week.endsOn, 1) } };
}

/**
 * What a period gave. Counters of other sites are told of the account alone, and not of what was given to it: they reckon by the
 * scheme and by what they know of the household.
 */
function periodPointsOf(db: Db, household: HouseholdRow, { startsOn }: Period, scheme: Scheme): number {
  const posted = sumPosted(db, household.household, 'points', startsOn);
  const isToldHere = posted.lastRevision > 0 || isAllowanceAuthority(db);
  return isToldHere
    ? posted.points
    : allowanceOf(scheme, householdFactsOf(db, household, startsOn), startsOn).points;
}

function cardState(card: CardRow): BasketCard {
  if (card.replacedByCardId !== null) return { state: 'replaced' };
  if (card.blockReason !== null) return { state: 'blocked', reason: card.blockReason };
  const { use, expiresOn } = card;
  return { state: 'active', use, ...(expiresOn === null ? {} : { expiresOn }) };
}
