import { expect, test } from 'vitest';
import { readCodiciFiscali, readMonths, readNames, readPointsTable } from './household-form-fields.ts';

test.each([
  ['06/2025, 1/2024', ['2025-06', '2024-01']],
  ['6.2025 11-2023', ['2025-06', '2023-11']],
  ['  ', []],
])('reads the months of "%s"', (text, months) => {
  expect(readMonths(text)).toEqual({ ok: true, value: months });
});

test.each(['13/2025', '2025', '06/25', 'giugno'])('shows which month it cannot read: %s', (part) => {
  expect(readMonths(`06/2025, ${part}`)).toEqual({ ok: false, error: { text: part } });
});

test('reads whole codici fiscali in any case and shows a wrong one', () => {
  expect(readCodiciFiscali('rssmra85t10a562s')).toEqual({ ok: true, value: ['RSSMRA85T10A562S'] });
  expect(readCodiciFiscali('RSSMRA85T10A562S RSSMRA85T10A562X')).toEqual({
    ok: false,
    error: { text: 'RSSMRA85T10A562X' },
  });
});

test('reads names with the spaces that belong to them', () => {
  expect(readNames(' Conti Elena ,, De Luca Sara,')).toEqual(['Conti Elena', 'De Luca Sara']);
});

test('reads a table of points, thousands with a dot', () => {
  expect(readPointsTable('400, 700, 1.200')).toEqual({ ok: true, value: [400, 700, 1200] });
  expect(readPointsTable('400, molti')).toEqual({ ok: false, error: { text: 'molti' } });
  expect(readPointsTable('100001')).toEqual({ ok: false, error: { text: '100001' } });
});
