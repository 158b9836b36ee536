import type { AccountName, Unit } from '../../shared/domain/account.ts';
import type { RoleHolder } from '../../shared/domain/first-roles.ts';
import type {
  AuthorisationId,
  DeviceId,
  HouseholdId,
  LeaseId,
  OperationId,
  OperatorId,
  OrganisationId,
  SiteId,
} from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import type { Role } from '../../shared/domain/role.ts';
import type { SiteKind } from '../../shared/domain/site.ts';
import type { FlagReason } from '../../shared/operations/flag-operations.ts';
import type { Operation, OperationHeader, StreamName } from '../../shared/operations/operation.ts';
import type { DevicePlace } from '../../shared/sync/grants.ts';
import type {
  AccountState,
  AuthoriseAnswer,
  QuarantineReason,
  Spend,
  StreamHead,
} from '../../shared/sync/protocol.ts';
import type { AllowanceTables } from './allowance-tables.ts';
import type { ClaimTables } from './claim-tables.ts';
import type { FloorTables } from './floor-tables.ts';
import type { RestoreTables } from './restore-tables.ts';

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
  /** How often an administrator moved it. */
  readonly moves: number;
  /** The epoch in which it last said what it holds, or enrolled. */
  readonly declaredEpoch: number;
  /** In which epoch it enrolled; 0 where that was not kept. */
  readonly enrolledEpoch: number;
  /** The device that it goes on for, whose chain is closed; null for most. */
  readonly continues: DeviceId | null;
  /** Goes on for one that brought its network or its sites: its place is what was brought. */
  readonly keepsPlace: boolean;
};

/** With when it was acknowledged, UTC milliseconds of the hub. */
export type NewHead = Pick<HubDeviceRow, 'reachedOn'> & {
  readonly seq: number;
  readonly hash: string;
  readonly at: number;
};

/** When a device was last heard of, and how far it had read each of its streams. */
export type DeviceContact = { readonly seenAt: number; readonly cursors: ReadonlyMap<StreamName, number> };

export type NewDevice = Pick<HubDeviceRow, 'deviceId' | 'publicKey' | 'place' | 'aloneUntilSeq'> & {
  /** It would enter with what it has written. Absent: it is in the network from now on. */
  readonly isJoining?: boolean;
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
};

