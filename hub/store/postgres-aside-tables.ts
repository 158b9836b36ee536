import type { DeviceId } from '../../shared/domain/ids.ts';
import { assert } from '../../shared/domain/result.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import type { DevicePlace } from '../../shared/sync/grants.ts';
import type { QuarantineReason } from '../../shared/sync/protocol.ts';
import { type AsideTables, type ForkSum, type KindSum, MOST_BYTES_AT_ONCE } from './aside-tables.ts';
import type { OperationGist, QuarantineRow } from './hub-store.ts';
import type { Statements } from './statements.ts';

type RawAside = {
  seq: number;
  operation: string;
  reason: QuarantineReason;
  received_at: number;
  place: DevicePlace | null;
};

/** Kept aside until somebody or something says otherwise. */
const IS_OPEN = "reason <> 'NetworkHasOwn' AND dismissed_at IS NULL";

/** What is kept aside: operations that did not agree, and other branches of chains. */
export function createPostgresAsideTables(client: Statements): AsideTables {
  const sumKinds = async (listed: string, values: unknown[]): Promise<readonly KindSum[]> => {
    const { rows } = await client.query<KindSum>(
      `SELECT type, CAST (count(*) AS integer) AS operations, min(occurred_at) AS "from", max(occurred_at) AS "to"
       FROM (${listed}) AS listed GROUP BY type ORDER BY type COLLATE "C"`,
      values,
    );
    return rows;
  };
  return {
    countQuarantined: async () => {
      const { rows } = await client.query<{ device_id: DeviceId; operations: number }>(
        `SELECT device_id, count(*) AS operations FROM quarantine WHERE ${IS_OPEN} GROUP BY device_id`,
      );
      return new Map(rows.map(({ device_id, operations }) => [device_id, operations]));
    },
    listAside: async (limit) => {
      // Of the operation itself, which may be as long as a push, nothing is read.
      const { rows } = await client.query<Omit<QuarantineRow, 'operation'> & OperationGist>(
        `SELECT device_id AS "deviceId", seq, reason, received_at AS "receivedAt", type, occurred_at AS "occurredAt"
         FROM quarantine WHERE ${IS_OPEN}
         ORDER BY received_at, device_id, seq LIMIT $1`,
        [limit],
      );
      return rows;
    },
    listAsideOf: async (deviceId, afterSeq, limit) => {
      const { rows } = await client.query<RawAside>(
        `SELECT seq, operation, reason, received_at, place FROM (
           SELECT *, sum(octet_length(operation)) OVER (ORDER BY seq) - octet_length(operation) AS bytes_before FROM (
             SELECT seq, operation, reason, received_at, place FROM quarantine
             WHERE device_id = $1 AND seq > $2 AND ${IS_OPEN} ORDER BY seq LIMIT $3
           ) AS aside
         ) AS weighed WHERE bytes_before < $4 ORDER BY seq`,
        [deviceId, afterSeq, limit, MOST_BYTES_AT_ONCE],
      );
      return rows.map(({ seq, operation, reason, received_at, place }) => ({
        deviceId,
        seq,
        operation: toOperation(operation),
        reason,
        receivedAt: received_at,
        ...(place === null ? {} : { place }),
      }));
    },
    dismissAside: async (deviceId, seq, by, at) => {
      const { rows } = await client.query<Pick<RawAside, 'operation' | 'reason'>>(
        `UPDATE quarantine SET dismissed_by = $3, dismissed_at = $4
         WHERE device_id = $1 AND seq = $2 AND ${IS_OPEN} RETURNING operation, reason`,
        [deviceId, seq, by, at],
      );
      const [row] = rows;
      return row === undefined ? null : { operation: toOperation(row.operation), reason: row.reason };
    },
    sumLate: async (deviceId) => {
      const { rows } = await client.query<{ operations: number; bytes: number }>(
        `SELECT count(*) AS operations, coalesce(sum(octet_length(operation)), 0)::bigint AS bytes
         FROM quarantine WHERE device_id = $1 AND reason = 'DeviceRevoked'`,
        [deviceId],
      );
      return rows[0] ?? { operations: 0, bytes: 0 };
    },
    deleteQuarantined: async (deviceId, seqs) => {
      await client.query('DELETE FROM quarantine WHERE device_id = $1 AND seq = ANY ($2::bigint[])', [
        deviceId,
        seqs,
      ]);
    },
    setQuarantineReason: async (deviceId, seq, reason) => {
      await client.query('UPDATE quarantine SET reason = $3 WHERE device_id = $1 AND seq = $2', [
        deviceId,
        seq,
        reason,
      ]);
    },
    ...createForkTable(client),
    sumChain: (deviceId, fromSeq, limit) =>
      sumKinds(
        // Nothing in a header is a text of anybody's choice: it is JSON that the database reads.
        `SELECT type, "occurredAt" AS occurred_at FROM (
           SELECT header FROM operation WHERE device_id = $1 AND seq >= $2 ORDER BY seq LIMIT $3
         ) AS taken, LATERAL json_to_record(CAST (header AS json)) AS read (type text, "occurredAt" bigint)`,
        [deviceId, fromSeq, limit],
      ),
    sumFork: async (deviceId, limit) => {
      const { rows } = await client.query<Omit<ForkSum, 'kinds'>>(
        `SELECT min(seq) AS "fromSeq", min(received_at) AS "receivedAt", bool_and(adopted_as IS NOT NULL) AS "isAdopted"
         FROM fork WHERE device_id = $1 HAVING count(*) > 0`,
        [deviceId],
      );
      const [sum] = rows;
      assert(sum !== undefined, 'of a chain that forked something is kept');
      const first =
        'SELECT type, occurred_at FROM fork WHERE device_id = $1 ORDER BY seq, received_at, hash LIMIT $2';
      return { ...sum, kinds: await sumKinds(first, [deviceId, limit]) };
    },
  };
}

