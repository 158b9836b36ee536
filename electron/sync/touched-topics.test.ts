import { expect, test } from 'vitest';
import { kinds } from '../../shared/operations/kinds.ts';
import { hasTopics } from './touched-topics.ts';

test('whatever kind comes from the hub, some screen is told', () => {
  expect([...kinds.values()].map(({ type }) => type).filter((type) => !hasTopics(type))).toEqual([]);
});
