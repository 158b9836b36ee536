import { expect, test } from 'vitest';
import { kinds } from '../../shared/operations/kinds.ts';
import { hasProjector } from './project.ts';

test('every kind that can be recorded has its projector', () => {
  expect([...kinds].filter(([, kind]) => !hasProjector(kind)).map(([name]) => name)).toEqual([]);
});