export type ForkRow = {
  readonly operation: Operation;
  readonly receivedAt: number;
  readonly adoptedAs: DeviceId | null;
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

/** What has a file of its own. */
type TablesApart = AllowanceTables & ClaimTables & FloorTables & RestoreTables;

export type HubTx = TablesApart & {
  /**
   * Hands over a write that nothing else in the transaction waits for: it is committed with the rest, or the transaction
   * fails with it. A database is sent such writes and the end of the transaction in one go, so that what they hold is not
   * held while this process is at something else. What is handed over was sent whole: nothing of it waits for an answer.
   */
  readonly lastly: (write: Promise<unknown>) => void;

  readonly epoch: () => Promise<number>;
  /** Where streams stood when the hub was restored in any epoch after this one: the lowest of each. */
  readonly listRestores: (
    sinceEpoch: number,
  ) => Promise<readonly (StreamHead & { readonly stream: StreamName })[]>;

  /** A code that is there already stays as it is. */
  readonly insertCode: (codeHash: string, code: NewCode) => Promise<void>;
  /** Until this transaction ends no other one that asks for it goes on, at any process. */
  readonly lockEnrolments: () => Promise<void>;
  readonly lockCode: (codeHash: string) => Promise<CodeRow | null>;
  readonly spendCode: (codeHash: string, deviceId: DeviceId, at: number) => Promise<void>;
  readonly countDevices: () => Promise<number>;

  readonly findDevice: (deviceId: DeviceId) => Promise<HubDeviceRow | null>;
  /** As `findDevice`, holding its row until the transaction ends. */
  readonly lockDevice: (deviceId: DeviceId) => Promise<HubDeviceRow | null>;
  readonly insertDevice: (device: NewDevice) => Promise<void>;
  /** Up to where its chain is here since `at`. */
  readonly setDeviceHead: (deviceId: DeviceId, head: NewHead) => Promise<void>;
  readonly setDeviceState: (deviceId: DeviceId, state: DeviceState, at: number) => Promise<void>;
  /** Devices that are in the network, of which not everything is here that they bring. */
  readonly listEntering: () => Promise<readonly DeviceId[]>;
  readonly setAloneUntil: (deviceId: DeviceId, seq: number) => Promise<void>;
  readonly setBroughtUntil: (deviceId: DeviceId, seq: number) => Promise<void>;
  /** One that never handed anything in. */
  readonly deleteDevice: (deviceId: DeviceId) => Promise<void>;
  readonly setDevicePlace: (
    deviceId: DeviceId,
    stands: Pick<HubDeviceRow, 'place' | 'leaving' | 'moves'>,
  ) => Promise<void>;
  readonly listDevices: () => Promise<readonly HubDeviceRow[]>;
  /** Written where it says something new: other cursors, or a minute later. */
  readonly noteContact: (deviceId: DeviceId, contact: DeviceContact) => Promise<void>;
  readonly findContact: (deviceId: DeviceId) => Promise<DeviceContact | null>;
  readonly listContacts: () => Promise<Map<DeviceId, DeviceContact>>;
  /**
   * Whether this process is the one that does a piece of work for this version of the program. One that claimed it
   * before `staleBefore` and did not end it is not waited for.
   */
  readonly claimJob: (name: string, version: number, at: number, staleBefore: number) => Promise<boolean>;
  readonly endJob: (name: string, version: number) => Promise<void>;
  readonly isJobDone: (name: string, version: number) => Promise<boolean>;
  /** The device that goes on for this one; null where none does. */
  readonly findSuccessor: (deviceId: DeviceId) => Promise<HubDeviceRow | null>;
  /** The device that brought its network to this hub while it was empty, or whoever goes on for it. */
  readonly findFounder: () => Promise<DeviceId | null>;

  /** Hashes of a device's operations, taken and kept aside alike, by number; both ends included. */
  readonly listHashes: (deviceId: DeviceId, fromSeq: number, toSeq: number) => Promise<Map<number, string>>;
  /** A device's own chain from a number on, what is kept aside included: without a hole. */
  readonly listChain: (deviceId: DeviceId, fromSeq: number, limit: number) => Promise<readonly Operation[]>;
  /** Which of these ids the hub has, and with which hash. */
  readonly findHashesById: (ids: readonly OperationId[]) => Promise<Map<OperationId, string>>;
  /** What is kept aside of a device from a number on, in its order. */
  readonly listQuarantined: (
    deviceId: DeviceId,
    fromSeq: number,
  ) => Promise<readonly { readonly seq: number; readonly reason: QuarantineReason }[]>;
  /** Which device wrote each of these; what was not taken is not there. */
  readonly findWriters: (ids: readonly OperationId[]) => Promise<ReadonlyMap<OperationId, DeviceId>>;
  /** Which of these ids are kept aside, so that what names them is: without what counts for nothing. */
  readonly findQuarantinedIds: (ids: readonly OperationId[]) => Promise<Set<OperationId>>;

  /** Here and below without what is final: what the network has its own word on, and what an administrator dismissed. */
  readonly countQuarantined: () => Promise<Map<DeviceId, number>>;
  /** What is kept aside, in the order that it came. */
  readonly listAside: (
    limit: number,
  ) => Promise<readonly (Omit<QuarantineRow, 'operation'> & OperationGist)[]>;
  /** What is kept aside of one device, in its order. */
  readonly listAsideOf: (
    deviceId: DeviceId,
    afterSeq: number,
    limit: number,
  ) => Promise<readonly QuarantineRow[]>;
  /** From now on it is final. The operation; null where there is none that may be taken. */
  readonly dismissAside: (
    deviceId: DeviceId,
    seq: number,
    dismissedBy: OperatorId,
    at: number,
  ) => Promise<Operation | null>;
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
  /** What another branch holds, in its own order: processes whose clocks differ may have taken in its pieces. */
  readonly listFork: (deviceId: DeviceId) => Promise<readonly ForkRow[]>;
  readonly setForkAdopted: (deviceId: DeviceId, adoptedAs: DeviceId) => Promise<void>;
  /** The device whose other branch went on as this one; null where none did. */
  readonly findOrigin: (adoptedAs: DeviceId) => Promise<DeviceId | null>;
  /** What the hub took of a device from a number on. */
  readonly listGists: (
    deviceId: DeviceId,
    fromSeq: number,
    limit: number,
  ) => Promise<readonly OperationGist[]>;

  /** What an operator may do at each site, by what the hub has taken so far. */
  readonly rolesOf: (operatorId: OperatorId) => Promise<Map<SiteId, readonly Role[]>>;
  /** What anybody may do at one of these sites: one row for each operator and site. */
  readonly listRolesAt: (siteIds: readonly SiteId[]) => Promise<readonly RoleHolder[]>;
  readonly setRoles: (operatorId: OperatorId, siteId: SiteId, roles: readonly Role[]) => Promise<void>;
  /** Who first told the hub of what every device is told of (`kind:id`); what nobody told of is not there. */
  readonly findBringers: (subjects: readonly string[]) => Promise<ReadonlyMap<string, DeviceId>>;
  /** Whoever was first stays so. */
  readonly noteBringers: (
    rows: readonly { readonly subject: string; readonly deviceId: DeviceId }[],
  ) => Promise<void>;
  readonly setSite: (siteId: SiteId, site: HubSite) => Promise<void>;
  readonly findSite: (siteId: SiteId) => Promise<HubSite | null>;
  /** Sites of an organisation, closed ones too, in order. */
  readonly listSites: (organisationId: OrganisationId) => Promise<readonly SiteId[]>;

  /**
   * Raises the numbers of streams by how many operations enter each, and their checksums. Names in order. Answers the
   * number of each before; what is stored under the new ones (`insertOperations`, `changeAccounts`) need not wait for it.
   */
  readonly raiseStreams: (
    entries: readonly {
      readonly name: StreamName;
      readonly count: number;
      readonly hashes: readonly string[];
    }[],
  ) => Promise<ReadonlyMap<StreamName, number>>;
  readonly findStreamHead: (name: StreamName) => Promise<StreamHead>;
  readonly listStreamNumbers: () => Promise<Map<StreamName, number>>;

  /**
   * Holds the rows of accounts until the transaction ends, also those that nothing was posted on yet: a row that came
   * to be in between would be locked after the streams, and two pushes would wait for each other. Names in order.
   */
  readonly holdAccounts: (accounts: readonly Pick<AccountChange, 'account' | 'unit'>[]) => Promise<void>;
  /** The same, and answers how they stand. */
  readonly lockAccounts: (
    accounts: readonly Pick<AccountChange, 'account' | 'unit'>[],
  ) => Promise<Map<AccountName, AccountState>>;
  /** The same of those that are there: whoever only asks what an account holds makes no row of it. */
  readonly lockStanding: (accounts: readonly AccountName[]) => Promise<Map<AccountName, AccountState>>;
  /**
   * Changes accounts, in the order of their names. Numbered, each gets the next of the numbers that `balances` was raised
   * by; unnumbered where nothing that a counter shows changes, as where some is only set aside. Throws where more would be
   * set aside than is there: the rules never ask for it.
   */
  readonly changeAccounts: (
    changes: readonly AccountChange[],
    numbering: 'numbered' | 'unnumbered',
  ) => Promise<void>;
  /** Stores operations under the numbers that their streams were raised by. */
  readonly insertOperations: (operations: readonly NewOperation[]) => Promise<void>;
  readonly insertQuarantine: (rows: readonly QuarantineRow[]) => Promise<void>;
  readonly insertFork: (deviceId: DeviceId, operations: readonly Operation[], at: number) => Promise<void>;

  readonly listOperations: (
    stream: StreamName,
    after: number,
    limit: number,
  ) => Promise<readonly { readonly number: number; readonly operation: Operation }[]>;
  /** Which of these households were ordered erased. */
  readonly findErased: (householdIds: readonly HouseholdId[]) => Promise<ReadonlySet<HouseholdId>>;
  /** The newest order to erase a household; null where there is none. */
  readonly findErasure: (householdId: HouseholdId) => Promise<ErasureRow | null>;
  /** Deletes body and salt of everything personal of a household, taken and kept aside; the newest order is kept. */
  readonly eraseHousehold: (row: ErasureRow) => Promise<void>;
  /** In the order in which they were taken. */
  readonly listErasures: () => Promise<readonly ErasureRow[]>;
  readonly listLedger: (
    after: number,
    limit: number,
  ) => Promise<
    readonly { readonly number: number; readonly header: OperationHeader & { readonly hash: string } }[]
  >;
  readonly listAccounts: (
    after: number,
    limit: number,
  ) => Promise<readonly (AccountState & { readonly number: number })[]>;

  /** The hub's own chain of this epoch, held until the transaction ends; null before its first operation. */
  readonly lockHubChain: () => Promise<HubChain | null>;
  /** Begins it. Where another process just did, that one stays. */
  readonly insertHubChain: (deviceId: DeviceId) => Promise<void>;
  readonly setHubChain: (seq: number, hash: string) => Promise<void>;

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
  /** Households that go to one device go to another from now on. */
  readonly moveHomes: (from: DeviceId, to: DeviceId) => Promise<void>;
  /**
   * Accounts of which something may be leased to a device: of households that go to it, or to its site and to none of
   * its devices yet; none that was asked back since `recalledSince`. Those that changed last come first.
   */
  readonly listLeasable: (asked: {
    readonly deviceId: DeviceId;
    readonly siteId: SiteId;
    readonly recalledSince: number;
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

/** What the hub writes itself, and what it has set aside of accounts. */
export type LeaseTables = Pick<
  HubTx,
  | 'lockHubChain'
  | 'insertHubChain'
  | 'setHubChain'
  | 'findLeases'
  | 'listLeasesOn'
  | 'listLeasesOf'
  | 'saveLeases'
  | 'markRecalled'
  | 'findAuthorisations'
  | 'insertAuthorisation'
  | 'closeAuthorisations'
  | 'setHomes'
  | 'moveHomes'
  | 'listLeasable'
  | 'insertFlags'
  | 'listOpenFlags'
  | 'countOpenFlags'
  | 'markFlagsSeen'
>;

export type ErasureTables = Pick<HubTx, 'findErased' | 'findErasure' | 'eraseHousehold' | 'listErasures'>;

/** The parts that a store is built of. */
export type AsideTables = Pick<
  HubTx,
  | 'countQuarantined'
  | 'listAside'
  | 'listAsideOf'
  | 'dismissAside'
  | 'deleteQuarantined'
  | 'setQuarantineReason'
  | 'listForkedDevices'
  | 'listForkHashes'
  | 'listFork'
  | 'setForkAdopted'
  | 'findOrigin'
  | 'listGists'
>;

export type DeviceTables = Pick<
  HubTx,
  | 'epoch'
  | 'listRestores'
  | 'insertCode'
  | 'lockEnrolments'
  | 'lockCode'
  | 'spendCode'
  | 'countDevices'
  | 'findDevice'
  | 'lockDevice'
  | 'insertDevice'
  | 'setDeviceHead'
  | 'setDeviceState'
  | 'listEntering'
  | 'setAloneUntil'
  | 'setBroughtUntil'
  | 'deleteDevice'
  | 'findBringers'
  | 'noteBringers'
  | 'setDevicePlace'
  | 'listDevices'
  | 'noteContact'
  | 'findContact'
  | 'listContacts'
  | 'claimJob'
  | 'endJob'
  | 'isJobDone'
  | 'findSuccessor'
  | 'findFounder'
  | 'rolesOf'
  | 'listRolesAt'
  | 'setRoles'
  | 'setSite'
  | 'findSite'
  | 'listSites'
>;

export type OperationTables = Pick<
  HubTx,
  | 'listHashes'
  | 'listChain'
  | 'findHashesById'
  | 'findWriters'
  | 'findQuarantinedIds'
  | 'listQuarantined'
  | 'insertOperations'
  | 'insertQuarantine'
  | 'insertFork'
  | 'listOperations'
  | 'listLedger'
>;

export type StreamTables = Pick<
  HubTx,
  | 'raiseStreams'
  | 'findStreamHead'
  | 'listStreamNumbers'
  | 'holdAccounts'
  | 'lockAccounts'
  | 'lockStanding'
  | 'changeAccounts'
  | 'listAccounts'
>;
