import { type DeviceId, isDerivedId, type OperationId } from '../../shared/domain/ids.ts';
import { assert } from '../../shared/domain/result.ts';
import type { Operation, StreamName } from '../../shared/operations/operation.ts';
import { ledgerStream } from '../../shared/sync/grants.ts';
import { type AsideTables, type KindSum, MOST_BYTES_AT_ONCE } from './aside-tables.ts';
import type { MemoryState, StoredAside } from './memory-store.ts';
import type { OperationTables } from './operation-tables.ts';

export function memoryOperationTables(state: MemoryState): OperationTables {
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
        .slice(0, limit)
        .filter(isInFirstBytes((operation) => operation)),
    findHashesById: async (ids) => {
      const wanted = new Set(ids);
      const taken = new Set(state.operations.map(({ operation }) => operation));
      const found = everything().filter(
        (each) => wanted.has(each.id) && (taken.has(each) || !isDerivedId(each.id)),
      );
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
      const counting = state.quarantine.filter(
        ({ reason }) => reason !== 'NetworkHasOwn' && reason !== 'IdTaken',
      );
      const aside = new Set(counting.map(({ operation }) => operation.id));
      const taken = new Set(state.operations.map(({ operation }) => operation.id));
      return new Set(ids.filter((id) => aside.has(id) && !taken.has(id)));
    },
    listQuarantined: async (deviceId, fromSeq, toSeq, limit) =>
      state.quarantine
        .filter((row) => row.deviceId === deviceId && fromSeq <= row.seq && row.seq <= toSeq)
        .map(({ seq, reason }) => ({ seq, reason }))
        .sort((a, b) => a.seq - b.seq)
        .slice(-limit),
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
    insertFork: async (deviceId, operations, receivedAt, head) => {
      state.forks = state.forks.map((row) =>
        row.deviceId === deviceId && row.operation.hash === head.hash
          ? { ...row, headSignature: row.headSignature ?? head.signature }
          : row,
      );
      const known = new Set(
        state.forks.filter((row) => row.deviceId === deviceId).map(({ operation }) => operation.hash),
      );
      const fresh = operations.filter(({ hash }) => !known.has(hash));
      const rowOf = (operation: Operation) => {
        const headSignature = operation.hash === head.hash ? head.signature : null;
        return { deviceId, operation, receivedAt, adoptedAs: null, headSignature };
      };
      state.forks.push(...fresh.map(rowOf));
    },
    listOperations: async (stream, after, limit) =>
      state.operations
        .filter(({ operation, number }) => operation.stream === stream && number > after)
        .sort((a, b) => a.number - b.number)
        .slice(0, limit)
        .filter(isInFirstBytes(({ operation }) => operation)),
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

/** Whether what comes before a row in its list is not more than is read at once. */
function isInFirstBytes<Row>(operationOf: (row: Row) => Operation): (row: Row) => boolean {
  let bytes = 0;
  return (row) => {
    const before = bytes;
    const { body = '', ...header } = operationOf(row);
    bytes += Buffer.byteLength(body) + Buffer.byteLength(JSON.stringify(header));
    return before < MOST_BYTES_AT_ONCE;
  };
}

/** Kept aside until somebody or something says otherwise. */
const isOpen = ({ reason, dismissed }: StoredAside): boolean =>
  reason !== 'NetworkHasOwn' && dismissed === null;

export function memoryAsideTables(state: MemoryState): AsideTables {
  const forkOf = (deviceId: DeviceId) =>
    state.forks
      .filter((row) => row.deviceId === deviceId)
      .toSorted(
        (a, b) =>
          a.operation.seq - b.operation.seq ||
          a.receivedAt - b.receivedAt ||
          (a.operation.hash < b.operation.hash ? -1 : 1),
      );
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
        .filter(isInFirstBytes(({ operation }) => operation))
        .map(({ dismissed: _dismissed, ...row }) => row),
    dismissAside: async (deviceId, seq, by, at) => {
      const found = state.quarantine.find(
        (row) => isOpen(row) && row.deviceId === deviceId && row.seq === seq,
      );
      state.quarantine = state.quarantine.map((row) =>
        row === found ? { ...row, dismissed: { by, at } } : row,
      );
      return found === undefined ? null : { operation: found.operation, reason: found.reason };
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
    sumLate: async (deviceId) => {
      const late = state.quarantine.filter(
        (row) => row.deviceId === deviceId && row.reason === 'DeviceRevoked',
      );
      const sizes = late.map(({ operation }) => Buffer.byteLength(JSON.stringify(operation)));
      return { operations: late.length, bytes: sizes.reduce((sum, each) => sum + each, 0) };
    },
    listOpenFork: async (deviceId) =>
      forkOf(deviceId)
        .filter(({ adoptedAs }) => adoptedAs === null)
        .map(({ deviceId: _deviceId, adoptedAs: _adoptedAs, ...row }) => row),
    listHeirs: async (deviceId) => [
      ...new Set(forkOf(deviceId).flatMap(({ adoptedAs }) => (adoptedAs === null ? [] : [adoptedAs]))),
    ],
    sumFork: async (deviceId, limit) => {
      const rows = forkOf(deviceId);
      return {
        fromSeq: Math.min(...rows.map(({ operation }) => operation.seq)),
        receivedAt: Math.min(...rows.map(({ receivedAt }) => receivedAt)),
        isAdopted: rows.every(({ adoptedAs }) => adoptedAs !== null),
        kinds: sumKinds(rows.slice(0, limit).map(({ operation }) => operation)),
      };
    },
    setForkAdopted: async (deviceId, adoptedAs) => {
      state.forks = state.forks.map((row) => (row.deviceId === deviceId ? { ...row, adoptedAs } : row));
    },
    findOrigin: async (heirId) => state.forks.find(({ adoptedAs }) => adoptedAs === heirId)?.deviceId ?? null,
    sumChain: async (deviceId, fromSeq, limit) =>
      sumKinds(
        state.operations
          .map(({ operation }) => operation)
          .filter((operation) => operation.deviceId === deviceId && operation.seq >= fromSeq)
          .sort((a, b) => a.seq - b.seq)
          .slice(0, limit),
      ),
  };
}

function sumKinds(operations: readonly Operation[]): KindSum[] {
  const byType = Map.groupBy(operations, ({ type }) => type);
  return [...byType]
    .map(([type, rows]) => {
      const times = rows.map(({ occurredAt }) => occurredAt);
      return { type, operations: rows.length, from: Math.min(...times), to: Math.max(...times) };
    })
    .sort((a, b) => (a.type < b.type ? -1 : 1));
}
