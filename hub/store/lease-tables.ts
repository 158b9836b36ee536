import type { AccountName } from '../../shared/domain/account.ts';
import type {
  AuthorisationId,
  DeviceId,
  LeaseId,
  OperationId,
  OperatorId,
  SiteId,
} from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import type { AccountState } from '../../shared/sync/protocol.ts';
import type { AuthorisationRow, FlagRow, HomeChange, HubChain, LeaseRow, OpenFlag } from './hub-store.ts';

/** What the hub writes itself, what it has set aside of accounts, where households go, and what was flagged. */
export type LeaseTables = {
  /** The hub's own chain of this epoch, held until the transaction ends; null before its first operation. */
  readonly lockHubChain: () => Promise<HubChain | null>;
  /** Begins it. Where another process just did, that one stays. */
  readonly insertHubChain: (deviceId: DeviceId) => Promise<void>;
  readonly setHubChain: (seq: number, hash: string) => Promise<void>;
  /** Whether the hub writes as this device, or did in an epoch before. */
  readonly isHubDevice: (deviceId: DeviceId) => Promise<boolean>;
  /** Of every device that has one under such an id. */
  readonly findLeases: (ids: readonly LeaseId[]) => Promise<readonly LeaseRow[]>;
  /** Leases of these accounts with something left, whoever holds them. */
  readonly listLeasesOn: (accounts: readonly AccountName[]) => Promise<readonly LeaseRow[]>;
  readonly listLeasesOf: (deviceId: DeviceId) => Promise<readonly LeaseRow[]>;
  /** New leases, and what is left of those that are there; when one was asked back stays as it was. */
  readonly saveLeases: (rows: readonly LeaseRow[]) => Promise<void>;
  readonly markRecalled: (
    leases: readonly Pick<LeaseRow, 'leaseId' | 'deviceId'>[],
    at: number,
  ) => Promise<void>;
  readonly findAuthorisations: (ids: readonly AuthorisationId[]) => Promise<readonly AuthorisationRow[]>;
  readonly insertAuthorisation: (row: AuthorisationRow) => Promise<void>;
  readonly closeAuthorisations: (ids: readonly AuthorisationId[], at: number) => Promise<void>;
  readonly setHomes: (changes: readonly HomeChange[]) => Promise<void>;
  /** Households that go to one device go to another from now on; null: to none yet, as those that were only entered. */
  readonly moveHomes: (from: DeviceId, to: DeviceId | null) => Promise<void>;
  /**
   * Accounts of which something may be leased to a device: of households that go to it, or to its site and to none of
   * its devices yet; none that was asked back since `recalledSince`, nor of a period that ended in `endedBetween`, both days
   * included, nor of a household that another device brings which is still entering. Those that changed last come first.
   */
  readonly listLeasable: (asked: {
    readonly deviceId: DeviceId;
    readonly siteId: SiteId;
    readonly recalledSince: number;
    readonly endedBetween: { readonly from: LocalDate; readonly to: LocalDate };
    readonly limit: number;
  }) => Promise<readonly AccountState[]>;
  /** Each operation and account once. */
  readonly insertFlags: (rows: readonly FlagRow[]) => Promise<void>;
  /** Flags that nobody has looked at, of so many acts; the newest first, those of one act together. */
  readonly listOpenFlags: (acts: number) => Promise<readonly OpenFlag[]>;
  /** How many acts have a flag that nobody has looked at. */
  readonly countOpenFlags: () => Promise<number>;
  /** Somebody has looked at the flags of an act. Whose act it is; null where none of them was open. */
  readonly markFlagsSeen: (
    operationId: OperationId,
    seenBy: OperatorId,
    seenAt: number,
  ) => Promise<DeviceId | null>;
};
