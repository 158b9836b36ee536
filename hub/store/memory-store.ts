import { type AccountName, parseAccount } from '../../shared/domain/account.ts';
import type {
  AuthorisationId,
  DeviceId,
  HouseholdId,
  OperationId,
  OperatorId,
  SiteId,
} from '../../shared/domain/ids.ts';
import { addDays, type LocalDate, localDateAt } from '../../shared/domain/local-date.ts';
import { assert } from '../../shared/domain/result.ts';
import type { Role } from '../../shared/domain/role.ts';
import { networkStream } from '../../shared/operations/kind.ts';
import { CHAIN_START, type Operation, type StreamName } from '../../shared/operations/operation.ts';
import { addToChecksum, NOTHING } from '../../shared/sync/checksum.ts';
import type { DeclareRequest, SeenHead } from '../../shared/sync/declaration.ts';
import { balancesStream, ledgerStream } from '../../shared/sync/grants.ts';
import type { AccountState, StreamHead } from '../../shared/sync/protocol.ts';
import { NETWORK_READS_DAYS } from './floor-tables.ts';
import type {
  AsideTables,
  AuthorisationRow,
  CodeRow,
  DeviceContact,
  DeviceTables,
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
  OperationTables,
  QuarantineRow,
  StoredOperation,
  StreamTables,
} from './hub-store.ts';
import {
  copyOfAllowances,
  type MemoryAllowances,
  memoryAllowanceTables,
  noAllowances,
} from './memory-allowance-tables.ts';
import { copyOfClaims, type MemoryClaims, memoryClaimTables, noClaims } from './memory-claim-tables.ts';
import { memoryErasureTables } from './memory-erasure-tables.ts';
import { copyOfFloor, type MemoryFloor, memoryFloorTables, noFloor } from './memory-floor-tables.ts';
import { type LeaseKey, memoryLeaseTables } from './memory-lease-tables.ts';
import { memoryRestoreTables } from './memory-restore-tables.ts';
import type { ReleaseRow } from './restore-tables.ts';

type AccountRow = AccountState & { readonly number: number; readonly uncovered: number };

/** With who dismissed it and when; null where nobody did. */
type StoredAside = QuarantineRow & {
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
  forks: (ForkRow & { readonly deviceId: DeviceId })[];
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
    claims: noClaims(),
  };
  let last: Promise<unknown> = Promise.resolve();

  const inTransaction: HubStore['inTransaction'] = (work) => {
    const run = async () => {
      const draft = copyOf(state);
      const lasting: Promise<unknown>[] = [];
      const outcome = await work(createTx(draft, lasting));
      await Promise.all(lasting);
      state = draft;
      return outcome;
    };
    const turn = last.then(run, run); // whoever came before may have failed: its turn is over all the same
    last = turn;
    return turn;
  };
  return {
    inTransaction,
    inSnapshot: inTransaction,
    state: () => state,
    backUp: () => copyOf(state),
    restore: (backup) => {
      const next = state.epoch + 1;
      // A stream that began after the backup stands at nothing.
      const names = new Set([...state.streams.keys(), ...backup.streams.keys()]);
      const streams = new Map([...names].map((name) => [name, restoredHead(name, backup)]));
      const restores = [...state.restores, { epoch: next, streams }];
      state = { ...copyOf(backup), epoch: next, restores, declarationParts: new Map() };
    },
  };
}

/** Of a chain that has not come to any day yet. */
const LONG_AGO = '1970-01-01' as LocalDate; // a day of the calendar, as the schema has it

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
  claims: copyOfClaims(state.claims),
});

function createTx(state: MemoryState, lasting: Promise<unknown>[]): HubTx {
  return {
    lastly: (write) => {
      write.catch(() => undefined); // told where it is waited for, at the end
      lasting.push(write);
    },
    ...deviceTables(state),
    ...operationTables(state),
    ...asideTables(state),
    ...streamTables(state),
    ...memoryLeaseTables(state),
    ...memoryAllowanceTables(state),
    ...memoryErasureTables(state),
    ...memoryFloorTables(state),
    ...memoryRestoreTables(state),
    ...memoryClaimTables(state),
  };
}

