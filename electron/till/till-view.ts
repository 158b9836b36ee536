import type { TillCustomer, TillLine, TillView } from '../../shared/contract/till-contract.ts';
import type { CatalogueProduct, PricedBasket } from '../../shared/domain/basket.ts';
import { maskCardNumber } from '../../shared/domain/card-number.ts';
import type { ProductId } from '../../shared/domain/ids.ts';
import { ageInMonths, type LocalDate } from '../../shared/domain/local-date.ts';
import { coverOf, type OverrideCover, withStandingOverrides } from '../../shared/domain/override-cover.ts';
import { priceBasket } from '../../shared/domain/price-basket.ts';
import { hasAnyRole } from '../../shared/domain/role.ts';
import { NO_TENDERS } from '../../shared/domain/tenders.ts';
import type { BasketDocument, BasketRow } from '../database/baskets.ts';
import type { Db } from '../database/database.ts';
import { listProgrammes } from '../database/network.ts';
import { findProduct } from '../database/products.ts';
import type { SignedIn } from '../session.ts';
import { type LoadedHousehold, loadHousehold } from './till-customer.ts';
import type { TillReference } from './till-reference.ts';

/** A basket priced today by the one function, with what it was priced from. */
export type PricedTill = {
  /** Without the overrides that the basket has outgrown since they were given. */
  readonly document: BasketDocument;
  readonly priced: PricedBasket;
  readonly products: ReadonlyMap<ProductId, CatalogueProduct>;
  readonly household: LoadedHousehold | null;
  /** What all its overrides would let pass, outgrown or not. */
  readonly cover: readonly OverrideCover[];
};

export function priceTill(
  db: Db,
  document: BasketDocument,
  reference: TillReference,
  today: LocalDate,
): PricedTill {
  const products = new Map<ProductId, CatalogueProduct>();
  for (const { productId } of document.lines) {
    const product = products.has(productId) ? null : findProduct(db, productId);
    if (product !== null) products.set(productId, product);
  }
  const from = document.customer;
  const household = from?.kind === 'household' ? loadHousehold(db, from, today) : null;
  const customer = from?.kind === 'occasional' ? from : (household?.customer ?? null);
  const priceAs = ({ lines, override }: BasketDocument) =>
    priceBasket({
      lines,
      override,
      customer,
      products,
      categories: reference.categories,
      limits: reference.limits,
      rules: reference.rules,
      businessOn: today,
    });
  const priced = priceAs(document);
  const standing = withStandingOverrides(document, priced, document.cover ?? []);
  const rest = { products, household, cover: coverOf(priced.overrides, document.lines) };
  if (standing === document) return { ...rest, document, priced };
  return { ...rest, document: standing, priced: priceAs(standing) };
}

export type ViewOptions = {
  readonly basketId: BasketRow['basketId'];
  readonly operator: SignedIn;
  readonly reference: TillReference;
  readonly today: LocalDate;
  readonly canUndo: boolean;
  readonly parkedCount: number;
};

/** What the screen draws. */
export function viewTill(db: Db, till: PricedTill, options: ViewOptions): TillView {
  const { document, priced } = till;
  const { reference, operator } = options;
  return {
    basketId: options.basketId,
    customer: viewCustomer(db, till, options.today),
    lines: viewLines(till, reference),
    price: priced.price,
    residual: priced.residual,
    limits: priced.limits.map((use) => ({
      ...use,
      name: reference.limitNames.get(use.limitId) ?? { it: use.limitId, en: use.limitId },
    })),
    refusals: priced.refusals,
    alerts: priced.alerts,
    isOverridden: document.override !== undefined,
    canUndo: options.canUndo,
    parkedCount: options.parkedCount,
    mayOverride: hasAnyRole(operator.roles, reference.rules.overrideRoles),
    mayHelpOccasional: hasAnyRole(operator.roles, reference.rules.occasionalRoles),
    lastLineId: document.lastLineId,
  };
}

function viewLines({ document, priced, products }: PricedTill, reference: TillReference): TillLine[] {
  const pricedById = new Map(priced.lines.map((line) => [line.lineId, line]));
  return document.lines.map((line) => {
    const pricedLine = pricedById.get(line.lineId);
    const product = products.get(line.productId);
    const category = product === undefined ? undefined : reference.categories.get(product.categoryId);
    const { override, ...shown } = line;
    return {
      ...withoutUndefined(shown),
      name: product?.name ?? '?',
      categoryName: category?.name ?? null,
      tender: pricedLine?.tender ?? 'points',
      canChooseTender: pricedLine?.tenderIsFixed === null,
      unitPoints: pricedLine?.unitPoints ?? 0,
      unitCents: pricedLine?.unitCents ?? null,
      price: pricedLine?.price ?? NO_TENDERS,
      problems: pricedLine?.problems ?? [],
      isOverridden: override !== undefined,
    };
  });
}

/** Parsed documents may hold a key with nothing behind it; the contract says it is then absent. */
function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> }; // the filter just did that
}

function viewCustomer(db: Db, { document, household }: PricedTill, today: LocalDate): TillCustomer | null {
  const from = document.customer;
  if (from === null) return null;
  if (from.kind === 'occasional') {
    const programme = listProgrammes(db).find(({ programmeId }) => programmeId === from.programmeId);
    return { ...from, programmeName: programme?.name ?? { it: from.programmeId, en: from.programmeId } };
  }
  if (household === null) return null;
  const { entitlement } = household.customer;
  return {
    kind: 'household',
    householdId: household.household.householdId,
    displayName: household.household.displayName ?? '?',
    size: household.household.size,
    delegateNames: household.household.delegateNames,
    maskedCard: household.card === null ? null : maskCardNumber(household.card.cardNumber),
    entitlement: entitlement.ok
      ? { startsOn: entitlement.value.startsOn, endsOn: entitlement.value.endsOn }
      : entitlement.error,
    periodEndsOn: entitlement.ok ? household.period.endsOn : null,
    childAgesMonths: household.household.childBirthMonths.map((month) => ageInMonths(month, today)),
  };
}
