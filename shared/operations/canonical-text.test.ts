import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalText } from './operation.ts';

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
