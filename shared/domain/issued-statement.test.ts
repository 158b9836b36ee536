import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalText, MAX_BODY_BYTES } from '../operations/operation.ts';
import { anIssuedStatement } from './issued-statement.fixture.ts';
import { joinStatement, splitStatement, statementBodySchema } from './issued-statement.ts';
import { aDevice } from './statement.fixture.ts';

const bytesOf = (body: unknown) => Buffer.byteLength(canonicalText(body));

test('a month of ten thousand movements is several bodies, each under 64 KiB, which join to the same', () => {
  const issued = anIssuedStatement(10_000);
  const parts = splitStatement(issued).map((body) => statementBodySchema.parse(body));
  expect(parts.length).toBeGreaterThan(10);
  expect(Math.max(...parts.map(bytesOf))).toBeLessThanOrEqual(MAX_BODY_BYTES);
  expect(joinStatement(parts.toReversed())).toEqual({ ok: true, value: issued });
});

test('a statement without movements is one body', () => {
  const issued = anIssuedStatement(0);
  const parts = splitStatement(issued);
  expect(parts).toHaveLength(1);
  expect(joinStatement(parts)).toEqual({ ok: true, value: issued });
});

const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 80 })
  .filter((text) => !/\p{Cc}/u.test(text) && text === text.trim() && text.length <= 80);

test('whatever the names, the parts rejoin to the same lines and none is too heavy', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ placeName: fc.option(name), text: name, amount: fc.maxSafeInteger() }), {
        maxLength: 600,
      }),
      (lines) => {
        const [like] = anIssuedStatement(1).lines;
        const issued = {
          ...anIssuedStatement(1),
          lines: lines.map((line) => ({ ...like, on: anIssuedStatement(1).head.from, ...line })),
        };
        const parts = splitStatement(issued);
        expect(parts.filter((body) => bytesOf(body) > MAX_BODY_BYTES)).toEqual([]);
        expect(joinStatement(parts)).toEqual({ ok: true, value: issued });
      },
    ),
    { numRuns: 20 },
  );
});

test('the fullest head there can be leaves room for its lines', () => {
  const longest = '\u{1F1EE}'.repeat(40);
  const issued = anIssuedStatement(400, {
    organisationName: longest,
    projectName: longest,
    siteName: longest,
    holderName: longest,
    printedBy: longest,
    notSynchronised: Array.from({ length: 60 }, () => ({ counter: longest, since: 1_790_000_000_000 })),
    heads: Array.from({ length: 200 }, (_, index) => ({
      deviceId: aDevice(index),
      seq: 9_007_199_254_740_991,
    })),
  });
  const [first] = splitStatement(issued);
  expect(statementBodySchema.safeParse(first).success).toBe(true);
  expect(bytesOf(first)).toBeLessThanOrEqual(MAX_BODY_BYTES);
});

test('a part that is missing is named', () => {
  const parts = splitStatement(anIssuedStatement(2_000));
  expect(joinStatement(parts.filter(({ part }) => part !== 2))).toEqual({
    ok: false,
    error: { type: 'StatementPartsMissing', missing: [2] },
  });
  expect(joinStatement([])).toEqual({ ok: false, error: { type: 'StatementPartsMissing', missing: [1] } });
});
