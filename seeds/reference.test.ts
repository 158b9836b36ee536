import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseCsv } from '../electron/documents/parse-csv.ts';
import { type ExistingProduct, type ImportContext, planImport } from '../shared/domain/catalogue-import.ts';
import { categoriesSchema } from '../shared/domain/category.ts';
import { createCategoriser } from '../shared/domain/category-rules.ts';
import type { Ean } from '../shared/domain/ean.ts';
import { limitSchema } from '../shared/domain/limit.ts';
import { programmeSchema } from '../shared/domain/programme.ts';

const here = (name: string) => new URL(`./reference/${name}`, import.meta.url);
const json = (name: string): unknown => JSON.parse(readFileSync(here(name), 'utf8'));

const categories = categoriesSchema.parse(json('categories.json'));
const limits = z.array(limitSchema).parse(json('limits.json'));
const categorise = createCategoriser(categories);

async function planRealFile(existing: ImportContext['existing']) {
  const file = await parseCsv(readFileSync(here('products-it.csv')));
  if (!file.ok) throw new Error(file.error.type);
  const plan = planImport(file.value, { existing, categories, categorise, limitIds: new Set() });
  if (!plan.ok) throw new Error(plan.error.type);
  return plan.value;
}

describe('the reference data', () => {
  it('has limits on categories that exist, each with an id of its own', () => {
    const known = new Set(categories.map((category) => category.categoryId));
    const targets = limits.map(({ target }) => ('categoryId' in target ? target.categoryId : null));
    expect(targets.filter((target) => target === null || !known.has(target))).toEqual([]);
    expect(new Set(limits.map((limit) => limit.limitId)).size).toBe(limits.length);
  });

  it('has the programmes that the trade reports to', () => {
    const programmes = z.array(programmeSchema).parse(json('programmes.json'));
    const ids = programmes.map((programme) => programme.programmeId);
    expect(ids).toEqual(['fse-plus', 'national-fund', 'food-bank', 'law-166', 'food-drive', 'purchase']);
  });

  it('has the prices found in the trade', () => {
    const points = Object.fromEntries(categories.map((category) => [category.categoryId, category.points]));
    expect(points).toMatchObject({ pasta: 3, jam: 5, biscuits: 6, hygiene: 6, 'olive-oil': 12 });
  });

  it.each([
    ['Barilla Spaghetti n.5', 'pasta'],
    ['Riso Carnaroli 1 kg', 'rice'],
    ["Olio extra vergine d'oliva", 'olive-oil'],
    ['Olio di semi di girasole', 'seed-oil'],
    ['Latte parzialmente scremato', 'milk'],
    ['Latte UHT intero 1 l', 'uht-milk'],
    ["Tonno all'olio di oliva", 'canned-fish'],
    ['Passata di pomodoro', 'tomato'],
    ['Pannolini Pampers taglia 4', 'nappies'],
    ['Latte crescita Mellin 3', 'baby-milk-2'],
    ['Aptamil 1', 'baby-milk-1'],
    ['Omogeneizzato mela', 'baby-food'],
    ['Sapone liquido', 'hygiene'],
    ['Detersivo piatti', 'cleaning'],
    ['Carta igienica 4 rotoli', 'paper'],
    ['Crocchette per gatti', 'pets'],
    ['Birra Moretti', 'alcohol'],
    ['Aceto di vino', 'vinegar'],
    ['Biscotti al cioccolato', 'biscuits'],
    ['Huile de tournesol', 'seed-oil'],
  ])('puts %s in %s', (name, expected) => {
    expect(categorise(name)).toBe(expected);
  });

  it('takes in every real product, classifies at least 85 in 100, and changes nothing the second time', async () => {
    const first = await planRealFile(new Map());
    const counts = (plan: typeof first) => ({
      records: plan.recordCount,
      added: plan.added.length,
      changed: plan.changed.length,
      unchanged: plan.unchangedCount,
      duplicates: plan.duplicateCount,
      refused: plan.refused.map((row) => `${row.lineNumber} ${row.reason.type}`),
    });
    // Three names of the real file hold a control character where `œ` or `è` was meant.
    const refused = ['2741 BinaryRubbish', '17544 BinaryRubbish', '22043 BinaryRubbish'];
    const all = { records: 26_405, added: 0, changed: 0, unchanged: 0, duplicates: 0, refused };
    expect(counts(first)).toEqual({ ...all, added: 26_402 });

    const share = (categoryId: string) =>
      first.added.filter((product) => product.fields.categoryId === categoryId).length / first.added.length;
    expect(share('to-classify')).toBeLessThan(0.15);
    expect(share('pasta')).toBeGreaterThan(0.08);
    expect(share('pasta')).toBeLessThan(0.16);
    const used = new Set(first.added.map((product) => product.fields.categoryId));
    expect(used.size).toBeGreaterThan(35);

    const existing = new Map<Ean, ExistingProduct>(
      first.added.map(({ ean, fields }) => [ean, { ...fields, corrected: new Set() }]),
    );
    expect(counts(await planRealFile(existing))).toEqual({ ...all, unchanged: 26_402 });
  });
});
