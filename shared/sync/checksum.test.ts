import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addToChecksum, NOTHING } from './checksum.ts';

const aHash = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 });

test('law: order does not matter, nor how pages are cut', () => {
  fc.assert(
    fc.property(fc.array(aHash), fc.nat(), (hashes, at) => {
      const whole = addToChecksum(NOTHING, hashes);
      const cut = at % (hashes.length + 1);
      expect(addToChecksum(NOTHING, hashes.toReversed())).toBe(whole);
      expect(addToChecksum(addToChecksum(NOTHING, hashes.slice(0, cut)), hashes.slice(cut))).toBe(whole);
    }),
  );
});

test('law: one hash twice is not the same as none, and one exchanged for another shows', () => {
  fc.assert(
    fc.property(aHash, aHash, (one, other) => {
      fc.pre(one.slice(0, 32) !== other.slice(0, 32) && !/^[08]0{31}/.test(one));
      expect(addToChecksum(NOTHING, [one, one])).not.toBe(NOTHING);
      expect(addToChecksum(NOTHING, [one])).not.toBe(addToChecksum(NOTHING, [other]));
    }),
  );
});
