import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ExistingProduct,
  type ImportContext,
  type ImportedField,
  type ImportPlan,
  type ParsedRecord,
  planImport,
} from './catalogue-import.ts';
import { categorySchema } from './category.ts';
import { createCategoriser } from './category-rules.ts';
import { type Ean, eanSchema, gs1CheckDigit } from './ean.ts';
import { type CategoryId, categoryIdSchema, limitIdSchema } from './ids.ts';
import { toPoints } from './points.ts';

const aCategory = (categoryId: string, it: string, words: string[]) =>
  categorySchema.parse({ categoryId, name: { it, en: categoryId }, points: 3, priority: 4, words });
const categories = [
  aCategory('pasta', 'Pasta', ['penne']),
  aCategory('olive-oil', "Olio d'oliva", ['olio']),
  aCategory('to-classify', 'Da classificare', []),
];
const [pasta, oliveOil, toClassify] = ['pasta', 'olive-oil', 'to-classify'].map((id) =>
  categoryIdSchema.parse(id),
) as [
  CategoryId, // three in, three out
  CategoryId,
  CategoryId,
];
const oilMonth = limitIdSchema.parse('oil-month');
const oilVisit = limitIdSchema.parse('oil-visit');

const eanOf = (number: number): Ean => {
  const digits = `800${String(number).padStart(9, '0')}`;
  return eanSchema.parse(digits + gs1CheckDigit(digits));
};
const A = eanOf(1);
const B = eanOf(2);

const records = (rows: readonly (readonly string[])[]): ParsedRecord[] =>
  rows.map((cells, at) => ({ lineNumber: at + 2, cells, raw: cells.join(';') }));

function plan(
  header: string[],
  rows: readonly (readonly string[])[],
  existing: ImportContext['existing'] = new Map(),
): ImportPlan {
  const result = planImport(
    { header, records: records(rows) },
    {
      existing,
      categories,
      limitIds: new Set([oilMonth, oilVisit]),
      categorise: createCategoriser(categories),
    },
  );
  if (!result.ok) throw new Error(result.error.type);
  return result.value;
}

const anExisting = (fields: Partial<ExistingProduct> = {}): ExistingProduct => ({
  name: 'Penne',
  categoryId: pasta,
  points: null,
  euroCents: null,
  limitIds: [],
  corrected: new Set(),
  ...fields,
});

/** The catalogue after a plan was carried out, as a service does it. */
function applied(existing: ImportContext['existing'], done: ImportPlan): Map<Ean, ExistingProduct> {
  const after = new Map(existing);
  for (const { ean, fields } of [...done.added, ...done.changed]) {
    after.set(ean, { ...fields, corrected: existing.get(ean)?.corrected ?? new Set() });
  }
  return after;
}

const ALL = ['ean', 'name', 'category', 'points', 'limits'];

describe('the euro price of an import', () => {
  it('is read as Italians write it, stays where the cell is empty, and refuses what is no price', () => {
    const rows = [
      [A, 'Penne', '1,49 €'],
      [B, 'Riso', ''],
      [eanOf(3), 'Sale', 'gratis'],
    ];
    const existing = new Map([[B, anExisting({ name: 'Riso', euroCents: 200 })]]);
    expect(plan(['ean', 'nome', 'prezzo euro'], rows, existing)).toMatchObject({
      added: [{ fields: { euroCents: 149 } }],
      changed: [],
      unchangedCount: 1,
      refused: [{ reason: { type: 'NotAPrice', text: 'gratis' } }],
    });
    const dearer = plan(['ean', 'nome', 'euro'], [[B, 'Riso', '2,50']], existing);
    expect(dearer.changed).toMatchObject([{ changedFields: ['euroCents'], fields: { euroCents: 250 } }]);
  });
});

