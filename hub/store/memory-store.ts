import type { AccountName } from '../../shared/domain/account.ts';
import type { AuthorisationId, DeviceId, HouseholdId, OperatorId, SiteId } from '../../shared/domain/ids.ts';
import type { Role } from '../../shared/domain/role.ts';
import type { StreamName } from '../../shared/operations/operation.ts';
import { NOTHING } from '../../shared/sync/checksum.ts';
import type { DeclareRequest, SeenHead } from '../../shared/sync/declaration.ts';
import { balancesStream, streamsFor } from '../../shared/sync/grants.ts';
import type { AccountState, StreamHead } from '../../shared/sync/protocol.ts';
import type {
  AuthorisationRow,
  CodeRow,
  DeviceContact,
  ErasureRow,
  FlagRow,
  ForkRow,
  HomeChange,
  HubChain,
  HubDeviceRow,
  HubSite,
  HubStore,
  HubTx,
  LeaseRow,
  QuarantineRow,
  StoredOperation,
} from './hub-store.ts';
import {
  copyOfAllowances,
  type MemoryAllowances,
  memoryAllowanceTables,
  noAllowances,
} from './memory-allowance-tables.ts';
import { copyOfClaims, type MemoryClaims, memoryClaimTables, noClaims } from './memory-claim-tables.ts';
import { memoryDeviceTables } from './memory-device-tables.ts';
import { type ErasureClaimRow, memoryErasureTables } from './memory-erasure-tables.ts';
import { copyOfFloor, type MemoryFloor, memoryFloorTables, noFloor } from './memory-floor-tables.ts';
import { type LeaseKey, memoryLeaseTables } from './memory-lease-tables.ts';
import { memoryAsideTables, memoryOperationTables } from './memory-operation-tables.ts';
import { memoryRestoreTables } from './memory-restore-tables.ts';
import { memoryStreamTables } from './memory-stream-tables.ts';
import type { ReleaseRow } from './restore-tables.ts';

type AccountRow = AccountState & { readonly number: number; readonly uncovered: number };

/** With who dismissed it and when; null where nobody did. */
export type StoredAside = QuarantineRow & {
  readonly dismissed: { readonly by: OperatorId; readonly at: number } | null;
};

export type MemoryState = {
  epoch: number;
  restores: { epoch: number; streams: Map<StreamName, StreamHead> }[];
  releases: (ReleaseRow & { readonly epoch: number })[];
  declarationParts: Map<DeviceId, readonly DeclareRequest[]>;
  seen: (SeenHead & { readonly toldBy: DeviceId; readonly epoch: number })[];
  codes: Map<string, CodeRow>;
  devices: Map<DeviceId, HubDeviceRow>;
  operations: StoredOperation[];
  quarantine: StoredAside[];
  forks: (ForkRow & { readonly deviceId: DeviceId; readonly adoptedAs: DeviceId | null })[];
  contacts: Map<DeviceId, DeviceContact>;
  jobs: Map<string, { readonly version: number; readonly claimedAt: number; readonly isDone: boolean }>;
  roles: Map<OperatorId, Map<SiteId, readonly Role[]>>;
  sites: Map<SiteId, HubSite>;
  bringers: Map<string, DeviceId>;
  streams: Map<StreamName, StreamHead>;
  accounts: Map<AccountName, AccountRow>;
  hubChains: Map<number, HubChain>;
  leases: Map<LeaseKey, LeaseRow>;
  authorisations: Map<AuthorisationId, AuthorisationRow>;
  homes: Map<HouseholdId, Omit<HomeChange, 'householdId'>>;
  floor: MemoryFloor;
  flags: (FlagRow & { readonly seen: { readonly by: OperatorId; readonly at: number } | null })[];
  allowances: MemoryAllowances;
  erasures: Map<HouseholdId, ErasureRow>;
  erasureClaims: readonly ErasureClaimRow[];
  claims: MemoryClaims;
};

export type MemoryStore = HubStore & {
  readonly state: () => MemoryState;
  /** A backup of everything, and its restore under a new epoch: what came between is gone. */
  readonly backUp: () => MemoryState;
  readonly restore: (backup: MemoryState) => void;
};

