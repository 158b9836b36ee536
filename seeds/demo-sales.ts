import { toOverrides } from '../electron/till/till-complete.ts';
import type { BasketLine, Customer, HouseholdCustomer, PricedBasket } from '../shared/domain/basket.ts';
import {
  type CategoryId,
  type OperationId,
  type OperatorId,
  type ProductId,
  programmeIdSchema,
} from '../shared/domain/ids.ts';
import { ageInMonths } from '../shared/domain/local-date.ts';
import { priceBasket } from '../shared/domain/price-basket.ts';
import { assert, ok } from '../shared/domain/result.ts';
import { type SaleLine, saleLinesOf, totalsOf } from '../shared/domain/sale.ts';
import { everythingLeft, type ReturnRequest, returnLines } from '../shared/domain/sale-postings.ts';
import { sumTenders } from '../shared/domain/tenders.ts';
import { DEFAULT_TILL_RULES } from '../shared/domain/till-rules.ts';
import type { BodyOf } from '../shared/operations/kind.ts';
import { saleCompleted, saleReturned } from '../shared/operations/sale-operations.ts';
import type { DemoCatalogue, Shelves } from './demo-catalogue.ts';
import type { DemoNetwork } from './demo-network.ts';
import { openPeriod, type Shopper } from './demo-shoppers.ts';
import type { Random } from './random.ts';
import type { Simulation } from './simulation.ts';

/** How often something of a category is taken, against the others. Categories that are not named: once. */
const DEMAND: Readonly<Record<string, number>> = {
  pasta: 14,
  tomato: 10,
  milk: 6,
  'uht-milk': 8,
  rice: 6,
  bread: 7,
  biscuits: 7,
  vegetables: 9,
  fruit: 9,
  legumes: 7,
  'olive-oil': 3,
  'seed-oil': 3,
  'canned-fish': 6,
  sugar: 3,
  flour: 3,
  coffee: 3,
  cheese: 5,
  eggs: 4,
  meat: 4,
  yogurt: 4,
  hygiene: 4,
  cleaning: 3,
  paper: 4,
};

export const MAX_SALE_LINES = 25;
/** Less than this is not worth a visit. */
const LEAST_POINTS = 6;

type SaleBody = BodyOf<typeof saleCompleted>;
type FilledBasket = { readonly lines: readonly BasketLine[]; readonly priced: PricedBasket };
type OpenPeriod = NonNullable<ReturnType<typeof openPeriod>>;

export type SalesFloor = {
  readonly simulation: Simulation;
  readonly network: DemoNetwork;
  readonly catalogue: DemoCatalogue;
  readonly shelves: Shelves;
  readonly demand: readonly CategoryId[];
  readonly random: Random;
};

/** Category ids, each as often as it is asked for; goods for babies are asked for apart. */
export const demandOf = (shelves: Shelves, catalogue: DemoCatalogue): CategoryId[] =>
  [...shelves.keys()]
    .filter((id) => catalogue.categories.get(id)?.babyAgeMonths === undefined)
    .flatMap((id) => new Array<CategoryId>(DEMAND[id] ?? 1).fill(id));

