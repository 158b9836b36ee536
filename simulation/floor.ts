import type { FloorLimit } from '../shared/domain/floor-limit.ts';

/** Small, so that histories meet both caps. */
export const FLOOR: FloorLimit = {
  isOn: true,
  perHousehold: { points: 0, cents: 900, washes: 0 },
  perDevice: { points: 0, cents: 600, washes: 0 },
};