function deviceTables(state: MemoryState): DeviceTables {
  const find = async (deviceId: DeviceId) => state.devices.get(deviceId) ?? null;
  const successorOf = (deviceId: DeviceId) =>
    [...state.devices.values()].find(({ continues }) => continues === deviceId);
  const change = async (deviceId: DeviceId, fields: Partial<HubDeviceRow>) => {
    const device = state.devices.get(deviceId);
    assert(device !== undefined, 'a device that changes is known');
    state.devices.set(deviceId, { ...device, ...fields });
  };
  return {
    epoch: async () => state.epoch,
    listRestores: async (sinceEpoch) => {
      const lowest = new Map<StreamName, StreamHead>();
      for (const { streams } of state.restores.filter((restore) => restore.epoch > sinceEpoch)) {
        for (const [stream, head] of streams) {
          const before = lowest.get(stream);
          if (before === undefined || head.number < before.number) lowest.set(stream, head);
        }
      }
      return [...lowest].map(([stream, head]) => ({ stream, ...head }));
    },
    insertCode: async (codeHash, code) => {
      if (!state.codes.has(codeHash))
        state.codes.set(codeHash, { takesOffice: false, ...code, usedAt: null });
    },
    lockEnrolments: async () => undefined, // one transaction at a time
    lockCode: async (codeHash) => state.codes.get(codeHash) ?? null,
    spendCode: async (codeHash, _deviceId, at) => {
      const code = state.codes.get(codeHash);
      assert(code !== undefined, 'a code that is used was made');
      state.codes.set(codeHash, { ...code, usedAt: at });
    },
    countDevices: async () => state.devices.size,
    findDevice: find,
    lockDevice: find,
    insertDevice: async ({ isJoining, continues, ...device }) => {
      assert(!state.devices.has(device.deviceId), 'a device enrols once');
      state.devices.set(device.deviceId, {
        ...device,
        state: isJoining === true ? 'joining' : 'active',
        broughtUntilSeq: 0,
        revokedAt: null,
        headSeq: 0,
        headHash: CHAIN_START,
        acknowledgedAt: 0,
        reachedOn: LONG_AGO,
        reachedBefore: LONG_AGO,
        leaving: continues?.leaving ?? null,
        moves: 0,
        declaredEpoch: state.epoch,
        enrolledEpoch: state.epoch,
        continues: continues?.deviceId ?? null,
        keepsPlace: continues?.keepsPlace ?? false,
      });
    },
    setDeviceHead: (deviceId, { seq, hash, at, reachedOn }) => {
      const before = state.devices.get(deviceId);
      const isNewDay = before !== undefined && localDateAt(before.acknowledgedAt) < localDateAt(at);
      const more = isNewDay ? { reachedBefore: before.reachedOn } : {};
      return change(deviceId, { headSeq: seq, headHash: hash, acknowledgedAt: at, reachedOn, ...more });
    },
    setDeviceState: (deviceId, to, at) =>
      change(deviceId, { state: to, revokedAt: to === 'revoked' ? at : null }),
    listEntering: async () =>
      [...state.devices.values()]
        .filter(({ state: is, headSeq, broughtUntilSeq }) => is === 'active' && headSeq < broughtUntilSeq)
        .map(({ deviceId }) => deviceId),
    setAloneUntil: (deviceId, aloneUntilSeq) => change(deviceId, { aloneUntilSeq }),
    setBroughtUntil: (deviceId, broughtUntilSeq) => change(deviceId, { broughtUntilSeq }),
    deleteDevice: async (deviceId) => {
      assert(state.devices.get(deviceId)?.headSeq === 0, 'a device that goes has handed in nothing');
      state.devices.delete(deviceId);
    },
    setDevicePlace: (deviceId, { place, leaving, moves }) => change(deviceId, { place, leaving, moves }),
    listDevices: async () => [...state.devices.values()],
    noteContact: async (deviceId, contact) => {
      state.contacts.set(deviceId, contact);
      const readOn = localDateAt(contact.seenAt);
      const since = addDays(readOn, -NETWORK_READS_DAYS);
      const others = (state.floor.reads.get(deviceId) ?? []).filter(
        (each) => each.readOn >= since && each.readOn !== readOn,
      );
      const read = { readOn, number: contact.cursors.get(networkStream) ?? 0 };
      state.floor.reads.set(
        deviceId,
        [read, ...others].sort((a, b) => (a.readOn < b.readOn ? 1 : -1)),
      );
    },
    findContact: async (deviceId) => state.contacts.get(deviceId) ?? null,
    listContacts: async () => new Map(state.contacts),
    claimJob: async (name, version, at, staleBefore) => {
      const job = state.jobs.get(name);
      const isFree =
        job === undefined || job.version < version || (!job.isDone && job.claimedAt < staleBefore);
      if (isFree) state.jobs.set(name, { version, claimedAt: at, isDone: false });
      return isFree;
    },
    endJob: async (name, version) => {
      const job = state.jobs.get(name);
      if (job?.version === version) state.jobs.set(name, { ...job, isDone: true });
    },
    isJobDone: async (name, version) => {
      const job = state.jobs.get(name);
      return job?.version === version && job.isDone;
    },
    findSuccessor: async (deviceId) => successorOf(deviceId) ?? null,
    findFounder: async () => {
      let founder = [...state.devices.values()].find(({ aloneUntilSeq }) => aloneUntilSeq > 0);
      for (let next = founder; next !== undefined; next = successorOf(next.deviceId)) founder = next;
      return founder?.deviceId ?? null;
    },
    rolesOf: async (operatorId) => new Map(state.roles.get(operatorId)),
    listRolesAt: async (siteIds) =>
      [...state.roles].flatMap(([operatorId, bySite]) =>
        [...bySite]
          .filter(([siteId]) => siteIds.includes(siteId))
          .map(([, roles]) => ({ operatorId, roles })),
      ),
    setRoles: async (operatorId, siteId, roles) => {
      state.roles.set(operatorId, new Map([...(state.roles.get(operatorId) ?? []), [siteId, roles]]));
    },
    findBringers: async (subjects) =>
      new Map(
        subjects.flatMap((subject): [string, DeviceId][] => {
          const deviceId = state.bringers.get(subject);
          return deviceId === undefined ? [] : [[subject, deviceId]];
        }),
      ),
    noteBringers: async (rows) => {
      for (const { subject, deviceId } of rows) {
        if (!state.bringers.has(subject)) state.bringers.set(subject, deviceId);
      }
    },
    setSite: async (siteId, site) => {
      state.sites.set(siteId, site);
    },
    findSite: async (siteId) => state.sites.get(siteId) ?? null,
    listSites: async (organisationId) =>
      [...state.sites]
        .filter(([, site]) => site.organisationId === organisationId)
        .map(([siteId]) => siteId)
        .sort(),
  };
}

