import fc from 'fast-check';
import { expect, test } from 'vitest';
import { operationIdSchema } from './ids.ts';
import { endOf, mergesThatHold, type SaidMerge } from './merge-circles.ts';

const merge = (n: number, household: number, into: number): SaidMerge => ({
  mergeId: operationIdSchema.parse(`019a0000-0000-7000-8000-${String(n).padStart(12, '0')}`),
  household,
  into,
});

test('of two records joined against each other the earlier merge holds', () => {
  const [first, second] = [merge(1, 10, 20), merge(2, 20, 10)];
  for (const said of [
    [first, second],
    [second, first],
  ]) {
    expect([...mergesThatHold(said)]).toEqual([first.mergeId]);
  }
});

test('without the earlier one, which was undone, the later one holds', () => {
  const later = merge(2, 20, 10);
  expect([...mergesThatHold([later])]).toEqual([later.mergeId]);
});

test('a circle of three is opened at its last', () => {
  const said = [merge(1, 10, 20), merge(2, 20, 30), merge(3, 30, 10)];
  expect(mergesThatHold(said).size).toBe(2);
});

test('a household joined to two is one with the first, and with the other once that is undone', () => {
  const [first, second] = [merge(1, 10, 20), merge(2, 10, 30)];
  for (const said of [
    [first, second],
    [second, first],
  ]) {
    expect([...mergesThatHold(said)]).toEqual([first.mergeId]);
  }
  expect([...mergesThatHold([second])]).toEqual([second.mergeId]);
});

test('the ends of a chain of thousands are found in a few steps each, however it grew', () => {
  let steps = 0;
  class CountedMap extends Map<number, number> {
    override get(key: number) {
      steps += 1;
      return super.get(key);
    }
  }
  const onwards = new CountedMap();
  const length = 2000;
  for (let household = length; household > 0; household -= 1) {
    expect(endOf(household + 1, onwards)).toBe(length + 1);
    onwards.set(household, household + 1);
  }
  expect(steps).toBeLessThan(5 * length);
});

const anyMerges = fc
  .array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 12 })
  .map((pairs) =>
    pairs.flatMap(([household, into], n) => (household === into ? [] : [merge(n, household, into)])),
  );

test('no order changes what holds, each is joined to one, and following it always ends', () => {
  fc.assert(
    fc.property(anyMerges, fc.infiniteStream(fc.nat()), (said, random) => {
      const holding = mergesThatHold(said);
      const places = new Map(said.map(({ mergeId }) => [mergeId, random.next().value ?? 0]));
      const shuffled = said.toSorted((a, b) => (places.get(a.mergeId) ?? 0) - (places.get(b.mergeId) ?? 0));
      expect(mergesThatHold(shuffled)).toEqual(holding);
      const away = said.filter(({ mergeId }) => holding.has(mergeId)).map(({ household }) => household);
      expect(new Set(away).size).toBe(away.length);
      for (const { household } of said) {
        let at: number | undefined = household;
        for (let steps = 0; at !== undefined; steps += 1) {
          expect(steps).toBeLessThanOrEqual(said.length);
          const here: number = at;
          at = said.find((each) => each.household === here && holding.has(each.mergeId))?.into;
        }
      }
    }),
  );
});
