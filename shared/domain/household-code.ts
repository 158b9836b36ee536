import type { HouseholdId } from './ids.ts';

/**
 * Tells households apart where a surname would be read by whoever passes: on a board, beside a booking. The end of the
 * id, so that it is the same on every device.
 */
export const householdShortCode = (householdId: HouseholdId): string => householdId.slice(-4).toUpperCase();