function operationTables(state: MemoryState): OperationTables {
  const everything = (): Operation[] => [
    ...state.operations.map(({ operation }) => operation),
    ...state.quarantine.map(({ operation }) => operation),
  ];
  return {
    listHashes: async (deviceId, fromSeq, toSeq) =>
      new Map(
        everything()
          .filter(({ deviceId: of, seq }) => of === deviceId && fromSeq <= seq && seq <= toSeq)
          .map(({ seq, hash }) => [seq, hash]),
      ),
    listChain: async (deviceId, fromSeq, limit) =>
      everything()
        .filter((operation) => operation.deviceId === deviceId && operation.seq >= fromSeq)
        .sort((a, b) => a.seq - b.seq)
        .slice(0, limit),
    findHashesById: async (ids) => {
      const wanted = new Set(ids);
      const found = everything().filter(({ id }) => wanted.has(id));
      return new Map(found.map(({ id, hash }): [OperationId, string] => [id, hash]));
    },
    findWriters: async (ids) => {
      const wanted = new Set(ids);
      const found = state.operations.filter(({ operation }) => wanted.has(operation.id));
      return new Map(
        found.map(({ operation }): [OperationId, DeviceId] => [operation.id, operation.deviceId]),
      );
    },
    findQuarantinedIds: async (ids) => {
      const counting = state.quarantine.filter(({ reason }) => reason !== 'NetworkHasOwn');
      const aside = new Set(counting.map(({ operation }) => operation.id));
      return new Set(ids.filter((id) => aside.has(id)));
    },
    listQuarantined: async (deviceId, fromSeq) =>
      state.quarantine
        .filter((row) => row.deviceId === deviceId && row.seq >= fromSeq)
        .map(({ seq, reason }) => ({ seq, reason }))
        .sort((a, b) => a.seq - b.seq),
    insertOperations: async (operations) => {
      const numberOf = (name: StreamName, fromEnd: number) =>
        (state.streams.get(name)?.number ?? 0) - fromEnd;
      const ids = new Set(state.operations.map(({ operation }) => operation.id));
      for (const { operation, fromEnd, ledgerFromEnd } of operations) {
        assert(!ids.has(operation.id), 'an id is of one operation');
        ids.add(operation.id);
        const number = numberOf(operation.stream, fromEnd);
        const ledgerNumber = ledgerFromEnd === null ? null : numberOf(ledgerStream, ledgerFromEnd);
        state.operations.push({ operation, number, ledgerNumber });
      }
    },
    insertQuarantine: async (rows) => {
      state.quarantine.push(...rows.map((row) => ({ ...row, dismissed: null })));
    },
    insertFork: async (deviceId, operations, receivedAt) => {
      const known = new Set(
        state.forks.filter((row) => row.deviceId === deviceId).map(({ operation }) => operation.hash),
      );
      const fresh = operations.filter(({ hash }) => !known.has(hash));
      state.forks.push(...fresh.map((operation) => ({ deviceId, operation, receivedAt, adoptedAs: null })));
    },
    listOperations: async (stream, after, limit) =>
      state.operations
        .filter(({ operation, number }) => operation.stream === stream && number > after)
        .sort((a, b) => a.number - b.number)
        .slice(0, limit),
    listLedger: async (after, limit) =>
      state.operations
        .flatMap(({ operation, ledgerNumber }) => {
          if (ledgerNumber === null || ledgerNumber <= after) return [];
          const { body: _body, salt: _salt, ...header } = operation;
          return [{ number: ledgerNumber, header }];
        })
        .sort((a, b) => a.number - b.number)
        .slice(0, limit),
  };
}

