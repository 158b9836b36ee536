import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseOutdatedBackups, type DatedBackup } from './backup-rotation.ts';
import { addDays, daysBetween, localDateSchema } from './local-date.ts';

const today = localDateSchema.parse('2026-11-22'); // a Sunday

const takenDaysAgo = (days: number, change: Partial<DatedBackup> = {}): DatedBackup => ({
  name: `${days}-ago`,
  takenOn: addDays(today, -days),
  takenAt: -days,
  isBeforeMigration: false,
  ...change,
});

describe('rotation of backups', () => {
  test('keeps seven days and four weeks of a counter that takes one every day', () => {
    const daily = Array.from({ length: 60 }, (_, days) => takenDaysAgo(days));
    const gone = new Set(chooseOutdatedBackups(daily, today));
    expect(daily.filter(({ name }) => !gone.has(name)).map(({ name }) => name)).toEqual([
      '0-ago',
      '1-ago',
      '2-ago',
      '3-ago',
      '4-ago',
      '5-ago',
      '6-ago',
      '7-ago',
      '14-ago',
      '21-ago',
    ]);
  });

  test('keeps the newest of a day, and the one before a migration beside it', () => {
    const morning = takenDaysAgo(0, { name: 'morning', takenAt: 1 });
    const migration = takenDaysAgo(0, { name: 'migration', takenAt: 2, isBeforeMigration: true });
    const evening = takenDaysAgo(0, { name: 'evening', takenAt: 3 });
    expect(chooseOutdatedBackups([morning, evening, migration], today)).toEqual(['morning']);
  });

  test('never deletes the newest, keeps at most eleven and nothing else beyond 28 days', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 90 }), { minLength: 1 }), (ages) => {
        const backups = ages.map((days) => takenDaysAgo(days));
        const gone = new Set(chooseOutdatedBackups(backups, today));
        const kept = backups.filter(({ name }) => !gone.has(name));
        expect(gone.has(`${Math.min(...ages)}-ago`)).toBe(false);
        expect(kept.length).toBeLessThanOrEqual(11);
        const old = kept.filter(({ takenOn }) => daysBetween(takenOn, today) >= 28);
        expect(old.length).toBeLessThanOrEqual(Math.min(...ages) >= 28 ? 1 : 0);
      }),
    );
  });
});
