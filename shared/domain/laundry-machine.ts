import { z } from 'zod';
import { bilingualNameSchema } from './category.ts';
import { machineIdSchema, siteIdSchema, washProgrammeIdSchema } from './ids.ts';

export const machineKindSchema = z.enum(['washer', 'dryer']);
export type MachineKind = z.infer<typeof machineKindSchema>;

/**
 * A washer or a dryer of one laundry. People call it by its number, which is painted on it; a machine that is
 * taken away keeps its record, because its cycles name it.
 */
export const machineSchema = z.strictObject({
  machineId: machineIdSchema,
  siteId: siteIdSchema,
  number: z.int().min(1).max(99),
  kind: machineKindSchema,
  capacityKilograms: z.int().min(1).max(60),
  active: z.boolean(),
});
export type Machine = z.infer<typeof machineSchema>;

/** What a cycle costs: wash credits, or euro cents where the laundry sells by money. */
export const washCostSchema = z.strictObject({
  unit: z.enum(['washes', 'cents']),
  amount: z.int().min(0).max(10_000),
});
export type WashCost = z.infer<typeof washCostSchema>;

/** A programme of a kind of machine: how long it takes and what it costs (domain facts, section 4). */
export const washProgrammeSchema = z.strictObject({
  washProgrammeId: washProgrammeIdSchema,
  siteId: siteIdSchema,
  name: bilingualNameSchema,
  kind: machineKindSchema,
  minutes: z.int().min(1).max(240),
  /** Degrees Celsius; absent for dryers and cold programmes that say none. */
  temperature: z.int().min(0).max(95).optional(),
  cost: washCostSchema,
  active: z.boolean(),
});
export type WashProgramme = z.infer<typeof washProgrammeSchema>;

/** Why a machine is out of order. Codes only: what the technician says is not in the log. */
export const outOfOrderReasonSchema = z.enum(['fault', 'leak', 'maintenance', 'cleaning', 'other']);
export type OutOfOrderReason = z.infer<typeof outOfOrderReasonSchema>;
