import { describe, expect, test } from 'vitest';
import { contract } from './contract.ts';

describe('the contract', () => {
  test.each(Object.entries(contract))('%s refuses fields that it does not name', (_name, { input }) => {
    for (const text of [
      '{"surprise":1}',
      '{"__proto__":{"isAdmin":true}}',
      '[]',
      'null',
      '"text"',
      '1e999',
    ]) {
      const parsed = input.safeParse(JSON.parse(text));
      expect(parsed.success, text).toBe(false);
    }
  });

  test('names commands after their feature, so that events can say what is stale', () => {
    for (const name of Object.keys(contract)) expect(name).toMatch(/^[a-z][a-zA-Z]*\.[a-z][a-zA-Z]*$/);
  });
});
