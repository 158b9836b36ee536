import { type DeviceId, isDerivedId, type OperationId } from '../../shared/domain/ids.ts';
import type { Operation, OperationHeader } from '../../shared/operations/operation.ts';
import { householdOfOperation } from '../../shared/operations/personal.ts';
import { ledgerStream } from '../../shared/sync/grants.ts';
import type { QuarantineReason } from '../../shared/sync/protocol.ts';
import { MOST_BYTES_AT_ONCE } from './aside-tables.ts';
import type { NewOperation } from './hub-store.ts';
import { inBraces } from './in-braces.ts';
import type { OperationTables } from './operation-tables.ts';
import type { Statements } from './statements.ts';

type HashedHeader = OperationHeader & { readonly hash: string };

export function createPostgresOperationTables(client: Statements): OperationTables {
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
    listChain: async (deviceId, fromSeq, limit) => {
      const { rows } = await client.query<RawChained>({
        name: 'list-chain',
        text: `SELECT header, salt, body, aside FROM (
                 SELECT *, sum(bytes) OVER (ORDER BY seq) - bytes AS bytes_before FROM (
                   SELECT seq, header, salt, body, NULL AS aside, octet_length(header) + coalesce(octet_length(body), 0) AS bytes
                   FROM operation WHERE device_id = $1 AND seq >= $2
                   UNION ALL
                   SELECT seq, NULL, NULL, NULL, operation, octet_length(operation)
                   FROM quarantine WHERE device_id = $1 AND seq >= $2
                   ORDER BY seq LIMIT $3
                 ) AS chained
               ) AS weighed WHERE bytes_before < $4 ORDER BY seq`,
        values: [deviceId, fromSeq, limit, MOST_BYTES_AT_ONCE],
      });
      return rows.map(toChained);
    },
    findHashesById: async (ids) => {
      const { rows } = await client.query<{ id: OperationId; hash: Buffer }>({
        name: 'find-hashes-by-id',
        text: `SELECT id, hash FROM operation WHERE id = ANY ($1::uuid[])
               UNION ALL SELECT id, hash FROM quarantine WHERE id = ANY ($2::uuid[])`,
        values: [ids, ids.filter((id) => !isDerivedId(id))],
      });
      return new Map(rows.map(({ id, hash }) => [id, hash.toString('hex')]));
    },
    findWriters: async (ids) => {
      const { rows } = await client.query<{ id: OperationId; device_id: DeviceId }>({
        name: 'find-writers',
        text: 'SELECT id, device_id FROM operation WHERE id = ANY ($1::uuid[])',
        values: [ids],
      });
      return new Map(rows.map(({ id, device_id }) => [id, device_id]));
    },
    findQuarantinedIds: async (ids) => {
      const { rows } = await client.query<{ id: OperationId }>({
        name: 'find-quarantined-ids',
        text: `SELECT id FROM quarantine
               WHERE id = ANY ($1::uuid[]) AND reason NOT IN ('NetworkHasOwn', 'IdTaken')
                 AND NOT EXISTS (SELECT FROM operation WHERE operation.id = quarantine.id)`,
        values: [ids],
      });
      return new Set(rows.map(({ id }) => id));
    },
    listQuarantined: async (deviceId, fromSeq, toSeq, limit) => {
      const { rows } = await client.query<{ seq: number; reason: QuarantineReason }>({
        name: 'list-quarantined',
        text: `SELECT seq, reason FROM quarantine WHERE device_id = $1 AND seq BETWEEN $2 AND $3
               ORDER BY seq DESC LIMIT $4`,
        values: [deviceId, fromSeq, toSeq, limit],
      });
      return rows.reverse();
    },
    insertOperations: (operations) => insertOperations(client, operations),
    insertQuarantine: async (rows) => {
      if (rows.length === 0) return;
      await client.query({
        name: 'insert-quarantine',
        text: `INSERT INTO quarantine (device_id, seq, id, hash, operation, reason, received_at, place, type, occurred_at)
               SELECT device_id, seq, id, decode(hash, 'hex'), operation, reason, received_at, place, type, occurred_at
               FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::jsonb[],
                 $9::text[], $10::bigint[])
                 AS new (device_id, seq, id, hash, operation, reason, received_at, place, type, occurred_at)`,
        values: [
          inBraces(rows.map(({ deviceId }) => deviceId)),
          inBraces(rows.map(({ seq }) => seq)),
          inBraces(rows.map(({ operation }) => operation.id)),
          inBraces(rows.map(({ operation }) => operation.hash)),
          rows.map(({ operation }) => JSON.stringify(operation)),
          inBraces(rows.map(({ reason }) => reason)),
          inBraces(rows.map(({ receivedAt }) => receivedAt)),
          rows.map(({ place }) => (place === undefined ? null : JSON.stringify(place))),
          rows.map(({ operation }) => operation.type), // of any device's choice: perhaps the word for nothing
          inBraces(rows.map(({ operation }) => operation.occurredAt)),
        ],
      });
    },
    insertFork: async (deviceId, operations, at, head) => {
      await client.query(
        `UPDATE fork SET head_signature = decode($3, 'hex')
         WHERE device_id = $1 AND hash = decode($2, 'hex') AND head_signature IS NULL`,
        [deviceId, head.hash, head.signature],
      );
      if (operations.length === 0) return;
      await client.query(
        `INSERT INTO fork (device_id, seq, hash, operation, received_at, head_signature, type, occurred_at)
         SELECT $1, seq, decode(hash, 'hex'), operation, $5, CASE WHEN hash = $6 THEN decode($7, 'hex') END, type, occurred_at
         FROM unnest($2::bigint[], $3::text[], $4::text[], $8::text[], $9::bigint[])
           AS new (seq, hash, operation, type, occurred_at)
         ON CONFLICT DO NOTHING`,
        [
          deviceId,
          operations.map(({ seq }) => seq),
          operations.map(({ hash }) => hash),
          operations.map((operation) => JSON.stringify(operation)),
          at,
          head.hash,
          head.signature,
          operations.map(({ type }) => type),
          operations.map(({ occurredAt }) => occurredAt),
        ],
      );
    },
    listOperations: async (stream, after, limit) => {
      const { rows } = await client.query<RawOperation & { number: number }>({
        name: 'list-operations',
        text: `SELECT number, header, salt, body FROM (
                 SELECT *, sum(bytes) OVER (ORDER BY number) - bytes AS bytes_before FROM (
                   SELECT operation.number, header, salt, body, octet_length(header) + coalesce(octet_length(body), 0) AS bytes
                   FROM operation JOIN stream USING (stream)
                   WHERE stream.name = $1 AND operation.number > $2 ORDER BY operation.number LIMIT $3
                 ) AS listed
               ) AS weighed WHERE bytes_before < $4 ORDER BY number`,
        values: [stream, after, limit, MOST_BYTES_AT_ONCE],
      });
      return rows.map(({ number, ...row }) => ({ number, operation: toOperation(row) }));
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

export type RawOperation = {
  readonly header: string;
  readonly salt: string | null;
  readonly body: string | null;
};

export const toOperation = ({ header, salt, body }: RawOperation): Operation => ({
  ...toHeader(header),
  ...(salt === null || body === null ? {} : { salt, body }),
});

/** Of a device's chain: taken, or kept aside. */
type RawChained = RawOperation & { readonly aside: string | null };

const toChained = ({ aside, ...taken }: RawChained): Operation =>
  aside === null ? toOperation(taken) : (JSON.parse(aside) as Operation); // written by insertQuarantine

export const toHeader = (text: string): HashedHeader => JSON.parse(text) as HashedHeader; // written by insertOperations

/**
 * All rows of a push in one statement: a round trip for each would be most of its time. Headers and bodies, which are
 * nearly all of it, go as one piece of bytes that the statement cuts up: a list of texts would be escaped here, letter by
 * letter, and read letter by letter there.
 */
async function insertOperations(client: Statements, rows: readonly NewOperation[]): Promise<void> {
  if (rows.length === 0) return;
  const headers = rows.map(({ operation }) => headerText(operation));
  const bodies = rows.map(({ operation }) => operation.body ?? null);
  await client.query({
    name: 'insert-operations',
    text: `INSERT INTO operation (id, device_id, seq, stream, number, ledger_number, hash, header, salt, body,
             household_id, reverses_id)
           SELECT id, device_id, seq, stream.stream, stream.number - from_end,
             (SELECT number FROM stream WHERE name = $12) - ledger_from_end, decode(hash, 'hex'),
             convert_from(substring($7::bytea FROM header_at FOR header_length), 'UTF8'), salt,
             convert_from(substring($7::bytea FROM header_at + header_length FOR body_length), 'UTF8'), household_id,
             reverses_id
           FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::bigint[], $6::text[], $8::integer[],
             $9::integer[], $10::integer[], $11::text[], $13::bigint[], $14::uuid[], $15::uuid[])
             AS new (id, device_id, seq, stream_name, from_end, hash, header_at, header_length, body_length, salt,
               ledger_from_end, household_id, reverses_id)
           LEFT JOIN stream ON stream.name = new.stream_name`, // without its row there is no number: all of it fails
    values: [
      inBraces(rows.map(({ operation }) => operation.id)),
      inBraces(rows.map(({ operation }) => operation.deviceId)),
      inBraces(rows.map(({ operation }) => operation.seq)),
      inBraces(rows.map(({ operation }) => operation.stream)),
      inBraces(rows.map(({ fromEnd }) => fromEnd)),
      inBraces(rows.map(({ operation }) => operation.hash)),
      ...inOnePiece(headers, bodies),
      inBraces(rows.map(({ operation }) => operation.salt ?? null)),
      ledgerStream,
      inBraces(rows.map(({ ledgerFromEnd }) => ledgerFromEnd)),
      inBraces(rows.map(({ operation }) => householdOfOperation(operation))),
      inBraces(rows.map(({ operation }) => operation.reversesId ?? null)),
    ],
  });
}

/** The bytes of all, and of each where its header begins (from 1), how long that is, and how long its body. */
function inOnePiece(
  headers: readonly string[],
  bodies: readonly (string | null)[],
): [bytes: Buffer, starts: string, headerLengths: string, bodyLengths: string] {
  const headerLengths = headers.map((text) => Buffer.byteLength(text));
  const bodyLengths = bodies.map((text) => (text === null ? null : Buffer.byteLength(text)));
  const starts: number[] = [];
  let length = 0;
  for (const [index, headerLength] of headerLengths.entries()) {
    starts.push(length + 1);
    length += headerLength + (bodyLengths[index] ?? 0);
  }
  const bytes = Buffer.allocUnsafe(length);
  let at = 0;
  for (const [index, header] of headers.entries()) {
    at += bytes.write(header, at);
    at += bytes.write(bodies[index] ?? '', at);
  }
  return [bytes, inBraces(starts), inBraces(headerLengths), inBraces(bodyLengths)];
}

function headerText({ salt: _salt, body: _body, ...header }: Operation): string {
  return JSON.stringify(header);
}
