import type {
  CategoryFailure,
  catalogueContract,
  LimitFailure,
} from '../../shared/contract/catalogue-contract.ts';
import type { InputOf } from '../../shared/contract/command.ts';
import { type Category, TO_CLASSIFY, wordRuleSchema } from '../../shared/domain/category.ts';
import { isUsableRule, normaliseText } from '../../shared/domain/category-rules.ts';
import {
  type CategoryId,
  categoryIdSchema,
  limitIdSchema,
  type OperatorId,
} from '../../shared/domain/ids.ts';
import type { Limit } from '../../shared/domain/limit.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { categorySet, limitSet } from '../../shared/operations/catalogue-operations.ts';
import { countProductsOfCategory, findCategory, listCategoriesWithCounts } from '../database/catalogue.ts';
import type { Tx } from '../database/database.ts';
import { findOperation } from '../database/log.ts';
import { findProduct, listLimits } from '../database/products.ts';
import type { Handlers } from '../handlers.ts';
import type { ServiceContext } from '../services/service-context.ts';
import { announceAfter } from './announce-catalogue.ts';

type Part = Pick<
  typeof catalogueContract,
  'catalogue.categories' | 'catalogue.saveCategory' | 'catalogue.limits' | 'catalogue.saveLimit'
>;

export function createCategoryHandlers(context: ServiceContext): Handlers<Part> {
  const { db, inTransaction } = context;
  return {
    'catalogue.categories': () => ok(listCategoriesWithCounts(db)),
    'catalogue.saveCategory': ({ operator }, input) =>
      inTransaction((tx) => saveCategory(context, tx, operator().operatorId, input)),
    'catalogue.limits': () => ok(listLimits(db)),
    'catalogue.saveLimit': ({ operator }, input) =>
      inTransaction((tx) => saveLimit(context, tx, operator().operatorId, input)),
  };
}

type SaveCategory = InputOf<Part['catalogue.saveCategory']>;

function saveCategory(
  context: ServiceContext,
  tx: Tx,
  operatorId: OperatorId,
  input: SaveCategory,
): Result<Category, CategoryFailure> {
  const { operationId, isActive } = input;
  const saved = findOperation(tx, operationId);
  if (saved !== null) return ok(categorySet.body.parse(JSON.parse(saved.operation.body ?? '{}')).category);

  const unusable = [...input.words, ...input.weakWords, ...input.excludeWords].find(
    (word) => !wordRuleSchema.safeParse(word).success || !isUsableRule(word),
  );
  if (unusable !== undefined) return err({ type: 'UnusableWord', word: unusable });
  if (input.categoryId !== null && findCategory(tx, input.categoryId) === null) {
    return err({ type: 'CategoryUnknown' });
  }
  const categoryId = input.categoryId ?? freeCategoryId(tx, input.name.it);
  if (!isActive) {
    if (categoryId === TO_CLASSIFY) return err({ type: 'CategoryNeeded' });
    // A product without a category in use would have no price at the till.
    const productCount = countProductsOfCategory(tx, categoryId);
    if (productCount > 0) return err({ type: 'CategoryInUse', productCount });
  }
  const category = toCategory(categoryId, input);
  const body = { category, isActive };
  context.record(tx, { id: operationId, kind: categorySet, body, operatorId, businessOn: context.today() });
  announceAfter(context, tx);
  return ok(category);
}

const toCategory = (categoryId: CategoryId, input: SaveCategory): Category => ({
  categoryId,
  name: input.name,
  points: input.points,
  priority: input.priority,
  words: input.words,
  ...(input.weakWords.length === 0 ? {} : { weakWords: input.weakWords }),
  ...(input.excludeWords.length === 0 ? {} : { excludeWords: input.excludeWords }),
  ...(input.bestBeforeToleranceDays === 0 ? {} : { bestBeforeToleranceDays: input.bestBeforeToleranceDays }),
  ...(input.babyAgeMonths === null ? {} : { babyAgeMonths: input.babyAgeMonths }),
  ...(input.notGiven ? { notGiven: true } : {}),
});

/** A readable key from the Italian name: `olio-di-semi`, and `olio-di-semi-2` where that is taken. */
function keyFrom(name: string, isTaken: (key: string) => boolean): string {
  const letters = normaliseText(name).replace(/[^a-z0-9 ]/g, '');
  const key = letters.trim().replaceAll(/ +/g, '-').slice(0, 34) || 'x';
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? key : `${key}-${number}`;
    if (!isTaken(candidate)) return candidate;
  }
}

const freeCategoryId = (tx: Tx, name: string): CategoryId =>
  categoryIdSchema.parse(keyFrom(name, (key) => findCategory(tx, categoryIdSchema.parse(key)) !== null));

type SaveLimit = InputOf<Part['catalogue.saveLimit']>;

function saveLimit(
  context: ServiceContext,
  tx: Tx,
  operatorId: OperatorId,
  { operationId, limit }: SaveLimit,
): Result<Limit, LimitFailure> {
  const saved = findOperation(tx, operationId);
  if (saved !== null) return ok(limitSet.body.parse(JSON.parse(saved.operation.body ?? '{}')));
  const taken = new Set<string>(listLimits(tx).map((each) => each.limitId));
  if (limit.limitId !== null && !taken.has(limit.limitId)) return err({ type: 'LimitUnknown' });
  const { target } = limit;
  const isTargetKnown =
    'categoryId' in target
      ? findCategory(tx, target.categoryId) !== null
      : !('productId' in target) || findProduct(tx, target.productId) !== null;
  if (!isTargetKnown) return err({ type: 'TargetUnknown' });
  const limitId = limit.limitId ?? limitIdSchema.parse(keyFrom(limit.name.it, (key) => taken.has(key)));
  const body: Limit = { ...limit, limitId };
  context.record(tx, { id: operationId, kind: limitSet, body, operatorId, businessOn: context.today() });
  announceAfter(context, tx);
  return ok(body);
}
