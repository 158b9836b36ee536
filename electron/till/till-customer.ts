import { purseOfLimit } from '../../shared/domain/account.ts';
import type { BasketCard, Customer } from '../../shared/domain/basket.ts';
import { entitlementOn } from '../../shared/domain/entitlement.ts';
import type { LimitId } from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import { assert } from '../../shared/domain/result.ts';
import { limitPeriodOn, type Period } from '../../shared/domain/scheme.ts';
import { allowancePeriodOn } from '../database/allowance-posting.ts';
import type { BasketCustomer } from '../database/baskets.ts';
import type { Db } from '../database/database.ts';
import {
  type CardRow,
  findCard,
  findHousehold,
  findScheme,
  type HouseholdRow,
  listBalances,
  listEntitlements,
} from '../database/households.ts';

/** The household behind a basket as pricing sees it, with the periods that its accounts are kept by. */
export type LoadedHousehold = {
  readonly household: HouseholdRow;
  readonly card: CardRow | null;
  readonly customer: Extract<Customer, { kind: 'household' }>;
  /** Of the points; the calendar month where there is no entitlement whose scheme could say. */
  readonly period: Period;
  readonly limitPeriod: Period;
};

/** Loads a household with everything that pricing asks of it on one day. Null where it is not known here. */
export function loadHousehold(
  db: Db,
  from: Extract<BasketCustomer, { kind: 'household' }>,
  today: LocalDate,
): LoadedHousehold | null {
  const household = findHousehold(db, from.householdId);
  if (household === null) return null;
  const card = from.cardId === undefined ? null : findCard(db, from.cardId);
  const entitlements = listEntitlements(db, household.household);
  const entitlement = entitlementOn(entitlements, today);
  const schemeId = entitlement.ok ? entitlement.value.schemeId : entitlements.at(-1)?.schemeId;
  const scheme = schemeId === undefined ? null : findScheme(db, schemeId);
  const limitPeriod = limitPeriodOn(today);
  const period = scheme === null ? limitPeriod : allowancePeriodOn(db, household.household, scheme, today);

  const balances = new Map(
    listBalances(db, household.household).map(({ account, balance }) => [account, balance]),
  );
  const usedByLimit = new Map<LimitId, number>();
  for (const [account, balance] of balances) {
    const [purse = '', startsOn] = account.split('/');
    if (startsOn !== limitPeriod.startsOn || !purse.startsWith('use-')) continue;
    const limitId = purse.slice('use-'.length) as LimitId; // the name of an account was parsed when it was posted to
    assert(purseOfLimit(limitId) === purse, 'a purse of uses names its limit');
    usedByLimit.set(limitId, balance);
  }
  return {
    household,
    card,
    period,
    limitPeriod,
    customer: {
      kind: 'household',
      size: household.size,
      childBirthMonths: household.childBirthMonths,
      card: card === null ? null : cardState(card),
      entitlement,
      residualPoints: balances.get(`points/${period.startsOn}`) ?? 0,
      usedByLimit,
    },
  };
}

function cardState(card: CardRow): BasketCard {
  if (card.replacedByCardId !== null) return { state: 'replaced' };
  if (card.blockReason !== null) return { state: 'blocked', reason: card.blockReason };
  return { state: 'active' };
}
