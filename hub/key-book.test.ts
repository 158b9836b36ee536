import { expect, test } from 'vitest';
import { aChain, aPlace } from './chain-fixture.ts';
import { createKeyBook } from './key-book.ts';
import { createMemoryStore } from './store/memory-store.ts';

const [KEY, OTHER_KEY] = ['ab'.repeat(32), 'cd'.repeat(32)];

test('a key is read once, and one that is not known is asked for again', async () => {
  const memory = createMemoryStore();
  let reads = 0;
  const findKey = createKeyBook({
    ...memory,
    inSnapshot: (work) => {
      reads += 1;
      return memory.inSnapshot(work);
    },
  });
  const { deviceId } = aChain();
  expect(await findKey(deviceId)).toBeNull();
  await memory.inTransaction((tx) =>
    tx.insertDevice({ deviceId, publicKey: KEY, place: aPlace(deviceId), aloneUntilSeq: 0 }),
  );
  expect([await findKey(deviceId), await findKey(deviceId)]).toEqual([KEY, KEY]);
  expect(reads).toBe(2);
});

test('a device that looked at a network and left may come again with another key', async () => {
  const memory = createMemoryStore();
  const findKey = createKeyBook(memory);
  const { deviceId } = aChain();
  const join = (publicKey: string) =>
    memory.inTransaction((tx) =>
      tx.insertDevice({ deviceId, publicKey, place: aPlace(deviceId), aloneUntilSeq: 0, isJoining: true }),
    );
  await join(KEY);
  expect(await findKey(deviceId)).toBe(KEY);
  await memory.inTransaction((tx) => tx.deleteDevice(deviceId));
  expect(await findKey(deviceId)).toBeNull();
  await join(OTHER_KEY);
  expect(await findKey(deviceId)).toBe(OTHER_KEY);
});
