import { z } from 'zod';
import type { Unit } from './account.ts';

/** Units that value is spent in; `uses` count against limits and are no value. */
export type FloorUnit = Exclude<Unit, 'uses'>;
export const FLOOR_UNITS: readonly FloorUnit[] = ['points', 'cents', 'washes'];

/** The most that a cap may be. */
export const MOST_FLOOR: Readonly<Record<FloorUnit, number>> = {
  points: 100_000,
  cents: 1_000_000,
  washes: 1_000,
};

/** In each unit: whole points, euro cents, washes. 0 lets nothing through. */
const capsSchema = z.strictObject({
  points: z.int().min(0).max(MOST_FLOOR.points),
  cents: z.int().min(0).max(MOST_FLOOR.cents),
  washes: z.int().min(0).max(MOST_FLOOR.washes),
});
export type FloorCaps = z.infer<typeof capsSchema>;

/**
 * What a counter may let out without lease and without the hub's word, when the hub does not give one (design, section 5). Off
 * unless an administrator of the network turns it on: goods go out that may not be there any more.
 *
 * - `perHousehold`: to one household in one day, at one counter.
 * - `perDevice`: by one counter in all in a day, and never more than that before it has told the hub.
 */
export const floorLimitSchema = z.strictObject({
  isOn: z.boolean(),
  perHousehold: capsSchema,
  perDevice: capsSchema,
});
export type FloorLimit = z.infer<typeof floorLimitSchema>;

const NOTHING: FloorCaps = { points: 0, cents: 0, washes: 0 };

export const NO_FLOOR: FloorLimit = { isOn: false, perHousehold: NOTHING, perDevice: NOTHING };

/** The most that can be out at one time before the hub knows of it, with so many counters. Nothing where it is off. */
export const floorExposure = ({ isOn, perDevice }: FloorLimit, counters: number): FloorCaps => ({
  points: isOn ? perDevice.points * counters : 0,
  cents: isOn ? perDevice.cents * counters : 0,
  washes: isOn ? perDevice.washes * counters : 0,
});

/**
 * How much of a spend is beyond the limit, in its unit, where so much was spent at the floor before: to the household today,
 * and by the device that the hub has not heard of, or has heard of today. Law: 0 as long as both sums stay within their caps.
 */
export function beyondFloor(
  limit: FloorLimit,
  unit: FloorUnit,
  amount: number,
  before: { readonly household: number; readonly device: number },
): number {
  if (!limit.isOn) return amount;
  const over = (spent: number, cap: number) => Math.min(amount, Math.max(0, spent + amount - cap));
  return Math.max(
    over(before.household, limit.perHousehold[unit]),
    over(before.device, limit.perDevice[unit]),
  );
}
