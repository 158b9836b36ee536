import { expect, test } from 'vitest';
import { parseAccount } from '../../shared/domain/account.ts';
import { statementPurseSchema } from '../../shared/domain/statement.ts';
import { samplesByKind } from '../../shared/operations/golden-samples.ts';
import { kindOf } from './statements.ts';

test('whatever moves a purse of a household has a word of its own in a statement', () => {
  const moving = samplesByKind().filter(({ kind, sample }) =>
    kind.postings(kind.body.parse(sample)).some(({ account }) => {
      const parsed = parseAccount(account);
      return parsed?.kind === 'household' && statementPurseSchema.safeParse(parsed.purse).success;
    }),
  );
  const words = moving.map(({ kind }) => [kind.type, kindOf(kind.type, false)]);
  expect(words.filter(([, word]) => word === 'other')).toEqual([]);
  expect(words).toContainEqual(['cycle.started', 'wash']);
  expect(words).toContainEqual(['cycle.stopped', 'wash-refund']);
});
