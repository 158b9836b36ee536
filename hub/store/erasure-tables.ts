import type { DeviceId, HouseholdId } from '../../shared/domain/ids.ts';
import type { ErasureRow } from './hub-store.ts';

/** What a device says to know; times in UTC milliseconds of the hub. */
export type ErasureClaim = {
  readonly householdIds: readonly HouseholdId[];
  readonly epoch: number;
  readonly at: number;
  readonly askedBefore: number;
  readonly claimedSince: number;
  readonly most: number;
};

/** Households that were ordered erased. */
export type ErasureTables = {
  /** Which of these households were ordered erased. */
  readonly findErased: (householdIds: readonly HouseholdId[]) => Promise<ReadonlySet<HouseholdId>>;
  /** The newest order to erase a household; null where there is none. */
  readonly findErasure: (householdId: HouseholdId) => Promise<ErasureRow | null>;
  /** Deletes body and salt of everything personal of a household, taken and kept aside; the newest order is kept. */
  readonly eraseHousehold: (row: ErasureRow) => Promise<void>;
  /**
   * Notes that a device says to know of orders to erase these households, which are lost, and answers those that it is to order
   * again: where nobody was asked since `askedBefore`, and no other device that has said so since `claimedSince` was asked
   * longer ago, or never. Of one device no more than `most` are kept. Claims of older epochs go, and of what is ordered.
   */
  readonly claimLostErasures: (deviceId: DeviceId, claim: ErasureClaim) => Promise<readonly HouseholdId[]>;
  /** In the order in which they were taken. */
  readonly listErasures: () => Promise<readonly ErasureRow[]>;
};
