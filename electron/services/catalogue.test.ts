import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { contract } from '../../shared/contract/contract.ts';
import type { Category } from '../../shared/domain/category.ts';
import { limitIdSchema, operationIdSchema } from '../../shared/domain/ids.ts';
import { toPoints } from '../../shared/domain/points.ts';
import { productSet } from '../../shared/operations/catalogue-operations.ts';
import { aCounter, callerOf, categoryIdOf } from '../counter-fixture.ts';
import { getOwnHead, listHistory } from '../database/log.ts';
import { productIdOfCode } from '../database/product-id.ts';
import { findProduct, findProductByCode } from '../database/products.ts';
import { createCatalogueService } from './catalogue.ts';

const PASTA = '8076800195057';
const newId = () => operationIdSchema.parse(v7());
const oilMonth = limitIdSchema.parse('oil-month');

function aCatalogue() {
  const counter = aCounter();
  const pasta = counter.aProduct(PASTA, 'Spaghetti', categoryIdOf('pasta'));
  const office = callerOf(counter.anOperator('Ugo Ufficio', 'office'));
  const { handlers } = createCatalogueService(counter.context);
  const seq = () => getOwnHead(counter.db).seq;
  return { ...counter, handlers, office, pasta, seq };
}

const aProductInput = (more: object = {}) => ({
  operationId: newId(),
  productId: null,
  code: null,
  name: 'Pane',
  categoryId: categoryIdOf('pasta'),
  points: null,
  pointsPerKilogram: null,
  euroCents: null,
  limitIds: [],
  isActive: true,
  ...more,
});

describe('products by hand', () => {
  test('a euro price is set, said back, and taken away again', async () => {
    const { handlers, office, db } = aCatalogue();
    const saved = await handlers['catalogue.saveProduct'](office, aProductInput({ euroCents: 149 }));
    if (!saved.ok) throw new Error('not saved');
    const { productId } = saved.value;
    expect([saved.value.euroCents, findProduct(db, productId)?.euroCents]).toEqual([149, 149]);
    const same = await handlers['catalogue.saveProduct'](
      office,
      aProductInput({ productId, euroCents: 149 }),
    );
    expect(same).toMatchObject({ value: { euroCents: 149 } });
    await handlers['catalogue.saveProduct'](office, aProductInput({ productId, euroCents: null }));
    expect(findProduct(db, productId)?.euroCents).toBeUndefined();
  });

  test('a new product takes its id from its code, and pressing twice makes one', async () => {
    const { handlers, office, seq, db } = aCatalogue();
    const input = aProductInput({ code: '036000291452', points: toPoints(2), limitIds: [oilMonth] });
    const before = seq();
    const saved = await handlers['catalogue.saveProduct'](office, input);
    expect(await handlers['catalogue.saveProduct'](office, input)).toEqual(saved);
    expect(seq()).toBe(before + 1);
    expect(saved).toMatchObject({
      ok: true,
      value: {
        productId: productIdOfCode('0036000291452'),
        code: '0036000291452',
        points: 2,
        limitIds: [oilMonth],
      },
    });
    expect(findProductByCode(db, '0036000291452')?.name).toBe('Pane');
  });

  test('only what differs is recorded, and nothing where nothing does', async () => {
    const { handlers, office, pasta, seq, db } = aCatalogue();
    const same = aProductInput({ productId: pasta, name: 'Spaghetti' });
    const before = seq();
    await handlers['catalogue.saveProduct'](office, same);
    expect(seq()).toBe(before);
    await handlers['catalogue.saveProduct'](office, { ...same, points: toPoints(4) });
    const [last] = listHistory(db, `product:${pasta}`, 1);
    expect(JSON.parse(last?.operation.body ?? '')).toEqual({ productId: pasta, by: 'person', points: 4 });
  });

  test('what a till added is complete once the office has saved it, even unchanged', async () => {
    const counter = aCatalogue();
    const productId = productIdOfCode('80024705');
    const categoryId = categoryIdOf('to-classify');
    counter.write(productSet, { productId, by: 'till', code: '80024705', name: 'Olio', categoryId });
    expect(await counter.handlers['catalogue.counts'](counter.office, {})).toMatchObject({
      value: { products: 2, toComplete: 1, toClassify: 1 },
    });
    const listed = await counter.handlers['catalogue.toComplete'](counter.office, {});
    expect(listed).toMatchObject({ value: [{ name: 'Olio', toComplete: true }] });
    await counter.handlers['catalogue.saveProduct'](
      counter.office,
      aProductInput({ productId, name: 'Olio', categoryId }),
    );
    expect(await counter.handlers['catalogue.toComplete'](counter.office, {})).toEqual({
      ok: true,
      value: [],
    });
    counter.write(productSet, { productId, by: 'import', name: 'OLIO 1L' });
    expect(findProductByCode(counter.db, '80024705')?.name).toBe('Olio');
  });

  test('what cannot be saved says why, and records nothing', async () => {
    const { handlers, office, pasta, seq } = aCatalogue();
    const before = seq();
    const save = async (more: object) => {
      const answer = await handlers['catalogue.saveProduct'](office, aProductInput(more));
      return answer.ok ? null : answer.error;
    };
    expect(await save({ code: PASTA })).toEqual({ type: 'CodeTaken', productId: pasta, name: 'Spaghetti' });
    expect(await save({ code: '8076800195058' })).toEqual({ type: 'CodeWrongCheckDigit', expected: 7 });
    expect(await save({ code: 'pane' })).toEqual({ type: 'CodeMalformed' });
    expect(await save({ categoryId: categoryIdOf('gold') })).toEqual({ type: 'CategoryUnknown' });
    expect(await save({ limitIds: [limitIdSchema.parse('gold')] })).toEqual({ type: 'LimitUnknown' });
    expect(await save({ productId: productIdOfCode('gone') })).toEqual({ type: 'ProductUnknown' });
    expect(seq()).toBe(before);
  });

  test('a scan opens its product, or a new one, and cards are no goods', async () => {
    const { handlers, office, pasta, aHousehold } = aCatalogue();
    const find = async (text: string) => {
      const answer = await handlers['catalogue.findCode'](office, { text });
      return answer.ok ? answer.value : null;
    };
    expect(await find(PASTA)).toEqual({ type: 'product', productId: pasta });
    expect(await find('80024705')).toEqual({ type: 'newCode', code: '80024705' });
    expect(await find(aHousehold().cardNumber)).toEqual({ type: 'notGoods' });
    expect(await find('8076800195058')).toEqual({ type: 'unreadable', reason: 'WrongCheckDigit' });
  });
});