/** One visit: fills a basket, prices it, completes it; sometimes it is voided, or goods come back. False: no sale. */
export function sell(floor: SalesFloor, shopper: Shopper): boolean {
  const { simulation, network, random } = floor;
  const open = openPeriod(shopper, simulation, network);
  if (open === null || open.points.residual < LEAST_POINTS) return false;
  const { lines, priced } = fillBasket(floor, shopper, open);
  if (lines.length === 0) return false;

  const operatorId = random.pick(network.cashierIds);
  const saleLines = saleLinesOf(lines, priced);
  const isCardShown = !shopper.isCardBlocked && random.chance(0.94);
  const body: SaleBody = {
    siteId: network.siteId,
    beneficiary: {
      kind: 'household',
      householdId: shopper.householdId,
      ...(isCardShown ? { foundBy: 'card', cardId: shopper.cardId } : { foundBy: 'search' }),
      size: shopper.size,
      pointsPeriodStartsOn: open.points.periodStartsOn,
      limitPeriodStartsOn: shopper.uses.monthStartsOn,
    },
    lines: saleLines,
    totals: totalsOf(saleLines, true),
    ...(priced.residual === null ? {} : { residual: priced.residual }),
    limitsLeft: priced.limits
      .filter(({ per }) => per === 'month')
      .map(({ limitId, left, allowed }) => ({ limitId, left, allowed })),
    overrides: toOverrides(priced),
  };
  const saleId = simulation.record(saleCompleted, body, { operatorId });
  open.points.residual -= priced.charged.points;
  countUses(shopper, saleLines, 1);
  const comesBack = random.fraction();
  if (comesBack < 0.01) takeBack(floor, shopper, { saleId, body, operatorId, isVoid: true });
  else if (comesBack < 0.025) takeBack(floor, shopper, { saleId, body, operatorId, isVoid: false });
  return true;
}

/** Food for people without a household, given by the office: nobody is charged. */
export function helpOccasionally(floor: SalesFloor): void {
  const { simulation, network, random } = floor;
  const headcount = random.int(1, 3);
  const reason = random.pick(['emergency', 'awaiting-entitlement', 'passing-through'] as const);
  const customer = { kind: 'occasional', headcount, programmeId: FOOD_BANK, reason } as const;
  const { lines, priced } = settleBasket(floor, customer, chooseLines(floor, [], random.int(2, 6), 30));
  if (lines.length === 0) return;
  const saleLines = saleLinesOf(lines, priced);
  const body: SaleBody = {
    siteId: network.siteId,
    beneficiary: customer,
    lines: saleLines,
    totals: totalsOf(saleLines, false),
    limitsLeft: [],
    overrides: toOverrides(priced),
  };
  simulation.record(saleCompleted, body, { operatorId: network.officeId });
}

const FOOD_BANK = programmeIdSchema.parse('food-bank');

function fillBasket(floor: SalesFloor, shopper: Shopper, open: OpenPeriod): FilledBasket {
  const { random, simulation } = floor;
  const lineCount = Math.min(MAX_SALE_LINES, 1 + Math.floor(MAX_SALE_LINES * random.fraction() ** 1.5));
  const ages = shopper.childBirthMonths.map((month) => ageInMonths(month, simulation.today()));
  // The last points of a period are spent to the end more often than not.
  const budget = Math.ceil(open.points.residual * random.pick([0.3, 0.45, 0.6, 1]));
  const customer: HouseholdCustomer = {
    kind: 'household',
    size: shopper.size,
    childBirthMonths: shopper.childBirthMonths,
    card: null,
    entitlement: ok(open.entitlement),
    residualPoints: open.points.residual,
    isAllowanceAwaited: false,
    residualBabyPoints: null,
    residualCents: null,
    week: null,
    usedByLimit: shopper.uses.byLimit,
  };
  return settleBasket(floor, customer, chooseLines(floor, ages, lineCount, budget));
}

/** Different products, mostly one piece each, that cost no more than the budget together. */
function chooseLines(
  floor: SalesFloor,
  ages: readonly number[],
  lineCount: number,
  budget: number,
): BasketLine[] {
  const { random, shelves, demand, catalogue } = floor;
  const lines: BasketLine[] = [];
  const taken = new Set<ProductId>();
  const wanted = [...babyGoodsFor(floor, ages)];
  let left = budget;
  for (let tries = 0; lines.length < lineCount && tries < lineCount * 3; tries++) {
    const shelf = shelves.get(wanted.pop() ?? random.pick(demand)) ?? [];
    const productId = shelf[Math.floor(shelf.length * random.fraction() ** 2)];
    if (productId === undefined || taken.has(productId)) continue;
    const quantity = random.weighted(QUANTITIES);
    const product = catalogue.products.get(productId);
    const unitPoints =
      product === undefined ? 0 : (catalogue.categories.get(product.categoryId)?.points ?? 0);
    if (unitPoints * quantity > left) continue;
    left -= unitPoints * quantity;
    taken.add(productId);
    lines.push({ lineId: lines.length + 1, productId, quantity });
  }
  return lines;
}

