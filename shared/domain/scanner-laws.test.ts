import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ScannerTarget } from './scanner.ts';
import { aCounter, card, codiceFiscale, settings, small, withCheckDigit } from './scanner-fixture.ts';

const eans = fc.stringMatching(/^[0-9]{12}$/).map(withCheckDigit);

describe('the laws of the scanner', () => {
  const gap = (min: number, max: number) => fc.integer({ min, max });
  const anywhere = fc.constantFrom<ScannerTarget>('page', 'field');

  test('a valid code at any pace from 1 to 100 ms and Enter is read once, and nothing of it stays', () => {
    fc.assert(
      fc.property(
        eans,
        fc.array(gap(1, 100), { minLength: 14, maxLength: 14 }),
        anywhere,
        (ean, gaps, target) => {
          const counter = aCounter(target === 'field' ? { target, field: 'search' } : { target });
          let next = 0;
          counter.type(ean, () => gaps[next++] ?? 1);
          counter.press('Enter', gaps[13] ?? 1);
          expect(counter.scans).toEqual([ean]);
          expect(counter.fields.search ?? '').toBe('');
          expect(counter.reached).not.toContain('Enter');
        },
      ),
      { numRuns: 500 },
    );
  });

  test('bursts of scans drop nothing and keep their order', () => {
    const codes = fc.array(fc.oneof(eans, fc.constantFrom(card, codiceFiscale, small)), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(codes, gap(1, 100), fc.constantFrom('Enter', 'Tab'), (scanned, gapMs, terminator) => {
        const counter = aCounter({ target: 'field', field: 'search' });
        for (const code of scanned) {
          counter.type(code, gapMs);
          counter.press(terminator, gapMs);
        }
        expect([counter.scans, counter.fields]).toEqual([scanned, { search: '' }]);
      }),
    );
  });

  test('a hand at 120 to 300 ms a key in a search field is not a scanner, unless it typed a whole code', () => {
    const typed = fc.oneof(
      fc.stringMatching(/^[0-9]{1,20}$/),
      fc.stringMatching(/^[a-z 0-9*]{1,30}$/),
      fc.stringMatching(/^BC[0-9A-Z]{9}$/),
    );
    fc.assert(
      fc.property(typed, fc.array(gap(120, 300), { minLength: 31, maxLength: 31 }), (text, gaps) => {
        fc.pre(!containsCode(text));
        const counter = aCounter({ target: 'field', field: 'search' });
        let next = 0;
        counter.type(text, () => gaps[next++] ?? 120);
        counter.press('Enter', gaps[30] ?? 120);
        counter.wait(500);
        expect([counter.scans, counter.fields, counter.reached.at(-1)]).toEqual([
          [],
          { search: text },
          'Enter',
        ]);
      }),
      { numRuns: 500 },
    );
  });

  test('a hand at over 130 ms a key is never a scanner, whatever it types', () => {
    fc.assert(
      fc.property(eans, gap(131, 400), (ean, gapMs) => {
        const counter = aCounter({ target: 'field', field: 'search' });
        counter.type(ean, gapMs);
        counter.press('Enter', gapMs);
        expect([counter.scans, counter.fields]).toEqual([[], { search: ean }]);
      }),
    );
  });
});

const containsCode = (text: string): boolean =>
  [8, 11, 12, 13, 16].some((length) =>
    Array.from({ length: text.length }, (_, at) => text.slice(at, at + length)).some(
      (part) => part.length === length && settings.isReadable(part),
    ),
  ) || settings.isReadable(text);
