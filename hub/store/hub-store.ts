import type { AccountName, Unit } from '../../shared/domain/account.ts';
import type {
  AuthorisationId,
  DeviceId,
  HouseholdId,
  LeaseId,
  OperationId,
  OrganisationId,
  SiteId,
} from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import type { SiteKind } from '../../shared/domain/site.ts';
import type { FlagReason } from '../../shared/operations/flag-operations.ts';
import type { Operation, StreamName } from '../../shared/operations/operation.ts';
import type { DevicePlace } from '../../shared/sync/grants.ts';
import type { AuthoriseAnswer, QuarantineReason, Spend } from '../../shared/sync/protocol.ts';
import type { AllowanceTables } from './allowance-tables.ts';
import type { AsideTables } from './aside-tables.ts';
import type { ClaimTables } from './claim-tables.ts';
import type { DeviceTables } from './device-tables.ts';
import type { ErasureTables } from './erasure-tables.ts';
import type { FloorTables } from './floor-tables.ts';
import type { LeaseTables } from './lease-tables.ts';
import type { OperationTables } from './operation-tables.ts';
import type { RestoreTables } from './restore-tables.ts';
import type { StreamTables } from './stream-tables.ts';

/**
 * What the rules of the hub ask of a database: tables, row locks and conditional updates, nothing else, so that any
 * store that has these can take PostgreSQL's place. The memory store and the PostgreSQL store are held to one suite
 * (`store-conformance.ts`).
 *
 * Lock order everywhere: device head, turns of households, claims by subject, the hub's own chain, accounts by name, leases
 * and what else is saved beside them, stream heads by name, facts of allowances. Releasing a claim waits for nobody, and comes
 * last.
 */
export type HubStore = {
  /**
   * One transaction: rolled back when `work` throws, committed with whatever it returns. Where a database ended it so that
   * another could go on, `work` is done again, a few times at most: it changes nothing but by what it is given.
   */
  readonly inTransaction: <T>(work: (tx: HubTx) => Promise<T>) => Promise<T>;
  /** Reads only, all of it from one snapshot. */
  readonly inSnapshot: <T>(work: (tx: HubTx) => Promise<T>) => Promise<T>;
};

/** `joining`: it looks at what it would share, and has not said yet whether it enters. */
export type DeviceState = 'joining' | 'active' | 'revoked' | 'replaced';

export type HubDeviceRow = {
  readonly deviceId: DeviceId;
  /** Ed25519, 32 bytes in hex. */
  readonly publicKey: string;
  readonly place: DevicePlace;
  readonly state: DeviceState;
  readonly revokedAt: number | null;
  readonly headSeq: number;
  readonly headHash: string;
  /** When that head was acknowledged, UTC milliseconds of the hub. */
  readonly acknowledgedAt: number;
  /** The device's signature of that head (`headToSign`); null before the first one, and of heads of before this was kept. */
  readonly headSignature: string | null;
  /** The day of the trade that its chain has come to: its own word, never back and never beyond the hub's day. */
  readonly reachedOn: LocalDate;
  /** The same as it was before the day of `acknowledgedAt`. */
  readonly reachedBefore: LocalDate;
  /**
   * Up to here the device's chain was written while it stood alone and was its own authority: what an authority alone
   * may write is taken from it.
   */
  readonly aloneUntilSeq: number;
  /**
   * Up to here it wrote for itself before it entered this network: taken as it is as far as it is about what it brings. 0
   * where it brought nothing. As it said when it entered, or before that where its log says so.
   */
  readonly broughtUntilSeq: number;
  /** Where it stood before; null once it has deleted what it no longer gets. Until then it may not know. */
  readonly leaving: DevicePlace | null;
  /** Where it stood before that and knows that it does no more; null where it never stood elsewhere. A disk may be put back to then. */
  readonly stoodBefore: DevicePlace | null;
  /** How often an administrator moved it. */
  readonly moves: number;
  /** The epoch in which it last said what it holds, or enrolled. */
  readonly declaredEpoch: number;
  /** In which epoch it enrolled; 0 where that was not kept, or was one that the hub has forgotten. */
  readonly enrolledEpoch: number;
  /** The device that it goes on for, whose chain is closed; null for most. */
  readonly continues: DeviceId | null;
  /** Goes on for one that brought its network or its sites: its place is what was brought. */
  readonly keepsPlace: boolean;
};

/** Where a push ends, by the word of its device. */
export type SignedHead = { readonly hash: string; readonly signature: string };

/** With when it was acknowledged, UTC milliseconds of the hub. */
export type NewHead = Pick<HubDeviceRow, 'reachedOn' | 'headSignature'> & {
  readonly seq: number;
  readonly hash: string;
  readonly at: number;
};

/** When a device was last heard of, and how far it had read each of its streams. */
export type DeviceContact = { readonly seenAt: number; readonly cursors: ReadonlyMap<StreamName, number> };

