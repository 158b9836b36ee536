import { describe, expect, test } from 'vitest';
import { iseeBandOn, iseeSchema, usualIseeEnd } from './isee.ts';
import { localDateSchema } from './local-date.ts';

const day = (text: string) => localDateSchema.parse(text);

describe('ISEE', () => {
  test('counts up to its last day', () => {
    const isee = iseeSchema.parse({ band: 2, expiresOn: '2026-12-31' });
    expect([day('2026-12-31'), day('2027-01-01')].map((on) => iseeBandOn(isee, on))).toEqual([2, null]);
  });

  test('is replaced by a certificate of indigence, which counts as the first band', () => {
    const isee = iseeSchema.parse({ band: null, certificate: 'indigence', expiresOn: '2026-12-31' });
    expect(iseeBandOn(isee, day('2026-05-01'))).toBe(1);
  });

  test('is a band or a certificate, never both and never neither', () => {
    expect(iseeSchema.safeParse({ band: null, expiresOn: '2026-12-31' }).success).toBe(false);
    const both = { band: 1, certificate: 'indigence', expiresOn: '2026-12-31' };
    expect(iseeSchema.safeParse(both).success).toBe(false);
  });

  test('made on any day of a year ends with it', () => {
    expect(usualIseeEnd(day('2026-02-03'))).toBe('2026-12-31');
  });
});