const aCategoryInput = (more: object = {}) => ({
  operationId: newId(),
  categoryId: null,
  name: { it: 'Pane e focacce', en: 'Bread' },
  points: toPoints(2),
  priority: 5,
  words: ['pane', 'focacc*'],
  weakWords: [],
  excludeWords: [],
  bestBeforeToleranceDays: 7,
  babyAgeMonths: null,
  notGiven: false,
  isActive: true,
  ...more,
});

describe('categories', () => {
  test('a new one gets a readable key, and a second of the same name another', async () => {
    const { handlers, office } = aCatalogue();
    const keys: (string | null)[] = [];
    for (let i = 0; i < 2; i++) {
      const saved = await handlers['catalogue.saveCategory'](office, aCategoryInput());
      keys.push(saved.ok ? saved.value.categoryId : null);
    }
    expect(keys).toEqual(['pane-e-focacce', 'pane-e-focacce-2']);
    const listed = await handlers['catalogue.categories'](office, {});
    const bread = listed.ok ? listed.value.find(({ category }) => category.categoryId === keys[0]) : null;
    expect(bread).toMatchObject({
      isActive: true,
      productCount: 0,
      category: { bestBeforeToleranceDays: 7 },
    });
  });

  test('words that could never recognise a name are named', async () => {
    const { handlers, office } = aCatalogue();
    for (const word of ['di', '***', 'pan*e', 'x'.repeat(61)]) {
      expect(
        await handlers['catalogue.saveCategory'](office, aCategoryInput({ words: ['pane', word] })),
      ).toEqual({
        ok: false,
        error: { type: 'UnusableWord', word },
      });
    }
  });

  test('one that products have stays in use, and so does the one for what nothing recognises', async () => {
    const { handlers, office } = aCatalogue();
    const off = async (categoryId: Category['categoryId']) =>
      handlers['catalogue.saveCategory'](office, aCategoryInput({ categoryId, isActive: false }));
    expect(await off(categoryIdOf('pasta'))).toEqual({
      ok: false,
      error: { type: 'CategoryInUse', productCount: 1 },
    });
    expect(await off(categoryIdOf('to-classify'))).toEqual({ ok: false, error: { type: 'CategoryNeeded' } });
    expect(await off(categoryIdOf('nappies'))).toMatchObject({ ok: true });
  });

  test('new words classify what nobody corrected, after a preview, and are told as no correction', async () => {
    const counter = aCatalogue();
    const { handlers, office } = counter;
    const loaf = counter.aProduct('80024705', 'Pane casareccio', categoryIdOf('to-classify'));
    const kept = counter.aProduct('80012342', 'Pane di ieri', categoryIdOf('to-classify'));
    counter.write(productSet, { productId: kept, by: 'person', categoryId: categoryIdOf('to-classify') });
    await handlers['catalogue.saveCategory'](office, aCategoryInput());
    const categoryId = categoryIdOf('pane-e-focacce');
    expect(await handlers['catalogue.previewReclassify'](office, {})).toEqual({
      ok: true,
      value: {
        count: 1,
        sample: [{ productId: loaf, name: 'Pane casareccio', categoryId }],
        byCategory: [{ categoryId, count: 1 }],
      },
    });
    expect(await handlers['catalogue.reclassify'](office, {})).toEqual({ ok: true, value: { changed: 1 } });
    expect(findProductByCode(counter.db, '80024705')?.categoryId).toBe(categoryId);
    expect(findProductByCode(counter.db, '80012342')?.categoryId).toBe('to-classify');
    expect(await handlers['catalogue.previewReclassify'](office, {})).toMatchObject({ value: { count: 0 } });
  });
});

