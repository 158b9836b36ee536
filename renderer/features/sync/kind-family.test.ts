import { expect, test } from 'vitest';
import { kinds } from '../../../shared/operations/kinds.ts';
import { familyOf } from './kind-family.ts';

test('every kind that there is has words of its own', () => {
  expect([...kinds.values()].map(({ type }) => type).filter((type) => familyOf(type) === 'other')).toEqual(
    [],
  );
  expect(familyOf('lot.received')).toBe('other');
});