/** Kept aside until somebody or something says otherwise. */
const isOpen = ({ reason, dismissed }: StoredAside): boolean =>
  reason !== 'NetworkHasOwn' && dismissed === null;

function asideTables(state: MemoryState): AsideTables {
  const gistOf = ({ type, occurredAt }: Operation) => ({ type, occurredAt });
  return {
    countQuarantined: async () => {
      const byDevice = Map.groupBy(state.quarantine.filter(isOpen), ({ deviceId }) => deviceId);
      return new Map([...byDevice].map(([deviceId, rows]) => [deviceId, rows.length]));
    },
    listAside: async (limit) =>
      state.quarantine
        .filter(isOpen)
        .slice(0, limit)
        .map(({ deviceId, seq, operation, reason, receivedAt }) => ({
          deviceId,
          seq,
          reason,
          receivedAt,
          ...gistOf(operation),
        })),
    listAsideOf: async (deviceId, afterSeq, limit) =>
      state.quarantine
        .filter((row) => isOpen(row) && row.deviceId === deviceId && row.seq > afterSeq)
        .sort((a, b) => a.seq - b.seq)
        .slice(0, limit)
        .map(({ dismissed: _dismissed, ...row }) => row),
    dismissAside: async (deviceId, seq, by, at) => {
      const found = state.quarantine.find(
        (row) => isOpen(row) && row.deviceId === deviceId && row.seq === seq,
      );
      state.quarantine = state.quarantine.map((row) =>
        row === found ? { ...row, dismissed: { by, at } } : row,
      );
      return found?.operation ?? null;
    },
    deleteQuarantined: async (deviceId, seqs) => {
      state.quarantine = state.quarantine.filter(
        (row) => row.deviceId !== deviceId || !seqs.includes(row.seq),
      );
    },
    setQuarantineReason: async (deviceId, seq, reason) => {
      state.quarantine = state.quarantine.map((row) =>
        row.deviceId === deviceId && row.seq === seq ? { ...row, reason } : row,
      );
    },
    listForkedDevices: async () => [...new Set(state.forks.map(({ deviceId }) => deviceId))].sort(),
    listForkHashes: async (deviceId) =>
      state.forks
        .filter((row) => row.deviceId === deviceId)
        .map(({ operation, adoptedAs }) => ({
          seq: operation.seq,
          hash: operation.hash,
          isOpen: adoptedAs === null,
          bytes: Buffer.byteLength(JSON.stringify(operation)),
        })),
    listFork: async (deviceId) =>
      state.forks
        .filter((row) => row.deviceId === deviceId)
        .toSorted(
          (a, b) =>
            a.operation.seq - b.operation.seq ||
            a.receivedAt - b.receivedAt ||
            (a.operation.hash < b.operation.hash ? -1 : 1),
        )
        .map(({ operation, receivedAt, adoptedAs }) => ({ operation, receivedAt, adoptedAs })),
    setForkAdopted: async (deviceId, adoptedAs) => {
      state.forks = state.forks.map((row) => (row.deviceId === deviceId ? { ...row, adoptedAs } : row));
    },
    findOrigin: async (heirId) => state.forks.find(({ adoptedAs }) => adoptedAs === heirId)?.deviceId ?? null,
    listGists: async (deviceId, fromSeq, limit) =>
      state.operations
        .map(({ operation }) => operation)
        .filter((operation) => operation.deviceId === deviceId && operation.seq >= fromSeq)
        .sort((a, b) => a.seq - b.seq)
        .slice(0, limit)
        .map(gistOf),
  };
}

