import { expect, test } from 'vitest';
import { categorySet, limitSet } from '../../shared/operations/catalogue-operations.ts';
import { kinds } from '../../shared/operations/kinds.ts';
import { tillRulesSet } from '../../shared/operations/network-operations.ts';
import { topicsOf, touchedTopics } from './touched-topics.ts';

test('whatever kind comes from the hub, some screen is told', () => {
  expect([...kinds.values()].map(({ type }) => type).filter((type) => topicsOf(type).length === 0)).toEqual(
    [],
  );
});

test('what the till keeps in memory is read again, at whichever counter it was changed', () => {
  const kept = [categorySet, limitSet, tillRulesSet].map(({ type }) => type);
  expect(kept.filter((type) => !topicsOf(type).includes('catalogue'))).toEqual([]);
});

test('states of accounts that a restored hub has none of change what is left all the same', () => {
  const none = { from: 0, to: 0, accounts: [], yourHead: 0, hasMore: false, epoch: 2 };
  expect(touchedTopics({ type: 'balances', ...none })).toContain('till');
});
