import type {
  BasketCategory,
  BasketInput,
  BasketLine,
  CatalogueProduct,
  HouseholdCustomer,
  Override,
} from './basket.ts';
import { entitlementSchema } from './entitlement.ts';
import { categoryIdSchema, operatorIdSchema, productIdSchema } from './ids.ts';
import { type Limit, limitSchema } from './limit.ts';
import { localDateSchema } from './local-date.ts';
import { toPoints } from './points.ts';
import { priceBasket } from './price-basket.ts';
import { ok } from './result.ts';
import { DEFAULT_TILL_RULES } from './till-rules.ts';

// Builders of baskets for tests: a small catalogue, a household in order, and what a test changes of them.

export const today = localDateSchema.parse('2026-11-15');
export const idOf = (n: number) =>
  productIdSchema.parse(`0190b1c2-1111-7000-8000-${String(n).padStart(12, '0')}`);
export const override: Override = {
  reason: 'office-agreed',
  operatorId: operatorIdSchema.parse('0190b1c2-1111-7000-8000-0000000000ff'),
};

const categories: BasketCategory[] = [
  { categoryId: categoryIdSchema.parse('pasta'), points: toPoints(3), bestBeforeToleranceDays: 30 },
  { categoryId: categoryIdSchema.parse('oil'), points: toPoints(12) },
  { categoryId: categoryIdSchema.parse('nappies'), points: toPoints(8), babyAgeMonths: { from: 0, to: 36 } },
  { categoryId: categoryIdSchema.parse('wine'), points: toPoints(9), notGiven: true },
];

export function aProduct(
  n: number,
  category: string,
  more: Partial<CatalogueProduct> = {},
): CatalogueProduct {
  return {
    productId: idOf(n),
    name: `${category} ${n}`,
    categoryId: categoryIdSchema.parse(category),
    pricing: { kind: 'each', points: null },
    active: true,
    toComplete: false,
    ...more,
  };
}

export const [pasta, oil, nappies, wine, cheese, withdrawn, added, olive, soap, wipes, ham] = [
  aProduct(1, 'pasta'),
  aProduct(2, 'oil'),
  aProduct(3, 'nappies'),
  aProduct(4, 'wine'),
  aProduct(5, 'pasta', { pricing: { kind: 'byWeight', pointsPerKilogram: toPoints(40) } }),
  aProduct(6, 'pasta', { active: false }),
  aProduct(7, 'pasta', { toComplete: true, pricing: { kind: 'each', points: toPoints(5) } }),
  aProduct(8, 'oil', { pricing: { kind: 'each', points: toPoints(15) } }),
  aProduct(9, 'pasta', { pricing: { kind: 'each', points: toPoints(6) }, euroCents: 149 }),
  // No points and a euro price: always paid in euro.
  aProduct(10, 'nappies', { pricing: { kind: 'each', points: toPoints(0) }, euroCents: 320 }),
  aProduct(11, 'pasta', {
    pricing: { kind: 'byWeight', pointsPerKilogram: toPoints(120) },
    euroCents: 1_190,
  }),
] as const;
const catalogue = [pasta, oil, nappies, wine, cheese, withdrawn, added, olive, soap, wipes, ham];

export const aLimit = (more: object): Limit =>
  limitSchema.parse({
    limitId: 'oil-month',
    name: { it: 'Olio', en: 'Oil' },
    target: { categoryId: 'oil' },
    per: 'month',
    quantityBySize: [
      { membersUpTo: 3, quantity: 2 },
      { membersUpTo: null, quantity: 3 },
    ],
    active: true,
    ...more,
  });
export const oilMonth = aLimit({});
export const pastaVisit = aLimit({
  limitId: 'pasta-visit',
  target: { productId: pasta.productId },
  per: 'visit',
  quantityBySize: [{ membersUpTo: null, quantity: 4 }],
});

export const entitlement = entitlementSchema.parse({
  entitlementId: '0190b1c2-1111-7000-8000-00000000000e',
  schemeId: '0190b1c2-1111-7000-8000-00000000000a',
  startsOn: '2026-01-01',
  endsOn: '2026-12-31',
  state: 'active',
});

export const aHousehold = (more: Partial<HouseholdCustomer> = {}): HouseholdCustomer => ({
  kind: 'household',
  size: 2,
  childBirthMonths: [],
  card: { state: 'active' },
  entitlement: ok(entitlement),
  residualPoints: 100,
  isAllowanceAwaited: false,
  residualBabyPoints: null,
  residualCents: null,
  week: null,
  usedByLimit: new Map(),
  ...more,
});

export const aLine = (
  product: CatalogueProduct,
  quantity = 1,
  more: Partial<BasketLine> = {},
  lineId = 1,
): BasketLine => ({
  lineId,
  productId: product.productId,
  quantity,
  ...more,
});

const numbered = (lines: readonly BasketLine[]) =>
  lines.map((line, index) => ({ ...line, lineId: index + 1 }));

export function anInput(lines: readonly BasketLine[], more: Partial<BasketInput> = {}): BasketInput {
  return {
    lines: numbered(lines),
    customer: aHousehold(),
    products: new Map(catalogue.map((product) => [product.productId, product])),
    categories: new Map(categories.map((category) => [category.categoryId, category])),
    limits: [oilMonth, pastaVisit],
    rules: DEFAULT_TILL_RULES,
    businessOn: today,
    ...more,
  };
}

export const price = (lines: readonly BasketLine[], more: Partial<BasketInput> = {}) =>
  priceBasket(anInput(lines, more));
