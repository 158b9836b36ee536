import { z } from 'zod';
import { siteIdSchema } from './ids.ts';
import { washCostSchema } from './laundry-machine.ts';
import { laundryHoursSchema } from './laundry-slots.ts';

/** Why an attendant lets a cap, a number of bookings or missed turns pass. Codes only. */
export const laundryOverrideReasonSchema = z.enum(['urgent', 'illness', 'newborn', 'machine-fault', 'other']);
export type LaundryOverrideReason = z.infer<typeof laundryOverrideReasonSchema>;

const capStepSchema = z.strictObject({
  membersUpTo: z.int().min(1).max(99).nullable(),
  cycles: z.int().min(0).max(999),
});

/** Cycles allowed by size of the household; the last step has no upper size. Empty: no cap. */
const capBySizeSchema = z
  .array(capStepSchema)
  .max(20)
  .refine(
    (steps) =>
      steps.every(({ membersUpTo }, index) => {
        if (index === steps.length - 1) return membersUpTo === null;
        return membersUpTo !== null && membersUpTo > (steps[index - 1]?.membersUpTo ?? 0);
      }),
    'steps ascend by members and only the last has no upper size',
  );
export type CapBySize = z.infer<typeof capBySizeSchema>;

/**
 * How one laundry works (domain facts, section 4; every figure differs from place to place). Missing a booking
 * is counted: from `warnAtNoShows` on the attendant says so, from `suspendAtNoShows` on a new booking needs a
 * reason.
 */
export const laundryRulesSchema = z.strictObject({
  siteId: siteIdSchema,
  hours: laundryHoursSchema,
  /** Whether laundry is taken in only from households with a valid entitlement. */
  needsEntitlement: z.boolean(),
  graceMinutes: z.int().min(5).max(120),
  mostActiveBookings: z.int().min(1).max(9),
  weeklyCap: capBySizeSchema,
  monthlyCap: capBySizeSchema,
  warnAtNoShows: z.int().min(1).max(99),
  suspendAtNoShows: z.int().min(1).max(99),
  /** Missed bookings are forgotten after so many days. */
  noShowDays: z.int().min(1).max(730),
  /** Laundry that waits longer to be handed over is on the list of the forgotten. */
  forgottenAfterHours: z.int().min(1).max(720),
  /** What one dose of detergent costs; absent where none is sold. */
  detergent: washCostSchema.optional(),
});
export type LaundryRules = z.infer<typeof laundryRulesSchema>;

/** What a laundry starts with: found in practice, and stated in the domain facts. */
export const usualLaundryRules = (siteId: LaundryRules['siteId']): LaundryRules => ({
  siteId,
  hours: {
    openings: [WEEKDAY, WEEKDAY, WEEKDAY, WEEKDAY, WEEKDAY, [], []],
    slotMinutes: 120,
    closures: [],
  },
  needsEntitlement: false,
  graceMinutes: 20,
  mostActiveBookings: 2,
  weeklyCap: [
    { membersUpTo: 3, cycles: 3 },
    { membersUpTo: null, cycles: 5 },
  ],
  monthlyCap: [{ membersUpTo: null, cycles: 12 }],
  warnAtNoShows: 2,
  suspendAtNoShows: 3,
  noShowDays: 90,
  forgottenAfterHours: 24,
});

/** 9 to 13 and 15 to 19. */
const WEEKDAY = [
  { from: 540, to: 780 },
  { from: 900, to: 1140 },
];

/** Cycles that a household of `size` people may have in the period of a cap; null where there is no cap. */
export function cyclesAllowed(cap: CapBySize, size: number): number | null {
  if (cap.length === 0) return null;
  const step = cap.find(({ membersUpTo }) => membersUpTo === null || size <= membersUpTo);
  return step?.cycles ?? 0;
}
