import type { DeviceId, OperatorId } from '../../shared/domain/ids.ts';
import type { QuarantineReason } from '../../shared/sync/protocol.ts';
import type { ForkRow, OperationGist, QuarantineRow } from './hub-store.ts';

/**
 * What a device wrote is read up to so many bytes at once, and one operation that is longer by itself: what is kept aside may
 * be as long as a push, and hundreds of them are more than a process has room for.
 */
export const MOST_BYTES_AT_ONCE = 8_000_000;

/** What is kept aside, and other branches of chains. */
export type AsideTables = {
  /** Here and below without what is final: what the network has its own word on, and what an administrator dismissed. */
  readonly countQuarantined: () => Promise<Map<DeviceId, number>>;
  /** What is kept aside, in the order that it came. */
  readonly listAside: (
    limit: number,
  ) => Promise<readonly (Omit<QuarantineRow, 'operation'> & OperationGist)[]>;
  /** What is kept aside of one device, in its order: up to `limit` and `MOST_BYTES_AT_ONCE`, those that come first. */
  readonly listAsideOf: (
    deviceId: DeviceId,
    afterSeq: number,
    limit: number,
  ) => Promise<readonly QuarantineRow[]>;
  /** From now on it is final. What it was and why it was kept aside; null where there is none that may be taken. */
  readonly dismissAside: (
    deviceId: DeviceId,
    seq: number,
    dismissedBy: OperatorId,
    at: number,
  ) => Promise<Pick<QuarantineRow, 'operation' | 'reason'> | null>;
  /** How much is kept aside of a device because it came when that was revoked, as text. */
  readonly sumLate: (deviceId: DeviceId) => Promise<{ readonly operations: number; readonly bytes: number }>;
  readonly deleteQuarantined: (deviceId: DeviceId, seqs: readonly number[]) => Promise<void>;
  readonly setQuarantineReason: (deviceId: DeviceId, seq: number, reason: QuarantineReason) => Promise<void>;
  /** Devices whose chain has another branch. */
  readonly listForkedDevices: () => Promise<readonly DeviceId[]>;
  /** What is kept of other branches of a chain, and how long it is as text; open as long as nobody has taken it in. */
  readonly listForkHashes: (deviceId: DeviceId) => Promise<
    readonly {
      readonly seq: number;
      readonly hash: string;
      readonly isOpen: boolean;
      readonly bytes: number;
    }[]
  >;
  /**
   * What another branch holds that nobody has taken in, in its own order: processes whose clocks differ may have taken in its
   * pieces. Never more than is kept of one (`MOST_IN_FORK`); what was taken in once is read no more.
   */
  readonly listOpenFork: (deviceId: DeviceId) => Promise<readonly ForkRow[]>;
  /** As whom other branches of a chain go on. */
  readonly listHeirs: (deviceId: DeviceId) => Promise<readonly DeviceId[]>;
  readonly setForkAdopted: (deviceId: DeviceId, adoptedAs: DeviceId) => Promise<void>;
  /** The device whose other branch went on as this one; null where none did. */
  readonly findOrigin: (adoptedAs: DeviceId) => Promise<DeviceId | null>;
  /** Of what is kept of a device's other branches, taken in or not: no more than so many, those that come first. */
  readonly sumFork: (deviceId: DeviceId, limit: number) => Promise<ForkSum>;
  /** Of what the hub took of a device from a number on, so many at most. */
  readonly sumChain: (deviceId: DeviceId, fromSeq: number, limit: number) => Promise<readonly KindSum[]>;
};

/** Operations of one type: how many, and from when to when by their device's clock. In the order of the types. */
export type KindSum = {
  readonly type: string;
  readonly operations: number;
  readonly from: number;
  readonly to: number;
};

export type ForkSum = {
  readonly fromSeq: number;
  /** When the first of it came. */
  readonly receivedAt: number;
  readonly isAdopted: boolean;
  readonly kinds: readonly KindSum[];
};
