import fc from 'fast-check';
import { expect, test } from 'vitest';
import { receiptNumber } from './receipt.ts';
import { readReceiptNumber } from './receipt-number.ts';

test('every number on a receipt is read back, in capitals or not', () => {
  const shortName = fc.stringMatching(/^[A-Z0-9]{2,6}$/);
  fc.assert(
    fc.property(shortName, fc.integer({ min: 1, max: 999_999_999 }), (siteShort, sequence) => {
      const written = receiptNumber(siteShort, sequence);
      expect(readReceiptNumber(written)).toEqual({ siteShort, sequence });
      expect(readReceiptNumber(` ${written.toLowerCase()} `)).toEqual({ siteShort, sequence });
    }),
  );
});

test.each([
  ['EMP 345', { siteShort: 'EMP', sequence: 345 }],
  ['emp345', { siteShort: 'EMP', sequence: 345 }],
  ['345', { siteShort: null, sequence: 345 }],
  ['EMP-0', null],
  ['EMP-', null],
  ['-345', null],
  ['', null],
  ['EMP-12a', null],
  ['EMP-1234567890123456', null],
])('%s is understood as it was meant', (typed, meant) => {
  expect(readReceiptNumber(typed)).toEqual(meant);
});