describe('planImport', () => {
  it('adds new products, with the word rules where the file says nothing', () => {
    const { added } = plan(ALL, [
      [A, '  Penne\n rigate ', '', '', ''],
      [B, 'Penne', "OLIO D'OLIVA", '12', 'oil-visit, oil-month oil-visit'],
      [eanOf(3), 'Xyz', '', '', ''],
    ]);
    expect(added).toEqual([
      {
        lineNumber: 2,
        ean: A,
        fields: { name: 'Penne rigate', categoryId: pasta, points: null, euroCents: null, limitIds: [] },
      },
      {
        lineNumber: 3,
        ean: B,
        fields: {
          name: 'Penne',
          categoryId: oliveOil,
          points: 12,
          euroCents: null,
          limitIds: [oilMonth, oilVisit],
        },
      },
      {
        lineNumber: 4,
        ean: eanOf(3),
        fields: { name: 'Xyz', categoryId: toClassify, points: null, euroCents: null, limitIds: [] },
      },
    ]);
  });

  it('finds its columns in any order, in Italian too, and leaves others alone', () => {
    const { added } = plan(['Marca', 'NOME', 'Codice a barre'], [['x', 'Penne', A]]);
    expect(added.map(({ ean, fields }) => [ean, fields.name])).toEqual([[A, 'Penne']]);
  });

  it('refuses a file without its columns, or with one twice', () => {
    const context = {
      existing: new Map(),
      categories,
      limitIds: new Set([oilMonth]),
      categorise: () => pasta,
    };
    const errorOf = (header: string[]) => planImport({ header, records: [] }, context);
    expect(errorOf(['name'])).toEqual({ ok: false, error: { type: 'MissingColumn', column: 'ean' } });
    expect(errorOf(['ean', 'constructor'])).toEqual({
      ok: false,
      error: { type: 'MissingColumn', column: 'name' },
    });
    expect(errorOf(['ean', 'name', 'nome'])).toEqual({
      ok: false,
      error: { type: 'RepeatedColumn', column: 'name' },
    });
  });

  const wrongDigit = `${A.slice(0, -1)}${(Number(A.at(-1)) + 1) % 10}`;
  it.each([
    [
      'a wrong check digit',
      [wrongDigit, 'x', '', '', ''],
      { type: 'WrongCheckDigit', text: wrongDigit, expected: Number(A.at(-1)) },
    ],
    ['no EAN', ['8,00E+12', 'x', '', '', ''], { type: 'NotAnEan', text: '8,00E+12' }],
    ['a carton', ['18000000000023', 'x', '', '', ''], { type: 'PackOfSeveral', text: '18000000000023' }],
    ['an empty name', [A, ' \u200B ', '', '', ''], { type: 'EmptyName' }],
    ['a long name', [A, 'x'.repeat(2_000), '', '', ''], { type: 'NameTooLong', length: 2_000, most: 200 }],
    ['a control character', [A, 'Pen\u0000ne', '', '', ''], { type: 'BinaryRubbish' }],
    ['bytes that were not UTF-8', [A, 'Caff\uFFFD', '', '', ''], { type: 'BinaryRubbish' }],
    ['points that are no integer', [A, 'x', '', '1,5', ''], { type: 'PointsNotAnInteger', text: '1,5' }],
    ['negative points', [A, 'x', '', '-1', ''], { type: 'PointsNotAnInteger', text: '-1' }],
    ['too many points', [A, 'x', '', '1000001', ''], { type: 'PointsNotAnInteger', text: '1000001' }],
    ['an unknown category', [A, 'x', 'gold', '', ''], { type: 'UnknownCategory', text: 'gold' }],
    ['an unknown limit', [A, 'x', '', '', 'oil-month,gold'], { type: 'UnknownLimit', text: 'gold' }],
    [
      'more limits than a product may name',
      [A, 'x', '', '', Array.from({ length: 11 }, (_, at) => `limit-${at}`).join(' ')],
      { type: 'TooManyLimits', most: 10 },
    ],
    ['a cell too few', [A, 'x'], { type: 'WrongNumberOfColumns', expected: 5, found: 2 }],
  ])('refuses %s and goes on', (_, cells, reason) => {
    const { refused, added } = plan(ALL, [cells, [B, 'Penne', '', '', '']]);
    expect(refused).toEqual([{ lineNumber: 2, reason, cells, raw: cells.join(';') }]);
    expect(added.map((product) => product.ean)).toEqual([B]);
  });

  it('refuses a line with an unclosed quote', () => {
    const record: ParsedRecord = { lineNumber: 2, cells: [A, '"x'], raw: '', unclosedQuote: true };
    const context = {
      existing: new Map(),
      categories,
      limitIds: new Set([oilMonth]),
      categorise: () => pasta,
    };
    const result = planImport({ header: ['ean', 'name'], records: [record] }, context);
    expect(result).toMatchObject({ ok: true, value: { refused: [{ reason: { type: 'UnclosedQuote' } }] } });
  });

  it('takes a name of 200 letters, and takes the apostrophe off a formula', () => {
    const { added } = plan(
      ['ean', 'name'],
      [
        [A, 'x'.repeat(200)],
        [B, "'=1+1"],
        [eanOf(3), "'Nduja"],
      ],
    );
    expect(added.map((product) => product.fields.name)).toEqual(['x'.repeat(200), '=1+1', "'Nduja"]);
  });

  it('counts the same row said again, and refuses another name or price for the same number', () => {
    const rows = [
      [A, 'Penne', '3'],
      [A, 'Penne ', '3'],
      [A, 'Olio', '3'],
      [A, 'Penne', '4'],
    ];
    const { added, duplicateCount, refused } = plan(['ean', 'name', 'points'], rows);
    expect([added.length, duplicateCount]).toEqual([1, 1]);
    expect(refused.map(({ lineNumber, reason }) => [lineNumber, reason])).toEqual([
      [4, { type: 'DuplicateWithOtherName', ean: A, firstLineNumber: 2 }],
      [5, { type: 'DuplicateWithOtherValues', ean: A, firstLineNumber: 2 }],
    ]);
  });

  it('takes a UPC-A and its EAN-13 for one product', () => {
    const { added, duplicateCount } = plan(
      ['ean', 'name'],
      [
        ['036000291452', 'Penne'],
        ['0036000291452', 'Penne'],
      ],
    );
    expect([added.map((product) => product.ean), duplicateCount]).toEqual([['0036000291452'], 1]);
  });

  it('lets a product keep what the file says nothing of, but classifies what was left to classify', () => {
    const existing = new Map([
      [A, anExisting({ categoryId: oliveOil, points: toPoints(7), limitIds: [oilMonth] })],
      [B, anExisting({ categoryId: toClassify })],
    ]);
    const done = plan(
      ALL,
      [
        [A, 'Penne', '', '', ''],
        [B, 'Penne', '', '', ''],
      ],
      existing,
    );
    expect(done).toMatchObject({
      added: [],
      unchangedCount: 1,
      changed: [{ ean: B, changedFields: ['categoryId'] }],
    });
  });

  it('changes what nobody corrected, keeps what somebody did, and says so', () => {
    const existing = new Map([[A, anExisting({ corrected: new Set<ImportedField>(['name']) })]]);
    const { changed, keptAsCorrected } = plan(ALL, [[A, 'PENNE 500g', '', '4', '']], existing);
    expect(changed).toEqual([
      {
        lineNumber: 2,
        ean: A,
        fields: { name: 'Penne', categoryId: pasta, points: 4, euroCents: null, limitIds: [] },
        before: { name: 'Penne', categoryId: pasta, points: null, euroCents: null, limitIds: [] },
        changedFields: ['points'],
      },
    ]);
    expect(keptAsCorrected).toEqual([{ lineNumber: 2, ean: A, keptFields: ['name'] }]);
  });
});

