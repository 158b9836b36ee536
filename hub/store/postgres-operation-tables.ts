import type { PoolClient } from 'pg';
import type { OperationId } from '../../shared/domain/ids.ts';
import type { Operation, OperationHeader } from '../../shared/operations/operation.ts';
import { householdOfOperation } from '../../shared/operations/personal.ts';
import type { QuarantineReason } from '../../shared/sync/protocol.ts';
import type { OperationTables, StoredOperation } from './hub-store.ts';
import { fromHex } from './postgres-device-tables.ts';

type HashedHeader = OperationHeader & { readonly hash: string };

export function createPostgresOperationTables(client: PoolClient): OperationTables {
  return {
    listHashes: async (deviceId, fromSeq, toSeq) => {
      const { rows } = await client.query<{ seq: number; hash: Buffer }>({
        name: 'list-hashes',
        text: `SELECT seq, hash FROM operation WHERE device_id = $1 AND seq BETWEEN $2 AND $3
               UNION ALL SELECT seq, hash FROM quarantine WHERE device_id = $1 AND seq BETWEEN $2 AND $3`,
        values: [deviceId, fromSeq, toSeq],
      });
      return new Map(rows.map(({ seq, hash }) => [seq, hash.toString('hex')]));
    },
    findHashesById: async (ids) => {
      const { rows } = await client.query<{ id: OperationId; hash: Buffer }>({
        name: 'find-hashes-by-id',
        text: `SELECT id, hash FROM operation WHERE id = ANY ($1::uuid[])
               UNION ALL SELECT id, hash FROM quarantine WHERE id = ANY ($1::uuid[])`,
        values: [ids],
      });
      return new Map(rows.map(({ id, hash }) => [id, hash.toString('hex')]));
    },
    findQuarantinedIds: async (ids) => {
      const { rows } = await client.query<{ id: OperationId }>({
        name: 'find-quarantined-ids',
        text: 'SELECT id FROM quarantine WHERE id = ANY ($1::uuid[])',
        values: [ids],
      });
      return new Set(rows.map(({ id }) => id));
    },
    listQuarantined: async (deviceId, headSeq) => {
      const { rows } = await client.query<{ seq: number; reason: QuarantineReason }>({
        name: 'list-quarantined',
        text: 'SELECT seq, reason FROM quarantine WHERE device_id = $1 AND head_seq = $2 ORDER BY seq',
        values: [deviceId, headSeq],
      });
      return rows;
    },
    insertOperations: (operations) => insertOperations(client, operations),
    insertQuarantine: async (rows, headSeq) => {
      for (const { deviceId, seq, operation, reason, receivedAt } of rows) {
        await client.query(
          `INSERT INTO quarantine (device_id, seq, id, head_seq, hash, operation, reason, received_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
          [
            deviceId,
            seq,
            operation.id,
            headSeq,
            fromHex(operation.hash),
            JSON.stringify(operation),
            reason,
            receivedAt,
          ],
        );
      }
    },
    insertFork: async (deviceId, operations, at) => {
      for (const operation of operations) {
        await client.query(
          `INSERT INTO fork (device_id, seq, hash, operation, received_at) VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT DO NOTHING`,
          [deviceId, operation.seq, fromHex(operation.hash), JSON.stringify(operation), at],
        );
      }
    },
    listOperations: async (stream, after, limit) => {
      const { rows } = await client.query<{
        number: number;
        header: string;
        salt: string | null;
        body: string | null;
      }>({
        name: 'list-operations',
        text: `SELECT operation.number, header, salt, body FROM operation JOIN stream USING (stream)
               WHERE stream.name = $1 AND operation.number > $2 ORDER BY operation.number LIMIT $3`,
        values: [stream, after, limit],
      });
      return rows.map(({ number, header, salt, body }) => ({
        number,
        operation: {
          ...toHeader(header),
          ...(salt === null || body === null ? {} : { salt, body }),
        },
      }));
    },
    listLedger: async (after, limit) => {
      const { rows } = await client.query<{ number: number; header: string }>({
        name: 'list-ledger',
        text: `SELECT ledger_number AS number, header FROM operation
               WHERE ledger_number > $1 ORDER BY ledger_number LIMIT $2`,
        values: [after, limit],
      });
      return rows.map(({ number, header }) => ({ number, header: toHeader(header) }));
    },
  };
}

export const toHeader = (text: string): HashedHeader => JSON.parse(text) as HashedHeader; // written by insertOperations

/** All rows of a push in one statement: a round trip for each would be most of its time. */
async function insertOperations(client: PoolClient, stored: readonly StoredOperation[]): Promise<void> {
  if (stored.length === 0) return;
  await client.query({
    name: 'insert-operations',
    text: `INSERT INTO operation (id, device_id, seq, stream, number, ledger_number, hash, header, salt, body,
             household_id)
           SELECT id, device_id, seq, stream.stream, new.number, ledger_number, hash, header, salt, body,
             household_id
           FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::bytea[],
             $8::text[], $9::text[], $10::text[], $11::uuid[])
             AS new (id, device_id, seq, stream_name, number, ledger_number, hash, header, salt, body,
               household_id)
           JOIN stream ON stream.name = new.stream_name`,
    values: [
      stored.map(({ operation }) => operation.id),
      stored.map(({ operation }) => operation.deviceId),
      stored.map(({ operation }) => operation.seq),
      stored.map(({ operation }) => operation.stream),
      stored.map(({ number }) => number),
      stored.map(({ ledgerNumber }) => ledgerNumber),
      stored.map(({ operation }) => fromHex(operation.hash)),
      stored.map(({ operation }) => headerText(operation)),
      stored.map(({ operation }) => operation.salt ?? null),
      stored.map(({ operation }) => operation.body ?? null),
      stored.map(({ operation }) => householdOfOperation(operation)),
    ],
  });
}

function headerText({ salt: _salt, body: _body, ...header }: Operation): string {
  return JSON.stringify(header);
}