const NOTHING_POSTED = { posted: 0, reserved: 0, leased: 0, uncovered: 0, number: 0 };

function streamTables(state: MemoryState): StreamTables {
  const headOf = (name: StreamName): StreamHead =>
    state.streams.get(name) ?? { number: 0, checksum: NOTHING };
  return {
    raiseStreams: async (entries) => {
      const before = new Map(entries.map(({ name }) => [name, headOf(name).number]));
      for (const { name, count, hashes } of entries) {
        const head = headOf(name);
        state.streams.set(name, {
          number: head.number + count,
          checksum: addToChecksum(head.checksum, hashes),
        });
      }
      return before;
    },
    findStreamHead: async (name) => headOf(name),
    listStreamNumbers: async () => new Map([...state.streams].map(([name, { number }]) => [name, number])),
    holdAccounts: async () => undefined, // transactions are one after the other
    lockAccounts: async (accounts) =>
      new Map(
        accounts.map(({ account, unit }) => {
          assert(parseAccount(account) !== null, 'an account has a name');
          const { posted, reserved, leased } = state.accounts.get(account) ?? NOTHING_POSTED;
          return [account, { account, unit, posted, reserved, leased }];
        }),
      ),
    lockStanding: async (accounts) =>
      new Map(
        accounts.flatMap((account) => {
          const standing = state.accounts.get(account);
          if (standing === undefined) return [];
          const { unit, posted, reserved, leased } = standing;
          return [[account, { account, unit, posted, reserved, leased }]];
        }),
      ),
    changeAccounts: async (changes, numbering) => {
      const first = headOf(balancesStream).number - changes.length + 1;
      for (const [index, { account, unit, ...change }] of changes.entries()) {
        const before = state.accounts.get(account) ?? NOTHING_POSTED;
        const next = {
          account,
          unit,
          posted: before.posted + change.posted,
          reserved: before.reserved + change.reserved,
          leased: before.leased + change.leased,
          uncovered: before.uncovered + change.uncovered,
          number: numbering === 'unnumbered' ? before.number : first + index,
        };
        assert(next.reserved >= 0 && next.leased >= 0, 'no account has less than nothing set aside');
        assert(
          next.posted + next.uncovered - next.reserved - next.leased >= 0,
          'no account is promised twice',
        );
        state.accounts.set(account, next);
      }
    },
    listAccounts: async (after, limit) =>
      [...state.accounts.values()]
        .filter(({ number }) => number > after)
        .sort((a, b) => a.number - b.number)
        .slice(0, limit)
        .map(({ uncovered: _uncovered, ...state }) => state),
  };
}
