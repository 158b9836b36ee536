import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beyondFloor, type FloorLimit, floorExposure, NO_FLOOR } from './floor-limit.ts';

const limit: FloorLimit = {
  isOn: true,
  perHousehold: { points: 20, cents: 1000, washes: 1 },
  perDevice: { points: 50, cents: 5000, washes: 3 },
};

test('off lets nothing out, and exposes nobody to anything', () => {
  expect(NO_FLOOR.isOn).toBe(false);
  expect(beyondFloor(NO_FLOOR, 'points', 5, { household: 0, device: 0 })).toBe(5);
  expect(floorExposure({ ...limit, isOn: false }, 9)).toEqual({ points: 0, cents: 0, washes: 0 });
});

test('what may be out at worst is the cap of each counter', () => {
  expect(floorExposure(limit, 4)).toEqual({ points: 200, cents: 20_000, washes: 12 });
});

test('law: as long as nothing is beyond, neither cap is exceeded', () => {
  const spends = fc.array(fc.record({ household: fc.nat(3), amount: fc.integer({ min: 1, max: 25 }) }));
  fc.assert(
    fc.property(spends, (asked) => {
      const byHousehold = new Map<number, number>();
      let device = 0;
      for (const { household, amount } of asked) {
        const before = { household: byHousehold.get(household) ?? 0, device };
        if (beyondFloor(limit, 'points', amount, before) > 0) continue;
        byHousehold.set(household, before.household + amount);
        device += amount;
      }
      expect(device).toBeLessThanOrEqual(50);
      for (const spent of byHousehold.values()) expect(spent).toBeLessThanOrEqual(20);
    }),
  );
});
