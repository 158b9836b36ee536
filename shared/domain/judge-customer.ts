import type {
  BasketAlert,
  BasketInput,
  HouseholdCustomer,
  Judged,
  PricedLine,
  RefusalCause,
} from './basket.ts';
import { daysBetween } from './local-date.ts';
import type { Residuals, Tenders } from './tenders.ts';

/** Whether the household may shop today with this card, and whether its purses hold what it is charged. */
export function judgeCustomer({ customer, override, businessOn }: BasketInput, charged: Tenders): Judged[] {
  if (customer?.kind !== 'household') return [];
  const causes: RefusalCause[] = [];
  const { card } = customer;
  if (card?.state === 'blocked') causes.push({ type: 'CardBlocked', reason: card.reason });
  if (card?.state === 'replaced') causes.push({ type: 'CardReplaced' });
  if (card?.state === 'active' && card.expiresOn !== undefined && card.expiresOn < businessOn) {
    causes.push({ type: 'CardExpired', expiredOn: card.expiresOn });
  }
  if (!customer.entitlement.ok) causes.push(customer.entitlement.error);
  const missingPoints = missingFrom(charged.points, customer.residualPoints);
  if (missingPoints > 0) causes.push({ type: 'InsufficientPoints', missingPoints });
  const missingCents = missingFrom(charged.cents, customer.residualCents ?? 0);
  if (missingCents > 0) causes.push({ type: 'InsufficientCents', missingCents });
  causes.push(...weeklyQuota(customer, charged.points));
  return causes.map((cause) => ({ cause, override }));
}

/** A basket that takes nothing from a purse is never short of it, even on an account below zero. */
const missingFrom = (charged: number, residual: number): number =>
  charged === 0 ? 0 : Math.max(0, charged - residual);

function weeklyQuota({ week }: HouseholdCustomer, chargedPoints: number): RefusalCause[] {
  if (week === null) return [];
  const { quotaPoints, usedPoints, nextStartsOn } = week;
  const leftPoints = Math.max(0, quotaPoints - usedPoints);
  const excessPoints = missingFrom(chargedPoints, leftPoints);
  if (excessPoints === 0) return [];
  return [{ type: 'WeeklyQuotaExceeded', quotaPoints, leftPoints, excessPoints, nextStartsOn }];
}

/** Goods that a card for baby goods does not open: each line that is none, by the line's own override. */
export function judgeCardUse({ lines, customer }: BasketInput, priced: readonly PricedLine[]): Judged[] {
  if (customer?.kind !== 'household') return [];
  if (customer.card?.state !== 'active' || customer.card.use !== 'baby') return [];
  const forBabies = new Set(priced.filter(({ isForBabies }) => isForBabies).map(({ lineId }) => lineId));
  return lines
    .filter(({ lineId }) => !forBabies.has(lineId))
    .map(({ lineId, productId, override }) => ({
      cause: { type: 'CardForBabyGoodsOnly', lineId, productId },
      override,
    }));
}

/** What each purse of the household holds before and after. Law: after = before - charged, for every purse. */
export function residualsOf(customer: HouseholdCustomer, charged: Tenders): Residuals {
  const { residualPoints, residualBabyPoints, residualCents } = customer;
  const of = (before: number, less: number) => ({ before, after: before - less });
  return {
    points: of(residualPoints, charged.points),
    ...(residualBabyPoints === null ? {} : { babyPoints: of(residualBabyPoints, charged.babyPoints) }),
    ...(residualCents === null && charged.cents === 0
      ? {}
      : { cents: of(residualCents ?? 0, charged.cents) }),
  };
}

export function customerAlerts(
  { customer, rules, businessOn }: BasketInput,
  residual: Residuals | null,
): BasketAlert[] {
  if (customer?.kind !== 'household') return [];
  const alerts: BasketAlert[] = [];
  const after = residual?.points.after ?? 0;
  if (customer.isAllowanceAwaited) alerts.push({ type: 'AllowanceAwaited' });
  else if (after >= 0 && after < rules.lowPointsThreshold) {
    alerts.push({ type: 'PointsLow', residualPoints: after });
  }
  if (customer.entitlement.ok) {
    const { endsOn } = customer.entitlement.value;
    const daysLeft = daysBetween(businessOn, endsOn);
    if (daysLeft <= rules.entitlementAlertDays)
      alerts.push({ type: 'EntitlementEndsSoon', endsOn, daysLeft });
  }
  return alerts;
}