export type NewDevice = Pick<HubDeviceRow, 'deviceId' | 'publicKey' | 'place' | 'aloneUntilSeq'> & {
  /** It would enter with what it has written. Absent: it is in the network from now on. */
  readonly isJoining?: boolean;
  /** It enrolled in an epoch that this hub has forgotten, and holds what it was given then. */
  readonly isReturning?: boolean;
  /** It goes on for another, at the same place. */
  readonly continues?: Pick<HubDeviceRow, 'leaving' | 'keepsPlace'> & { readonly deviceId: DeviceId };
};

/** Where an operation comes among those that its streams were just raised by: how many of them come after it. */
export type NewOperation = {
  readonly operation: Operation;
  readonly fromEnd: number;
  /** The same in `ledger`; null where it moves nothing of a household. */
  readonly ledgerFromEnd: number | null;
};

export type StoredOperation = {
  readonly operation: Operation;
  /** Its number in its stream. */
  readonly number: number;
  /** Its number in `ledger`; null where it moves nothing of a household. */
  readonly ledgerNumber: number | null;
};

/** That a household was erased: `number` is the newest order's in the stream that every device reads. */
export type ErasureRow = {
  readonly householdId: HouseholdId;
  readonly number: number;
  readonly erasedAt: number;
};

/** What is added to the figures of one account, in its unit; negative to take away. */
export type AccountChange = {
  readonly account: AccountName;
  readonly unit: Unit;
  readonly posted: number;
  readonly reserved: number;
  readonly leased: number;
  /** Taken out without lease or authorisation. */
  readonly uncovered: number;
};

/** The hub's own chain of this epoch. */
export type HubChain = { readonly deviceId: DeviceId; readonly seq: number; readonly hash: string };

/** A part of an account that is set aside for a device: one per device and account. Two devices may use one id: each has its own. */
export type LeaseRow = {
  readonly leaseId: LeaseId;
  readonly deviceId: DeviceId;
  readonly account: AccountName;
  readonly unit: Unit;
  /** What is left of it, as far as the device's chain is here. */
  readonly amount: number;
  readonly recalledAt: number | null;
};

export type AuthorisationRow = {
  readonly authorisationId: AuthorisationId;
  readonly deviceId: DeviceId;
  readonly operationId: OperationId;
  readonly spends: readonly Spend[];
  readonly answer: AuthoriseAnswer;
  readonly askedAt: number;
  readonly closedAt: number | null;
};

/** Where a household goes; what is absent stays as it was. */
export type HomeChange = {
  readonly householdId: HouseholdId;
  readonly siteId?: SiteId;
  readonly deviceId?: DeviceId;
};

/** A fact that broke a rule: what an act took from one account beyond what it might. */
export type FlagRow = {
  readonly operationId: OperationId;
  readonly deviceId: DeviceId;
  readonly account: AccountName;
  readonly reason: FlagReason;
  readonly amount: number;
  readonly raisedAt: number;
};

/** A flag that nobody has looked at, with what is told of its act. */
export type OpenFlag = FlagRow & OperationGist & { readonly seq: number; readonly stream: StreamName };

export type QuarantineRow = {
  readonly deviceId: DeviceId;
  readonly seq: number;
  readonly operation: Operation;
  readonly reason: QuarantineReason;
  readonly receivedAt: number;
  /** Where its device stood then, as far as it knew; absent where that was not kept. */
  readonly place?: DevicePlace;
};

export type ForkRow = {
  readonly operation: Operation;
  readonly receivedAt: number;
  /** The device's signature of the branch as it ends here, where a push ended with it; null in its midst. */
  readonly headSignature: string | null;
};

/** What a list says of an operation. */
export type OperationGist = { readonly type: string; readonly occurredAt: number };

/** One enrolment; `place` is null where the device brings the network of an empty hub, or its own site. */
export type CodeRow = {
  readonly madeAt: number;
  readonly usedAt: number | null;
  readonly place: Omit<DevicePlace, 'deviceId'> | null;
  /** An administrator lets an office in with what it brings: it reads the ledger. */
  readonly takesOffice: boolean;
};

export type NewCode = Pick<CodeRow, 'madeAt' | 'place'> & Partial<Pick<CodeRow, 'takesOffice'>>;

export type HubSite = {
  readonly organisationId: OrganisationId;
  readonly kind: SiteKind;
  readonly isActive: boolean;
};

/** What rules read and write in a transaction: the tables, by family. */
export type HubTx = AllowanceTables &
  AsideTables &
  ClaimTables &
  DeviceTables &
  ErasureTables &
  FloorTables &
  LeaseTables &
  OperationTables &
  RestoreTables &
  StreamTables & {
    /**
     * Hands over a write that nothing else in the transaction waits for: it is committed with the rest, or the transaction
     * fails with it. A database is sent such writes and the end of the transaction in one go, so that what they hold is not
     * held while this process is at something else. What is handed over was sent whole: nothing of it waits for an answer.
     */
    readonly lastly: (write: Promise<unknown>) => void;
  };
