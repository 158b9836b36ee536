import {
  bookingIdSchema,
  cycleIdSchema,
  householdIdSchema,
  machineIdSchema,
  siteIdSchema,
  visitIdSchema,
  washProgrammeIdSchema,
} from './ids.ts';
import type { Booking } from './laundry-booking.ts';
import type { Cycle } from './laundry-cycle.ts';
import type { Machine } from './laundry-machine.ts';
import { localDateSchema } from './local-date.ts';

/** Made ids for tests: `uuidOf(7)` ends in 007. */
export const uuidOf = (n: number): string => `0190b1c2-1111-7000-8000-${n.toString(16).padStart(12, '0')}`;

export const laundrySiteId = siteIdSchema.parse(uuidOf(900));
export const householdIdOf = (n: number) => householdIdSchema.parse(uuidOf(n));
export const machineIdOf = (n: number) => machineIdSchema.parse(uuidOf(500 + n));

export const aMachine = (number: number, more: Partial<Machine> = {}): Machine => ({
  machineId: machineIdOf(number),
  siteId: laundrySiteId,
  number,
  kind: 'washer',
  capacityKilograms: 8,
  active: true,
  ...more,
});

export const aCycle = (more: Partial<Cycle> = {}): Cycle => ({
  cycleId: cycleIdSchema.parse(uuidOf(1)),
  visitId: visitIdSchema.parse(uuidOf(2)),
  machineId: machineIdOf(1),
  washProgrammeId: washProgrammeIdSchema.parse(uuidOf(3)),
  minutes: 60,
  startedAt: Date.UTC(2026, 10, 23, 9),
  phase: { type: 'running' },
  ...more,
});

export const aBooking = (n: number, more: Partial<Booking> = {}): Booking => ({
  bookingId: bookingIdSchema.parse(uuidOf(700 + n)),
  machineId: machineIdOf(1),
  householdId: householdIdOf(n),
  slot: { on: localDateSchema.parse('2026-11-24'), from: 540, to: 660 },
  state: 'active',
  ...more,
});
