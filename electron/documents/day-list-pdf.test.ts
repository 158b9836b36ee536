import { expect, test } from 'vitest';
import { drawDayList } from './day-list-pdf.ts';

const list = (rows: number) => ({
  title: 'Lavanderia sociale: turni di martedì 24/11/2026',
  columns: ['Ora', 'Macchina', 'Codice', 'Iniziali', 'Arrivo e note'],
  washer: 'lavatrice',
  dryer: 'asciugatrice',
  empty: 'Nessun turno',
  page: 'pagina {page} di {pages}',
  privacy: 'Distruggere a fine giornata.',
  rows: Array.from({ length: rows }, (_, index) => [
    '09:00-11:00',
    `${index + 1}  lavatrice`,
    '7F2A',
    'R. A.',
    '',
  ]),
  createdAt: Date.UTC(2026, 10, 23),
});

const pagesOf = async (rows: number): Promise<number> =>
  Buffer.from(await drawDayList(list(rows)))
    .toString('latin1')
    .split('/Type /Page\n').length - 1;

test('a day goes onto as many pages as it needs, at least one, each row on one of them', async () => {
  expect(await Promise.all([0, 1, 24, 25, 60].map(pagesOf))).toEqual([1, 1, 1, 2, 3]);
});

test('the same day is the same paper', async () => {
  const [first, second] = await Promise.all([drawDayList(list(3)), drawDayList(list(3))]);
  expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true);
});
