import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { everyPaperLanguage } from './issued-statement.fixture.ts';
import { printedAmount, printedDay, printedMoment } from './printed-amount.ts';
import { aDay } from './statement.fixture.ts';
import { describeLine, fillWords, statementWords } from './statement-words.ts';

const placeholders = (value: unknown): string[] =>
  JSON.stringify(value)
    .match(/\{\w+\}/g)
    ?.toSorted() ?? [];

describe('the words of statements', () => {
  test('every language puts the same values into its sentences', () => {
    const wanted = placeholders(statementWords.it);
    for (const language of everyPaperLanguage) expect(placeholders(statementWords[language])).toEqual(wanted);
  });

  // Papers that were printed in layout 1 are printed again with these very words: another wording is another layout.
  test('the words of layout 1 are what they were', () => {
    const fingerprint = createHash('sha256')
      .update(JSON.stringify(statementWords))
      .digest('hex')
      .slice(0, 16);
    expect(fingerprint).toMatchInlineSnapshot(`"c28e5c1ecc920335"`);
  });

  test('a late line says which day it is of', () => {
    const line = { kind: 'sale', reference: 'EMP-12', lateFrom: aDay('2026-11-29') } as const;
    expect(describeLine(line, 'it')).toBe('Spesa EMP-12, registrato in ritardo, del 29/11/2026');
    expect(describeLine({ ...line, lateFrom: null, reference: null }, 'uk')).toBe('Покупка');
  });

  test('a value that looks like a placeholder or a pattern is printed as it is', () => {
    expect(fillWords('{name}: {moment}', { name: '$1 {moment}', moment: 'x' })).toBe('$1 {moment}: x');
  });
});

describe('dates and amounts on paper', () => {
  test.each([
    [0, '0,00 €'],
    [5, '0,05 €'],
    [123_450, '1.234,50 €'],
    [-100_000_000, '-1.000.000,00 €'],
  ])('%i cents are %s', (cents, text) => expect(printedAmount(cents, 'cents')).toBe(text));

  test.each([
    [999, '999'],
    [1_000, '1.000'],
    [-1_234_567, '-1.234.567'],
  ])('%i points are %s', (points, text) => expect(printedAmount(points, 'points')).toBe(text));

  test('the day and the time are those of Rome, on 24 hours', () => {
    expect(printedDay(aDay('2026-04-01'))).toBe('01/04/2026');
    expect(printedMoment(Date.parse('2026-03-31T22:30:00Z'))).toBe('01/04/2026 00:30');
    expect(printedMoment(Date.parse('2026-10-25T01:15:00Z'))).toBe('25/10/2026 02:15');
  });
});
