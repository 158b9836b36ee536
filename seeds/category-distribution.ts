import { readFileSync } from 'node:fs';
import { parseCsv } from '../electron/documents/parse-csv.ts';
import { categoriesSchema } from '../shared/domain/category.ts';
import { createCategoriser } from '../shared/domain/category-rules.ts';

/**
 * Prints how the word rules of `reference/categories.json` divide the products of
 * `reference/products-it.csv`: `node seeds/category-distribution.ts`.
 */
const SAMPLES = 3;
const here = (name: string) => new URL(`./reference/${name}`, import.meta.url);

const categories = categoriesSchema.parse(JSON.parse(readFileSync(here('categories.json'), 'utf8')));
const parsed = await parseCsv(readFileSync(here('products-it.csv')));
if (!parsed.ok) throw new Error(`products-it.csv: ${parsed.error.type}`);
const names = parsed.value.records.map((record) => record.cells[1] ?? '');

const startedAt = performance.now();
const categorise = createCategoriser(categories);
const namesByCategory = Map.groupBy(names, categorise);
const elapsedMs = performance.now() - startedAt;

const rows = categories
  .map((category) => ({ category, members: namesByCategory.get(category.categoryId) ?? [] }))
  .toSorted((a, b) => b.members.length - a.members.length);
for (const { category, members } of rows) {
  // Evenly spaced, so that the samples are the same at every run.
  const samples = Array.from(
    { length: SAMPLES },
    (_, at) => members[Math.floor(((at + 0.5) * members.length) / SAMPLES)],
  );
  const share = ((100 * members.length) / names.length).toFixed(1);
  console.log(
    `${category.categoryId.padEnd(15)} ${String(members.length).padStart(6)} ${share.padStart(5)} % ` +
      `${String(category.points).padStart(3)} pt  ${samples.filter((name) => name !== undefined).join(' | ')}`,
  );
}
console.log(`${names.length} names, ${elapsedMs.toFixed(0)} ms`);
