import { expect, test } from 'vitest';
import { createWords } from '../i18n/words.ts';
import { fieldValue } from './field-words.ts';

const words = createWords('it');

test('days and months are said as people write them', () => {
  expect(fieldValue(words, 'endsOn', '2026-11-22')).toBe('22/11/2026');
  expect(fieldValue(words, 'childBirthMonths', ['2019-03', '2021-05'])).toBe('03/2019, 05/2021');
});
