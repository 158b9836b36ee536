import type { BasketAlert, BasketCategory, BasketInput, BasketLine, Judged, RefusalCause } from './basket.ts';
import { lastDayOf } from './best-before.ts';
import { ageInMonths, daysBetween } from './local-date.ts';

/**
 * Whether the goods of one line may be given on this day to this customer: withdrawn, kinds that are never
 * given, age of the children, dates. Nothing here depends on other lines or on points.
 */
export function judgeGoods(
  line: BasketLine,
  input: BasketInput,
): { judged: readonly Judged[]; alerts: readonly BasketAlert[] } {
  const product = input.products.get(line.productId);
  const onLine = { lineId: line.lineId, productId: line.productId };
  const category = product && input.categories.get(product.categoryId);
  const causes: RefusalCause[] = [];
  const alerts: BasketAlert[] = [];

  if (product && !product.active) causes.push({ type: 'ProductWithdrawn', ...onLine });
  if (category?.notGiven) causes.push({ type: 'NotGiven', ...onLine });
  const missingAge = category && missingAgeOf(category, input);
  if (missingAge) {
    causes.push({ type: 'NoChildOfAge', ...onLine, fromMonths: missingAge.from, toMonths: missingAge.to });
  }
  // Past its scadenza food is given to nobody and by nobody's decision: law 166/2016 art. 4.
  if (line.useBy && line.useBy < input.businessOn) {
    causes.push({ type: 'PastUseBy', ...onLine, useBy: line.useBy });
  }
  if (line.bestBefore) {
    const { bestBefore } = line;
    const daysPast = daysBetween(lastDayOf(bestBefore), input.businessOn);
    const toleranceDays = input.rules.bestBeforeTolerance ? (category?.bestBeforeToleranceDays ?? 0) : 0;
    const passed = { ...onLine, bestBefore, daysPast, toleranceDays };
    if (daysPast > toleranceDays) causes.push({ type: 'PastBestBefore', ...passed });
    else if (daysPast > 0) alerts.push({ type: 'BestBeforePassed', ...passed });
  }
  if (product?.toComplete) alerts.push({ type: 'ProductToComplete', ...onLine });

  return { judged: causes.map((cause) => ({ cause, override: line.override })), alerts };
}

/**
 * The ages that goods for children ask for, where the household has no child of them. Both ends count, and
 * as only the month of birth is known, so does the whole month in which an age is reached or left.
 */
function missingAgeOf(
  category: BasketCategory,
  { customer, businessOn }: BasketInput,
): BasketCategory['babyAgeMonths'] {
  const ages = category.babyAgeMonths;
  if (!ages || customer?.kind !== 'household') return undefined;
  const hasChild = customer.childBirthMonths.some((birthMonth) => {
    const months = ageInMonths(birthMonth, businessOn);
    return ages.from <= months && months <= ages.to;
  });
  return hasChild ? undefined : ages;
}
