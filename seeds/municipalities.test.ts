import { expect, test } from 'vitest';
import { findMunicipality } from './municipalities.ts';

test('a cadastral code is the municipality that the registry of Italy has under it', () => {
  expect(findMunicipality('G479')).toEqual({ name: 'Pesaro', province: 'PU' });
  expect(findMunicipality('H501')).toEqual({ name: 'Roma', province: 'RM' });
});

test('a country, an abolished municipality and a code that nobody has are unknown', () => {
  for (const code of ['Z100', 'Y001', 'H', '']) expect(findMunicipality(code)).toBeNull();
});
