import { z } from 'zod';
import { type HouseholdId, householdIdSchema, operationIdSchema } from '../domain/ids.ts';
import type { LocalDate } from '../domain/local-date.ts';
import { type RetentionRules, retentionRulesSchema } from '../domain/retention.ts';
import { command } from './command.ts';

/** So many households are listed, the quietest first, and erased at once; all of them are counted. */
export const MOST_DUE_LISTED = 100;

/** A household of which nothing has happened for longer than it is to be kept. */
export type DueHousehold = {
  readonly householdId: HouseholdId;
  readonly displayName: string;
  /** The last day on which something moved, its register changed or a right ended. */
  readonly lastOn: LocalDate;
  /** Prepaid credit that it still has, in cents and in washes: whoever erases it should know. */
  readonly cents: number;
  readonly washes: number;
};

export type RetentionView = {
  readonly rules: RetentionRules;
  /**
   * Whether the counter has joined a hub. What other sites write of a household does not come here, so that the list says
   * who is quiet at this counter, and each is looked at on its page.
   */
  readonly isInNetwork: boolean;
  readonly dueHouseholds: number;
  readonly households: readonly DueHousehold[];
  /** Entries of this counter's reading log that are older than they are kept. */
  readonly dueAccesses: number;
};

const desk = ['office'] as const;

export const retentionContract = {
  /** What is kept for how long, and what of it is due. That it was read is logged. */
  'retention.view': command(desk, z.strictObject({})).returns<RetentionView>(),
  /** Records the network's rules; nothing where they are the same. */
  'retention.saveRules': command(['admin'], z.strictObject({ rules: retentionRulesSchema })).returns<null>(),
  /** There is no way back; only where the counter stands alone. `typed` is how many they are, as the person typed it; all of them are erased or none. */
  'retention.eraseHouseholds': command(
    desk,
    z.strictObject({
      orders: z
        .array(z.strictObject({ operationId: operationIdSchema, householdId: householdIdSchema }))
        .min(1)
        .max(MOST_DUE_LISTED),
      typed: z.string().max(20),
    }),
  ).returns<
    { readonly erased: number },
    | { readonly type: 'CountDiffers' }
    /** The counter has joined a hub: whoever is quiet here may be active elsewhere. */
    | { readonly type: 'ErasedOneByOne' }
    /** Something has happened to one of them since the list was made. */
    | { readonly type: 'NotDue'; readonly displayName: string }
  >(),
  /** Deletes the entries of this counter's reading log that are due. */
  'retention.pruneAccessLog': command(desk, z.strictObject({})).returns<
    { readonly deleted: number },
    /** By the PC's clock it is not the day that was confirmed at log-in. */
    { readonly type: 'ClockDiffers' }
  >(),
};