describe('limits and tiles', () => {
  test('a limit is saved under a readable key and changed under the same', async () => {
    const { handlers, office } = aCatalogue();
    const limit = {
      limitId: null,
      name: { it: 'Pasta a spesa', en: 'Pasta per visit' },
      target: { categoryId: categoryIdOf('pasta') },
      per: 'visit' as const,
      quantityBySize: [{ membersUpTo: null, quantity: 4 }],
      active: true,
    };
    const save = (more: object) =>
      handlers['catalogue.saveLimit'](office, { operationId: newId(), limit: { ...limit, ...more } });
    expect(await save({})).toMatchObject({ ok: true, value: { limitId: 'pasta-a-spesa' } });
    const limitId = limitIdSchema.parse('pasta-a-spesa');
    expect(await save({ limitId, target: { namedByProducts: true } })).toMatchObject({ ok: true });
    expect(await handlers['catalogue.limits'](office, {})).toMatchObject({
      value: [{ limitId: 'oil-month' }, { limitId, target: { namedByProducts: true } }],
    });
    const gone = { productId: productIdOfCode('gone') };
    expect(await save({ target: gone })).toEqual({ ok: false, error: { type: 'TargetUnknown' } });
    expect(await save({ limitId: limitIdSchema.parse('gone') })).toEqual({
      ok: false,
      error: { type: 'LimitUnknown' },
    });
  });

  test('tiles keep their order and each product once, and the tills are told', async () => {
    const counter = aCatalogue();
    const oil = counter.aProduct('80024705', 'Olio', categoryIdOf('olive-oil'));
    const { handlers, office, pasta } = counter;
    const set = (productIds: (typeof oil)[]) =>
      handlers['catalogue.setFavourites'](office, { operationId: newId(), productIds });
    expect(await set([oil, pasta, oil])).toMatchObject({ value: [{ name: 'Olio' }, { name: 'Spaghetti' }] });
    expect(await handlers['catalogue.favourites'](office, {})).toMatchObject({
      value: [{ name: 'Olio' }, { name: 'Spaghetti' }],
    });
    expect(counter.events.at(-1)).toEqual({ type: 'changed', topics: ['catalogue', 'till'] });
    expect(await set([productIdOfCode('gone')])).toEqual({ ok: false, error: { type: 'ProductUnknown' } });
  });
});

test('a cashier may search and see, only the office changes', () => {
  const commands = Object.entries(contract).filter(([name]) => name.startsWith('catalogue.'));
  const forCashiers = commands.filter(([, { access }]) => access.includes('cashier')).map(([name]) => name);
  expect(forCashiers.sort()).toEqual([
    'catalogue.categories',
    'catalogue.favourites',
    'catalogue.limits',
    'catalogue.search',
  ]);
  expect(commands.every(([, { access }]) => access.includes('office'))).toBe(true);
});
