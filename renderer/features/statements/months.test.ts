import { describe, expect, it } from 'vitest';
import { localDateSchema } from '../../../shared/domain/local-date.ts';
import { monthName, monthsUpTo } from './months.ts';

describe('the months of a statement', () => {
  it('are whole, without a gap, this one first', () => {
    const months = monthsUpTo(localDateSchema.parse('2028-03-31'));
    expect(months.slice(0, 3)).toEqual([
      { startsOn: '2028-03-01', endsOn: '2028-03-31' },
      { startsOn: '2028-02-01', endsOn: '2028-02-29' },
      { startsOn: '2028-01-01', endsOn: '2028-01-31' },
    ]);
  });

  it('have their name in the language of the screen', () => {
    const [month] = monthsUpTo(localDateSchema.parse('2026-11-22'));
    expect(month && [monthName('it', month), monthName('en', month)]).toEqual([
      'novembre 2026',
      'November 2026',
    ]);
  });
});
