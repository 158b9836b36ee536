import { describe, expect, it } from 'vitest';
import { localDateSchema } from '../shared/domain/local-date.ts';
import { readSeedOrder } from './seed.ts';

const today = localDateSchema.parse('2026-11-22');
const read = (...args: string[]) => readSeedOrder(args, today);

describe('npm run seed', () => {
  it('makes 300 households and a year up to yesterday where nothing else is said', () => {
    expect(read('--data', 'folder')).toMatchObject({
      ok: true,
      value: { dataFolder: 'folder', options: { households: 300, days: 365, until: '2026-11-21' } },
    });
  });

  it('takes what it is told', () => {
    const args = [
      '--data',
      'f',
      '--households',
      '50',
      '--seed',
      's',
      '--sales',
      '9',
      '--days',
      '30',
      '--until',
      '2026-11-22',
    ];
    expect(read(...args)).toMatchObject({
      ok: true,
      value: { options: { households: 50, seed: 's', sales: 9, days: 30, until: '2026-11-22' } },
    });
  });

  it.each([
    [[], '--data needs a folder'],
    [['--data', ''], '--data needs a folder'],
    [['--data', 'f', '--households', '0'], '--households needs a whole number from 1 to 1000000'],
    [['--data', 'f', '--households', '1e3'], '--households needs a whole number from 1 to 1000000'],
    [['--data', 'f', '--days', '13'], '--days needs a whole number from 14 to 3650'],
    [['--data', 'f', '--until', '2026-02-30'], '--until needs a day as YYYY-MM-DD'],
    [['--data', 'f', '--until', '2026-11-23'], '--until cannot be after today'],
    [['--data', 'f', '--colour', 'red'], "Unknown option '--colour'"],
    [['--data'], "Option '--data <value>' argument missing"],
  ])('refuses %j with a sentence', (args, sentence) => {
    expect(read(...args)).toEqual({ ok: false, error: sentence });
  });
});
