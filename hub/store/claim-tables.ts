import type { AuthorisationId, DeviceId, OperationId } from '../../shared/domain/ids.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import type { ClaimSubject } from '../../shared/sync/claims.ts';

/** What one act has to itself until the chain of its device closes it. */
export type ClaimRow = {
  readonly subject: ClaimSubject;
  readonly authorisationId: AuthorisationId;
  readonly operationId: OperationId;
  readonly deviceId: DeviceId;
};

/** An operation that may be taken back, and all that is at the hub of what became of it. */
export type ReversalRow = {
  readonly operation: Operation;
  readonly isWriterActive: boolean;
  /** Its writer takes it back only with the hub's word since. */
  readonly isCeded: boolean;
  /** When its writer was last asked to cede it, UTC milliseconds of the hub. */
  readonly askedAt: number | null;
  /** What takes it back, wholly or in part, in no order. */
  readonly reversals: readonly Operation[];
};

/** Who may take back what, and what acts have to themselves. */
export type ClaimTables = {
  /**
   * Takes what nobody has, and answers those subjects; they are held until the transaction ends and the act's until they are
   * released. What a device has that is no longer active is free, and what one has that was not heard of since `heardSince`,
   * UTC milliseconds of the hub: neither asked for it, nor handed something in, nor was there.
   */
  readonly takeClaims: (rows: readonly ClaimRow[], heardSince: number) => Promise<readonly ClaimSubject[]>;
  /**
   * Answers those of these that nobody has: until the transaction ends nobody comes to have them, and whoever asks waits.
   * The same is free as for `takeClaims`.
   */
  readonly holdUnclaimed: (
    subjects: readonly ClaimSubject[],
    heardSince: number,
  ) => Promise<readonly ClaimSubject[]>;
  readonly listClaimsOf: (operationIds: readonly OperationId[]) => Promise<readonly ClaimRow[]>;
  readonly releaseClaims: (ids: readonly AuthorisationId[]) => Promise<void>;
  /** Of those of these operations that the hub has taken. */
  readonly listReversals: (operationIds: readonly OperationId[]) => Promise<readonly ReversalRow[]>;
  readonly setReversalsAsked: (operationIds: readonly OperationId[], at: number) => Promise<void>;
  readonly setReversalsCeded: (operationIds: readonly OperationId[]) => Promise<void>;
};
