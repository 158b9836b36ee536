import type { HouseholdId } from '../../shared/domain/ids.ts';
import type { ErasureRow } from './hub-store.ts';

/** Households that were ordered erased. */
export type ErasureTables = {
  /** Which of these households were ordered erased. */
  readonly findErased: (householdIds: readonly HouseholdId[]) => Promise<ReadonlySet<HouseholdId>>;
  /** The newest order to erase a household; null where there is none. */
  readonly findErasure: (householdId: HouseholdId) => Promise<ErasureRow | null>;
  /** Deletes body and salt of everything personal of a household, taken and kept aside; the newest order is kept. */
  readonly eraseHousehold: (row: ErasureRow) => Promise<void>;
  /** In the order in which they were taken. */
  readonly listErasures: () => Promise<readonly ErasureRow[]>;
};
