import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { samplesByKind } from './golden-samples.ts';
import { operationSchema } from './operation.ts';
import { readAs } from './read-as.ts';

const ID = '019a0000-0000-7000-8000-000000000001';

/** Words and numbers at the edges of what fields take, and things that no field takes. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown[]>(
    ...['', ' a ', 'A'.repeat(200), '2026-02-29', '2026-11-22', 'household', ID, ID.toUpperCase(), `${ID}\n`],
    ...[0, -0, -1, 0.5, 1, 1e9, 2 ** 53, Number.MAX_SAFE_INTEGER, null, true, [], {}],
  ),
);

/** The same with something else at one place of it, or something more, or less, or in another order. */
function changed(value: unknown): fc.Arbitrary<unknown> {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return fc.oneof(
      odd,
      odd.map((more) => [...items, more]),
      fc.constant([...items, ...items]),
      ...items.map((item, at) => changed(item).map((other) => items.toSpliced(at, 1, other))),
    );
  }
  if (typeof value !== 'object' || value === null) return odd;
  const fields: readonly (readonly [string, unknown])[] = Object.entries(value);
  const as = (entries: readonly (readonly [string, unknown])[]): unknown => Object.fromEntries(entries);
  return fc.oneof(
    odd,
    odd.map((more) => as([...fields, ['more', more]])),
    fc.constant(
      JSON.parse(`{"__proto__":{}${fields.length === 0 ? '' : ','}${JSON.stringify(value).slice(1)}`),
    ),
    fc.constant(as(fields.toReversed())),
    ...fields.flatMap(([name, item], at) => [
      changed(item).map((other) => as(fields.with(at, [name, other]))),
      fc.constant(as(fields.toSpliced(at, 1))),
    ]),
  );
}

/** What is read is compared with the schema's word by word, so that 0 and -0 are two. */
function expectSchemasAnswer(schema: z.ZodType, value: unknown): void {
  const parsed = schema.safeParse(value);
  expect(readAs(schema, value)).toEqual(parsed.success ? parsed.data : null);
}

describe('reading a value as its schema does', () => {
  for (const { name, kind, sample } of samplesByKind()) {
    it(`gives what the schema gives, whatever comes as ${name}`, () => {
      expectSchemasAnswer(kind.body, sample);
      fc.assert(
        fc.property(changed(sample), (value) => expectSchemasAnswer(kind.body, value)),
        { numRuns: 150 },
      );
    });
  }

  it('gives back a sale itself, so that a hub which reads many is not slowed by copies', () => {
    const sale = samplesByKind().find(({ name }) => name === 'sale.completed@2');
    expect(sale === undefined ? null : readAs(sale.kind.body, sale.sample)).toBe(sale?.sample);
  });

  it('gives what the schema gives of an operation, its postings and its names of accounts', () => {
    const operation = {
      ...{ id: ID, deviceId: ID, seq: 1, stream: `site:${ID}`, type: 'sale.completed', version: 2 },
      ...{ operatorId: ID, occurredAt: 1_790_000_000_000, businessOn: '2026-11-22', body: '{}' },
      postings: [
        {
          account: `household:${ID}/points/2026-11-01`,
          unit: 'points',
          amount: -7,
          cover: { kind: 'lease', id: ID },
        },
        { account: `site:${ID}/sales`, unit: 'points', amount: 7 },
      ],
      ...{ commitment: 'a'.repeat(64), prevHash: 'b'.repeat(64), hash: 'c'.repeat(64), salt: 'd'.repeat(64) },
    };
    expect(readAs(operationSchema, operation)).toBe(operation);
    fc.assert(
      fc.property(changed(operation), (value) => expectSchemasAnswer(operationSchema, value)),
      { numRuns: 2000 },
    );
  });

  it('leaves to the schema what that trims, fills in, turns or does not forbid', () => {
    const schema = z.strictObject({
      name: z.string().trim().min(1),
      size: z.int().default(3),
      open: z.object({ a: z.int() }).optional(),
      word: z.union([z.string().toLowerCase(), z.null()]),
      pair: z.tuple([z.int(), z.string()]).optional(),
      amount: z.int().lt(10).gt(0).optional(),
      even: z
        .array(z.int())
        .refine((all) => all.every((each) => each % 2 === 0))
        .optional(),
    });
    expect(readAs(schema, { name: ' Anna ', word: 'X', open: { a: 1, b: 2 } })).toEqual({
      ...{ name: 'Anna', size: 3, word: 'x', open: { a: 1 } },
    });
    expect(readAs(schema, { name: 'Anna', word: null, even: [2, 3] })).toBeNull();
    const sample = { name: 'Anna', size: 1, word: 'x', pair: [1, 'a'], amount: 9, even: [2] };
    fc.assert(fc.property(changed(sample), (value) => expectSchemasAnswer(schema, value)));
  });
});
