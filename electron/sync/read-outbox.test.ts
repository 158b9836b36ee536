import { describe, expect, test } from 'vitest';
import { aChain } from '../../hub/chain-fixture.ts';
import { MAX_BODY_BYTES, type Operation } from '../../shared/operations/operation.ts';
import { MOST_PUSHED_BYTES, MOST_PUSHED_OPERATIONS } from '../../shared/sync/protocol.ts';
import { fillPush } from './read-outbox.ts';

/** Operations of a chain with such a body each. */
const withBodies = (count: number, body: string): { readonly operation: Operation }[] => {
  const operation = { ...aChain().anAdmin(), body };
  return Array.from({ length: count }, () => ({ operation }));
};
const bytesOf = (operations: readonly Operation[]) => Buffer.byteLength(JSON.stringify(operations));

describe('a push', () => {
  test('is as long as it may be, and as the hub weighs it', () => {
    // A body is JSON: its quotes weigh twice, and letters with an accent as what they are in UTF-8.
    for (const body of ['{"a":1}', '"'.repeat(30_000), 'è'.repeat(20_000), '\\'.repeat(MAX_BODY_BYTES)]) {
      const chain = withBodies(600, body);
      const filled = fillPush(chain, 500);
      expect(bytesOf(filled)).toBeLessThanOrEqual(MOST_PUSHED_BYTES);
      const one = chain.slice(0, filled.length + 1).map(({ operation }) => operation);
      const isFull = filled.length === MOST_PUSHED_OPERATIONS || bytesOf(one) > MOST_PUSHED_BYTES;
      expect(isFull).toBe(true);
    }
  });

  test('brings no more than it is asked for, and one at least, however large it is', () => {
    expect(fillPush(withBodies(40, '{}'), 16)).toHaveLength(16);
    expect(fillPush(withBodies(3, 'x'.repeat(2 * MOST_PUSHED_BYTES)), 16)).toHaveLength(1);
    expect(fillPush([], 16)).toEqual([]);
  });
});
