import { expect, it } from 'vitest';
import { incidentCode } from './incident.ts';

it('makes codes of four characters, the smallest and the largest too', () => {
  expect([
    incidentCode(() => 0),
    incidentCode(() => 0.999_999),
    incidentCode(() => 0x4f2a / 0x10000),
  ]).toEqual(['0000', 'FFFF', '4F2A']);
});
