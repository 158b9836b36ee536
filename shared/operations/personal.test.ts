import { expect, test } from 'vitest';
import { samplesByKind } from './golden-samples.ts';
import { householdOfPersonal, PERSONAL_TYPES } from './personal.ts';

test('every personal kind names its household, so that it is found when that household is erased', () => {
  const personal = samplesByKind().filter(({ kind }) => kind.personal);
  expect(personal.map(({ kind, sample }) => typeof householdOfPersonal(kind, sample))).toEqual(
    personal.map(() => 'string'),
  );
  expect(personal.length).toBeGreaterThanOrEqual(PERSONAL_TYPES.length);
});

test('what is not personal is of nobody, though it names a household', () => {
  const sale = samplesByKind().find(({ name }) => name === 'card.issued@1');
  expect(sale === undefined ? undefined : householdOfPersonal(sale.kind, sale.sample)).toBeNull();
});
