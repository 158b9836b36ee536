import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MOST_TAGS, nextTag, readTagCode, tagCode } from './laundry-tag.ts';

test('a number that was just handed over is not given again at once', () => {
  expect(nextTag(new Set([5]), 4)).toEqual({ ok: true, value: 6 });
  expect(nextTag(new Set(), MOST_TAGS)).toEqual({ ok: true, value: 1 });
});

test('says so when every number is on a bag', () => {
  const all = new Set(Array.from({ length: MOST_TAGS }, (_, index) => index + 1));
  expect(nextTag(all, 7)).toEqual({ ok: false, error: { type: 'TagsExhausted', most: MOST_TAGS } });
});

test('law: gives a free number exactly while there is one', () => {
  const tags = fc.uniqueArray(fc.integer({ min: 1, max: MOST_TAGS }), { maxLength: MOST_TAGS });
  fc.assert(
    fc.property(tags, fc.integer({ min: 0, max: MOST_TAGS }), (used, lastGiven) => {
      const inUse = new Set(used);
      const tag = nextTag(inUse, lastGiven);
      expect(tag.ok).toBe(inUse.size < MOST_TAGS);
      if (tag.ok) expect(inUse.has(tag.value) || tag.value < 1 || tag.value > MOST_TAGS).toBe(false);
    }),
  );
});

test('law: the code on a tag is read back, and nothing else is a tag', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: MOST_TAGS }), (tag) => {
      expect(readTagCode(tagCode(tag))).toBe(tag);
    }),
  );
  expect(['L00', 'L7', 'L100', '07', '8001090000012', ''].map(readTagCode)).toEqual(Array(6).fill(null));
});
