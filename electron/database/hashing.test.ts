import { expect, test } from 'vitest';
import { createSalts } from './hashing.ts';

test('salts are 32 bytes of the pool each, none of them twice, and the pool is filled again', () => {
  let asked = 0;
  let next = 0;
  const newSalt = createSalts((size) => {
    asked += 1;
    return Buffer.from(Array.from({ length: size }, () => Math.floor(next++ / 32)));
  });
  const salts = Array.from({ length: 200 }, newSalt);
  expect(salts).toEqual(Array.from({ length: 200 }, (_, salt) => Buffer.alloc(32, salt).toString('hex')));
  expect(asked).toBeLessThan(10);
});
