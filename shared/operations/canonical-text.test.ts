import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalText, isCanonicalText } from './operation.ts';

const outcomeOf = (write: () => string | undefined): string | undefined => {
  try {
    return write();
  } catch {
    return undefined;
  }
};

const keys = fc.oneof(
  fc.string(),
  fc.nat().map(String),
  fc.constantFrom('__proto__', 'toJSON', 'a', 'Z', '\ud83e\udd56', '\ud800'),
);
const anything = fc.anything({
  key: keys,
  withNullPrototype: true,
  values: [
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom(null, undefined, '\udc00', -0, 'è «10 €»\u2028'),
  ],
});

test('a canonical text is what the library for RFC 8785 writes, or refuses', () => {
  fc.assert(
    fc.property(anything, (value) => {
      expect(outcomeOf(() => canonicalText(value))).toBe(outcomeOf(() => canonicalize(value)));
    }),
    { numRuns: 5000 },
  );
});

test('keys that look like numbers stand where their text stands', () => {
  expect(canonicalText({ 10: 1, 9: 2, a: { 2: 1, 11: 2 } })).toBe('{"10":1,"9":2,"a":{"11":2,"2":1}}');
});

test('a text is told to be canonical where it is the canonical text of what was read from it', () => {
  const texts = fc.oneof(
    anything.map((value) => outcomeOf(() => canonicalText(value))),
    anything.map((value) => outcomeOf(() => JSON.stringify(value))),
    anything.map((value) => outcomeOf(() => JSON.stringify(value, null, 1))),
    fc.constantFrom(
      '{"a":1,"a":1}',
      '{"b":1,"a":2}',
      '{"a":1.0}',
      '{"a":"\\ud800"}',
      '{"a":"\\u0041"}',
      '{"a": 1}',
    ),
  );
  let told = 0;
  fc.assert(
    fc.property(texts, fc.boolean(), (text, isStripped) => {
      fc.pre(text !== undefined);
      const value: unknown = JSON.parse(text);
      const parsed =
        isStripped && isRecord(value) ? Object.fromEntries(Object.entries(value).slice(1)) : value;
      const isCanonical = outcomeOf(() => canonicalText(parsed)) === text;
      const said = outcomeOf(() => String(isCanonicalText(text, value, parsed)));
      expect(said === 'true').toBe(isCanonical);
      if (isCanonical) told += 1;
    }),
    { numRuns: 5000 },
  );
  expect(told).toBeGreaterThan(500);
});

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