describe('the laws of an import', () => {
  const ean = fc.integer({ min: 0, max: 6 }).map(eanOf);
  const anyRow = fc.tuple(
    fc.oneof(ean, ean, ean, fc.constantFrom('', '1', '8000000000001')),
    fc.constantFrom('Penne', 'Olio', 'Xyz', '', 'x\0'),
    fc.constantFrom('', '', 'pasta', 'olive-oil', 'gold'),
    fc.constantFrom('', '', '3', '12', 'x'),
    fc.constantFrom('', '', 'oil-month', 'oil-visit|oil-month', 'gold'),
  );
  const rows = fc.array(anyRow, { maxLength: 25 });
  const field = fc.constantFrom<ImportedField>('name', 'categoryId', 'points', 'euroCents', 'limitIds');
  const product = fc.record({
    name: fc.constantFrom('Penne', 'Olio', 'Xyz'),
    categoryId: fc.constantFrom(pasta, oliveOil, toClassify),
    points: fc.constantFrom(null, toPoints(3), toPoints(12)),
    euroCents: fc.constantFrom(null, 150, 1290),
    limitIds: fc.constantFrom([], [oilMonth], [oilMonth, oilVisit]),
    corrected: fc.array(field).map((fields) => new Set(fields)),
  });
  const catalogue = fc.array(fc.tuple(ean, product), { maxLength: 7 }).map((entries) => new Map(entries));

  it('a second import of the same file changes nothing', () => {
    fc.assert(
      fc.property(rows, catalogue, (list, existing) => {
        const first = plan(ALL, list, existing);
        const second = plan(ALL, list, applied(existing, first));
        expect({ added: second.added, changed: second.changed }).toEqual({ added: [], changed: [] });
        expect(second.refused).toEqual(first.refused);
      }),
    );
  });

  it('no import overwrites what a person corrected', () => {
    fc.assert(
      fc.property(rows, catalogue, (list, existing) => {
        const after = applied(existing, plan(ALL, list, existing));
        for (const [key, before] of existing) {
          for (const corrected of before.corrected)
            expect(after.get(key)?.[corrected]).toEqual(before[corrected]);
        }
      }),
    );
  });

  it('every record is counted once', () => {
    fc.assert(
      fc.property(rows, catalogue, (list, existing) => {
        const done = plan(ALL, list, existing);
        const counted =
          done.added.length +
          done.changed.length +
          done.unchangedCount +
          done.duplicateCount +
          done.refused.length;
        expect([done.recordCount, counted]).toEqual([list.length, list.length]);
      }),
    );
  });
});