function createForkTable(
  client: Statements,
): Pick<
  AsideTables,
  'listForkedDevices' | 'listForkHashes' | 'listOpenFork' | 'listHeirs' | 'setForkAdopted' | 'findOrigin'
> {
  return {
    listForkedDevices: async () => {
      const { rows } = await client.query<{ device_id: DeviceId }>(
        'SELECT DISTINCT device_id FROM fork ORDER BY device_id',
      );
      return rows.map(({ device_id }) => device_id);
    },
    listForkHashes: async (deviceId) => {
      const { rows } = await client.query<{ seq: number; hash: Buffer; is_open: boolean; bytes: number }>(
        `SELECT seq, hash, adopted_as IS NULL AS is_open, octet_length(operation) AS bytes
         FROM fork WHERE device_id = $1`,
        [deviceId],
      );
      return rows.map(({ seq, hash, is_open, bytes }) => ({
        seq,
        hash: hash.toString('hex'),
        isOpen: is_open,
        bytes,
      }));
    },
    listOpenFork: async (deviceId) => {
      const { rows } = await client.query<{
        operation: string;
        received_at: number;
        head_signature: Buffer | null;
      }>(
        `SELECT operation, received_at, head_signature FROM fork
         WHERE device_id = $1 AND adopted_as IS NULL ORDER BY seq, received_at, hash`,
        [deviceId],
      );
      return rows.map(({ operation, received_at, head_signature }) => ({
        operation: toOperation(operation),
        receivedAt: received_at,
        headSignature: head_signature?.toString('hex') ?? null,
      }));
    },
    listHeirs: async (deviceId) => {
      const { rows } = await client.query<{ adopted_as: DeviceId }>(
        'SELECT DISTINCT adopted_as FROM fork WHERE device_id = $1 AND adopted_as IS NOT NULL',
        [deviceId],
      );
      return rows.map(({ adopted_as }) => adopted_as);
    },
    setForkAdopted: async (deviceId, adoptedAs) => {
      await client.query('UPDATE fork SET adopted_as = $2 WHERE device_id = $1', [deviceId, adoptedAs]);
    },
    findOrigin: async (adoptedAs) => {
      const { rows } = await client.query<{ device_id: DeviceId }>({
        name: 'find-origin',
        text: 'SELECT device_id FROM fork WHERE adopted_as = $1 LIMIT 1',
        values: [adoptedAs],
      });
      return rows[0]?.device_id ?? null;
    },
  };
}

const toOperation = (text: string): Operation => JSON.parse(text) as Operation; // written from one by this store