/**
 * The hub's tables as maps: for the simulator, where a thousand histories are run in a minute. Transactions are one
 * after the other, and one that throws leaves everything as it was.
 */
export function createMemoryStore(epoch = 1): MemoryStore {
  let state: MemoryState = {
    epoch,
    restores: [],
    releases: [],
    declarationParts: new Map(),
    seen: [],
    codes: new Map(),
    devices: new Map(),
    operations: [],
    quarantine: [],
    forks: [],
    contacts: new Map(),
    jobs: new Map(),
    roles: new Map(),
    sites: new Map(),
    bringers: new Map(),
    streams: new Map(),
    accounts: new Map(),
    hubChains: new Map(),
    leases: new Map(),
    authorisations: new Map(),
    homes: new Map(),
    floor: noFloor(),
    flags: [],
    allowances: noAllowances(),
    erasures: new Map(),
    erasureClaims: [],
    claims: noClaims(),
  };
  let last: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const turn = last.then(run, run); // whoever came before may have failed: its turn is over all the same
    last = turn;
    return turn;
  };
  const inTransaction: HubStore['inTransaction'] = (work) =>
    inTurn(async () => {
      const draft = copyOf(state);
      const lasting: Promise<unknown>[] = [];
      const outcome = await work(createTx(draft, lasting));
      await Promise.all(lasting);
      state = draft;
      return outcome;
    });
  return {
    inTransaction,
    // Nothing is written in one, so nothing has to be put back.
    inSnapshot: (work) => inTurn(() => work(createTx(state, []))),
    state: () => state,
    backUp: () => copyOf(state),
    restore: (backup) => {
      const next = state.epoch + 1;
      const granted = [...backup.devices.values()].flatMap(({ place }) => streamsFor(place));
      const names = new Set([...granted, balancesStream, ...backup.streams.keys()]);
      const streams = new Map([...names].map((name) => [name, restoredHead(name, backup)]));
      const restores = [...state.restores, { epoch: next, streams }];
      state = { ...copyOf(backup), epoch: next, restores, declarationParts: new Map() };
    },
  };
}

/** States are read again from the beginning: one that was lost would never be told of otherwise. */
const restoredHead = (name: StreamName, backup: MemoryState): StreamHead =>
  (name === balancesStream ? undefined : backup.streams.get(name)) ?? { number: 0, checksum: NOTHING };

/** Shallow copies are enough: rows are replaced and never changed. */
const copyOf = (state: MemoryState): MemoryState => ({
  epoch: state.epoch,
  restores: [...state.restores],
  releases: [...state.releases],
  declarationParts: new Map(state.declarationParts),
  seen: [...state.seen],
  codes: new Map(state.codes),
  devices: new Map(state.devices),
  operations: [...state.operations],
  quarantine: [...state.quarantine],
  forks: [...state.forks],
  contacts: new Map(state.contacts),
  jobs: new Map(state.jobs),
  roles: new Map(state.roles),
  sites: new Map(state.sites),
  bringers: new Map(state.bringers),
  streams: new Map(state.streams),
  accounts: new Map(state.accounts),
  hubChains: new Map(state.hubChains),
  leases: new Map(state.leases),
  authorisations: new Map(state.authorisations),
  homes: new Map(state.homes),
  floor: copyOfFloor(state.floor),
  flags: [...state.flags],
  allowances: copyOfAllowances(state.allowances),
  erasures: new Map(state.erasures),
  erasureClaims: state.erasureClaims,
  claims: copyOfClaims(state.claims),
});

function createTx(state: MemoryState, lasting: Promise<unknown>[]): HubTx {
  return {
    lastly: (write) => {
      write.catch(() => undefined); // told where it is waited for, at the end
      lasting.push(write);
    },
    ...memoryDeviceTables(state),
    ...memoryOperationTables(state),
    ...memoryAsideTables(state),
    ...memoryStreamTables(state),
    ...memoryLeaseTables(state),
    ...memoryAllowanceTables(state),
    ...memoryErasureTables(state),
    ...memoryFloorTables(state),
    ...memoryRestoreTables(state),
    ...memoryClaimTables(state),
  };
}
