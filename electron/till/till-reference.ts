import type { BilingualName, Category } from '../../shared/domain/category.ts';
import type { CategoryId, SiteId } from '../../shared/domain/ids.ts';
import type { Limit } from '../../shared/domain/limit.ts';
import type { TillRules } from '../../shared/domain/till-rules.ts';
import type { Db } from '../database/database.ts';
import { tillRulesOf } from '../database/network.ts';
import { listCategories, listLimits } from '../database/products.ts';

/** What pricing needs beside products and household: a few dozen documents, read once and kept. */
export type TillReference = {
  readonly categories: ReadonlyMap<CategoryId, Category>;
  readonly limits: readonly Limit[];
  readonly limitNames: ReadonlyMap<string, BilingualName>;
  readonly rules: TillRules;
};

export type TillReferenceCache = {
  readonly get: (db: Db, siteId: SiteId) => TillReference;
  /** Called when any of it may have changed. */
  readonly forget: () => void;
};

export function createTillReferenceCache(): TillReferenceCache {
  let kept: { siteId: SiteId; reference: TillReference } | null = null;
  return {
    get: (db, siteId) => {
      if (kept?.siteId === siteId) return kept.reference;
      const limits = listLimits(db);
      const reference: TillReference = {
        categories: new Map(listCategories(db).map((category) => [category.categoryId, category])),
        limits,
        limitNames: new Map(limits.map(({ limitId, name }) => [limitId, name])),
        rules: tillRulesOf(db, siteId),
      };
      kept = { siteId, reference };
      return reference;
    },
    forget: () => {
      kept = null;
    },
  };
}
