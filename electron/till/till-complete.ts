import type { CompletedSale } from '../../shared/contract/till-contract.ts';
import type { PricedBasket, Refusal } from '../../shared/domain/basket.ts';
import type { OperationId } from '../../shared/domain/ids.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import { hasAnyRole } from '../../shared/domain/role.ts';
import { saleLinesOf, totalsOf } from '../../shared/domain/sale.ts';
import { overridableRefusalSchema } from '../../shared/domain/till-rules.ts';
import { fitsInBody } from '../../shared/operations/operation.ts';
import { type SaleBeneficiary, saleCompleted } from '../../shared/operations/sale-operations.ts';
import { type BasketRow, deleteBasket } from '../database/baskets.ts';
import type { Db, Tx } from '../database/database.ts';
import { readSaleReceipt } from '../database/sale-receipt.ts';
import { findSale, type SaleBody } from '../database/sales.ts';
import type { ServiceContext } from '../services/service-context.ts';
import type { SignedIn } from '../session.ts';
import { type CoverFor, type CoverNeeded, isAtFloor, recordUnder } from '../sync/act-under-cover.ts';
import type { TillReference } from './till-reference.ts';
import type { PricedTill } from './till-view.ts';

export type CompleteFailure =
  | { readonly type: 'Refused'; readonly refusals: readonly Refusal[] }
  | { readonly type: 'OccasionalNotAllowed' }
  | { readonly type: 'BasketTooLarge' }
  | CoverNeeded;

/**
 * Turns a basket that nothing refuses into one `sale.completed` under the basket's id. Everything is decided again here,
 * whatever the screen showed.
 */
export function completeSale(
  context: ServiceContext,
  tx: Tx,
  basket: BasketRow,
  till: PricedTill,
  reference: TillReference,
  operator: SignedIn,
  coverFor: CoverFor,
): Result<SaleReceipt, CompleteFailure> {
  const { priced, document } = till;
  if (priced.refusals.length > 0) return err({ type: 'Refused', refusals: priced.refusals });
  const isOccasional = document.customer?.kind === 'occasional';
  if (isOccasional && !hasAnyRole(operator.roles, reference.rules.occasionalRoles)) {
    return err({ type: 'OccasionalNotAllowed' });
  }
  const lines = saleLinesOf(document.lines, priced);
  const body: SaleBody = {
    siteId: operator.siteId,
    beneficiary: toBeneficiary(till),
    lines,
    totals: totalsOf(lines, !isOccasional),
    ...(priced.residual === null ? {} : { residual: priced.residual }),
    limitsLeft: priced.limits
      .filter(({ per }) => per === 'month')
      .map(({ limitId, left, allowed }) => ({ limitId, left, allowed })),
    overrides: toOverrides(priced),
  };
  if (!fitsInBody(body)) return err({ type: 'BasketTooLarge' });
  const recorded = recordUnder(context, tx, coverFor, {
    id: basket.basketId,
    kind: saleCompleted,
    body,
    operatorId: operator.operatorId,
    businessOn: context.today(),
  });
  if (!recorded.ok) return recorded;
  const { operation } = recorded.value;
  deleteBasket(tx, basket.basketId);
  return ok({
    saleId: basket.basketId,
    receipt: readSaleReceipt(tx, { operation, body }, false, till.products),
    isWithoutCover: isAtFloor(operation),
  });
}

export type SaleReceipt = Pick<CompletedSale, 'saleId' | 'receipt' | 'isWithoutCover'>;

/** A sale that was completed before, as the screen was told then. Null where there is none. */
export function readCompleted(db: Db, saleId: OperationId): SaleReceipt | null {
  const sale = findSale(db, saleId);
  if (sale === null) return null;
  return {
    saleId,
    receipt: readSaleReceipt(db, sale, false),
    isWithoutCover: isAtFloor(sale.operation),
  };
}

function toBeneficiary({ document, household }: PricedTill): SaleBeneficiary {
  const { customer } = document;
  assert(customer !== null, 'a basket that nothing refuses is for somebody');
  if (customer.kind === 'occasional') return customer;
  assert(household !== null, 'a basket that nothing refuses has a known household');
  return {
    ...customer,
    // The basket may have been opened by one that was merged into another since.
    householdId: household.household.householdId,
    size: household.household.size,
    pointsPeriodStartsOn: household.period.startsOn,
    limitPeriodStartsOn: household.limitPeriod.startsOn,
    ...(household.week === null ? {} : { weekStartsOn: household.week.startsOn }),
  };
}

export function toOverrides(priced: PricedBasket): SaleBody['overrides'] {
  return priced.overrides.flatMap(({ refusal, reason, operatorId }) => {
    const type = overridableRefusalSchema.parse(refusal.type);
    const lineIds =
      'lineIds' in refusal ? refusal.lineIds : 'lineId' in refusal ? [refusal.lineId] : [undefined];
    return lineIds.map((line) => ({
      refusal: type,
      ...(line === undefined ? {} : { line }),
      reason,
      operatorId,
    }));
  });
}
