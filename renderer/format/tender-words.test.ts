import { expect, test } from 'vitest';
import { createWords } from '../i18n/words.ts';
import { sayResiduals, sayTenders } from './tender-words.ts';

const words = createWords('it');
const plain = (text: string) => text.replace(/\u00a0/g, ' ');

test('what was paid is said purse by purse, and nothing is nothing', () => {
  const said = (points: number, babyPoints: number, cents: number) =>
    plain(sayTenders({ points, babyPoints, cents }, words));
  expect([said(3, 13, 298), said(0, 0, 123_450), said(1, 0, 0), said(0, 0, 0)]).toEqual([
    '3 punti + 13 punti bimbi + 2,98 €',
    '1.234,50 €',
    '1 punto',
    '0 punti',
  ]);
});

test('what is left is said of each purse that there is, with a real minus sign', () => {
  const of = (after: number) => ({ before: 10, after });
  expect(plain(sayResiduals({ points: of(101), babyPoints: of(0), cents: of(310) }, words))).toBe(
    '101 punti, 0 punti bimbi, 3,10 €',
  );
  expect(sayResiduals({ points: of(-4) }, words)).toBe('−4 punti');
});
