import type { FloorLimit, FloorUnit } from '../../shared/domain/floor-limit.ts';
import type { DeviceId, HouseholdId } from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';

/** What an administrator has let out without cover, as an operation in `network` says. */
export type FloorRule = {
  /** Its number there. */
  readonly number: number;
  readonly limit: FloorLimit;
  readonly setBy: DeviceId;
  readonly setAt: number;
};

/**
 * How much counts for one day, in the unit: what a household took without cover over all devices, or what a device told the
 * hub in one day of the hub that it had let out.
 */
export type FloorSum<Id extends HouseholdId | DeviceId> = {
  readonly id: Id;
  readonly day: LocalDate;
  readonly unit: FloorUnit;
  readonly amount: number;
};

/** How far a device had read `network` when a day of the hub ended on which it was heard of. */
export type NetworkRead = { readonly readOn: LocalDate; readonly number: number };

/** For so many days it is kept how far a device had read. */
export const NETWORK_READS_DAYS = 45;

/** What is let out without cover, and what a device may have known of the limits. */
export type FloorTables = {
  /** The newest so many, in the order of their numbers. */
  readonly listFloorRules: (limit: number) => Promise<readonly FloorRule[]>;
  readonly insertFloorRule: (rule: FloorRule) => Promise<void>;
  /** Adds to what devices told in a day, in the order given, and answers how much each has now. */
  readonly addFloorTold: (sums: readonly FloorSum<DeviceId>[]) => Promise<readonly FloorSum<DeviceId>[]>;
  /** Adds to what households took in a day, in the order given, and answers how much each has now. */
  readonly addFloorUses: (
    sums: readonly FloorSum<HouseholdId>[],
  ) => Promise<readonly FloorSum<HouseholdId>[]>;
  /** The newest first: of the last `NETWORK_READS_DAYS`, as `noteContact` was told. */
  readonly listNetworkReads: (deviceId: DeviceId) => Promise<readonly NetworkRead[]>;
};
