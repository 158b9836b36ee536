import { describe, expect, it } from 'vitest';
import { localDateSchema } from '../../../shared/domain/local-date.ts';
import { createWords } from '../../i18n/words.ts';
import { birthMonthOf, householdWords, readAges } from './example-household.ts';

describe('the household of an example', () => {
  it('is typed in years, and in months with an m', () => {
    expect(readAges('6m, 9; 70')).toEqual({ ok: true, value: [6, 108, 840] });
    expect(readAges('')).toEqual({ ok: true, value: [] });
    expect(readAges('sei')).toEqual({ ok: false, error: { text: 'sei' } });
  });

  it('has the ages that were typed on the day of the example', () => {
    expect(birthMonthOf(6, localDateSchema.parse('2026-12-01'))).toBe('2026-06');
  });

  it('is said in words', () => {
    expect(householdWords(createWords('it'), 4, [6])).toBe('Un nucleo di 4 con un bambino di 6 mesi');
    expect(householdWords(createWords('it'), 4, [])).toBe('Un nucleo di 4');
  });
});
