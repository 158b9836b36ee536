import { expect, test } from 'vitest';
import { localDateSchema } from '../../../shared/domain/local-date.ts';
import {
  capToText,
  closuresToText,
  openingsToText,
  textToCap,
  textToClosures,
  textToOpenings,
} from './hours-text.ts';

test('opening hours are read as people write them, and what is no time is told', () => {
  const morning = { from: 540, to: 780 };
  const afternoon = { from: 900, to: 1170 };
  expect(['9-13', '9:00 - 13:00', '9-13, 15-19.30', '9-13 e 15-19:30', ''].map(textToOpenings)).toEqual([
    [morning],
    [morning],
    [morning, afternoon],
    [morning, afternoon],
    [],
  ]);
  expect(['9', '13-9', '9-13, 12-15', '9-25', '9:70-13', 'chiuso'].map(textToOpenings)).toEqual(
    Array(6).fill(null),
  );
  expect(textToOpenings(openingsToText([morning, afternoon]))).toEqual([morning, afternoon]);
});

test('days of closure are sorted and each is once', () => {
  const christmas = localDateSchema.parse('2026-12-25');
  const after = localDateSchema.parse('2026-12-26');
  expect(textToClosures('26/12/2026 25/12/2026,25.12.2026')).toEqual([christmas, after]);
  expect(textToClosures(closuresToText([christmas, after]))).toEqual([christmas, after]);
  expect([textToClosures(''), textToClosures('natale')]).toEqual([[], null]);
});

test('a cap is a number for everybody, or steps by people of which the last has no upper size', () => {
  const steps = [
    { membersUpTo: 3, cycles: 3 },
    { membersUpTo: null, cycles: 5 },
  ];
  expect([textToCap('12'), textToCap('3: 3, 5'), textToCap('')]).toEqual([
    [{ membersUpTo: null, cycles: 12 }],
    steps,
    [],
  ]);
  expect(textToCap(capToText(steps))).toEqual(steps);
  expect(['3: 3', '5: 5, 3: 3, 9', 'tre'].map(textToCap)).toEqual([null, null, null]);
});