const QUANTITIES = [
  [1, 72],
  [2, 19],
  [3, 6],
  [4, 2],
  [6, 1],
] as const;

function babyGoodsFor({ catalogue, random }: SalesFloor, ages: readonly number[]): CategoryId[] {
  const isRight = (range: { from: number; to: number } | undefined) =>
    range !== undefined && ages.some((age) => range.from <= age && age <= range.to);
  return [...catalogue.categories.values()]
    .filter(({ babyAgeMonths }) => isRight(babyAgeMonths) && random.chance(0.4))
    .map(({ categoryId }) => categoryId);
}

/** Prices the basket as a till does and puts back what is refused; now and then the office lets a limit pass. */
function settleBasket(floor: SalesFloor, customer: Customer, wanted: readonly BasketLine[]): FilledBasket {
  const { catalogue, network, random, simulation } = floor;
  let lines = [...wanted];
  for (;;) {
    const priced = priceBasket({
      lines,
      customer,
      products: catalogue.products,
      categories: catalogue.categories,
      limits: catalogue.limits,
      rules: DEFAULT_TILL_RULES,
      businessOn: simulation.today(),
    });
    const refused = new Set(
      priced.lines.filter((line) => line.problems.length > 0).map((line) => line.lineId),
    );
    if (lines.length === 0 || priced.refusals.length === 0) return { lines, priced };
    const isOnlyLimits = priced.refusals.every(({ type }) => type === 'LimitReached');
    if (isOnlyLimits && random.chance(0.04)) {
      const override = { reason: 'office-agreed', operatorId: network.officeId } as const;
      lines = lines.map((line) => (refused.has(line.lineId) ? { ...line, override } : line));
    } else {
      const last = [...refused].at(-1) ?? lines.at(-1)?.lineId;
      lines = lines.filter((line) => line.lineId !== last);
    }
  }
}

type Taken = {
  readonly saleId: OperationId;
  readonly body: SaleBody;
  readonly operatorId: OperatorId;
  /** The whole sale as if it had not been, or one line of it that is brought back. */
  readonly isVoid: boolean;
};

function takeBack(
  { simulation, network, random }: SalesFloor,
  shopper: Shopper,
  { saleId, body, operatorId, isVoid }: Taken,
): void {
  const all = everythingLeft(body.lines, new Map());
  const returned = returnLines(body.lines, new Map(), isVoid ? all : [onePiece(random.pick(all))]);
  assert(returned.ok, 'what was just sold can come back');
  const lines = returned.value;
  const total = sumTenders(lines.map(({ price }) => price));
  const { beneficiary } = body;
  assert(beneficiary.kind === 'household' && shopper.points !== null, 'goods of a household come back');
  const { householdId, pointsPeriodStartsOn, limitPeriodStartsOn } = beneficiary;
  simulation.record(
    saleReturned,
    {
      siteId: network.siteId,
      isVoid,
      reason: isVoid ? 'mistake' : random.pick(['goods-returned', 'goods-faulty'] as const),
      to: { householdId, pointsPeriodStartsOn, limitPeriodStartsOn },
      lines,
      total,
    },
    { operatorId, reversesId: saleId },
  );
  shopper.points.residual += total.points;
  countUses(shopper, lines, -1);
}

const onePiece = ({ line }: ReturnRequest): ReturnRequest => ({ line, quantity: 1 });

function countUses(
  { uses }: Shopper,
  lines: readonly Pick<SaleLine, 'limitIds' | 'quantity'>[],
  sign: 1 | -1,
): void {
  for (const { limitIds, quantity } of lines) {
    for (const limitId of limitIds) {
      uses.byLimit.set(limitId, (uses.byLimit.get(limitId) ?? 0) + sign * quantity);
    }
  }
}
