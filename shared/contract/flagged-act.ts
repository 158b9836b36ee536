import type { Unit } from '../domain/account.ts';
import type { OperationId } from '../domain/ids.ts';
import type { FlagReason } from '../operations/flag-operations.ts';

/** An act that broke a rule, as a person reads of it. */
export type FlaggedAct = {
  readonly operationId: OperationId;
  /** The name of its kind. */
  readonly type: string;
  /** What stands on its paper; null where it has none. */
  readonly receipt: string | null;
  /** UTC milliseconds by the PC that wrote it. */
  readonly writtenAt: number;
  /** As counters have it; null where this one has no name of it. */
  readonly householdName: string | null;
  /** What was taken beyond what might be, in the unit. */
  readonly taken: readonly { readonly unit: Unit; readonly amount: number; readonly reason: FlagReason }[];
};
