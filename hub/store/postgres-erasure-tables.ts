import type { DeviceId, HouseholdId } from '../../shared/domain/ids.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import { householdsInDoubt, withoutBody } from '../../shared/operations/personal.ts';
import { MOST_BYTES_AT_ONCE } from './aside-tables.ts';
import type { ErasureTables } from './erasure-tables.ts';
import type { ErasureRow } from './hub-store.ts';
import { fromHex } from './postgres-device-tables.ts';
import type { Statements } from './statements.ts';

export function createPostgresErasureTables(client: Statements): ErasureTables {
  return {
    findErased: async (householdIds) => {
      if (householdIds.length === 0) return new Set();
      const { rows } = await client.query<{ household_id: HouseholdId }>(
        'SELECT household_id FROM household_erasure WHERE household_id = ANY ($1::uuid[])',
        [householdIds],
      );
      return new Set(rows.map(({ household_id }) => household_id));
    },
    findErasure: async (householdId) => {
      const { rows } = await client.query<RawErasure>(
        'SELECT household_id, number, erased_at FROM household_erasure WHERE household_id = $1',
        [householdId],
      );
      return rows.map(toErasure)[0] ?? null;
    },
    eraseHousehold: async ({ householdId, number, erasedAt }) => {
      await client.query(
        `INSERT INTO household_erasure (household_id, number, erased_at) VALUES ($1, $2, $3)
         ON CONFLICT (household_id) DO UPDATE SET number = excluded.number, erased_at = excluded.erased_at`,
        [householdId, number, erasedAt],
      );
      await client.query(
        'UPDATE operation SET body = NULL, salt = NULL, household_id = NULL WHERE household_id = $1',
        [householdId],
      );
      // What personal kinds say of allowances; what was given, rights and merges stay.
      await client.query(
        `DELETE FROM allowance_fact WHERE subject = $1
         AND (section IN ('size', 'children', 'site') OR split_part(section, '/', 1) IN ('birth', 'left', 'isee'))`,
        [`household:${householdId}`],
      );
      await eraseAside(client, householdId);
    },
    claimLostErasures: async (deviceId, { householdIds, epoch, at, askedBefore, claimedSince, most }) => {
      // One question after the other, or two devices would be asked at once.
      await client.query('SELECT FROM hub WHERE one = 1 FOR UPDATE');
      await client.query(
        `DELETE FROM erasure_claim
         WHERE epoch <> $1 OR household_id IN (SELECT household_id FROM household_erasure)`,
        [epoch],
      );
      await client.query(
        'UPDATE erasure_claim SET claimed_at = $3 WHERE device_id = $1 AND household_id = ANY ($2::uuid[])',
        [deviceId, householdIds, at],
      );
      await client.query(
        `INSERT INTO erasure_claim (device_id, household_id, epoch, claimed_at)
         SELECT DISTINCT $1::uuid, named.id, $3::bigint, $4::bigint FROM unnest($2::uuid[]) AS named (id)
         WHERE NOT EXISTS (SELECT 1 FROM erasure_claim WHERE device_id = $1 AND household_id = named.id)
         ORDER BY named.id
         LIMIT greatest(0, $5 - (SELECT count(*) FROM erasure_claim WHERE device_id = $1))`,
        [deviceId, householdIds, epoch, at, most],
      );
      const { rows } = await client.query<{ household_id: HouseholdId }>(
        `UPDATE erasure_claim AS own SET asked_at = $3
         WHERE device_id = $1 AND household_id = ANY ($2::uuid[])
           AND NOT EXISTS (
             SELECT 1 FROM erasure_claim AS other WHERE other.household_id = own.household_id
               AND (other.asked_at >= $4
                 OR (other.claimed_at >= $5 AND own.asked_at IS NOT NULL
                   AND (other.asked_at IS NULL OR other.asked_at < own.asked_at))))
         RETURNING household_id`,
        [deviceId, householdIds, at, askedBefore, claimedSince],
      );
      return rows.map(({ household_id }) => household_id).sort();
    },
    listErasures: async () => {
      const { rows } = await client.query<RawErasure>(
        'SELECT household_id, number, erased_at FROM household_erasure ORDER BY number',
      );
      return rows.map(toErasure);
    },
  };
}

type RawErasure = { readonly household_id: HouseholdId; readonly number: number; readonly erased_at: number };

const toErasure = ({ household_id, number, erased_at }: RawErasure): ErasureRow => ({
  householdId: household_id,
  number,
  erasedAt: erased_at,
});

/** What is kept aside, and other branches of chains, are few: they are looked through for the id that stands in their text. */
async function eraseAside(client: Statements, householdId: HouseholdId): Promise<void> {
  for (const table of ['quarantine', 'fork'] as const) {
    const { rows } = await client.query<AsideKey>(
      `SELECT device_id, seq, hash, octet_length(operation) AS bytes FROM ${table}
       WHERE position($1 IN operation) > 0 ORDER BY device_id, seq`,
      [householdId],
    );
    for (const keys of inPieces(rows)) {
      const found = await client.query<{ operation: string }>(
        `SELECT operation FROM ${table}
         JOIN unnest($1::uuid[], $2::bigint[], $3::bytea[]) AS named (device_id, seq, hash) USING (device_id, seq, hash)`,
        keyColumns(keys),
      );
      const erased = found.rows
        .map(({ operation }) => JSON.parse(operation) as Operation) // written from one by this store
        .filter((whole) => householdsInDoubt(whole).includes(householdId));
      await client.query(
        `UPDATE ${table} SET operation = named.operation
         FROM unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::text[]) AS named (device_id, seq, hash, operation)
         WHERE ${table}.device_id = named.device_id AND ${table}.seq = named.seq AND ${table}.hash = named.hash`,
        [
          ...keyColumns(
            erased.map(({ deviceId, seq, hash }) => ({ device_id: deviceId, seq, hash: fromHex(hash) })),
          ),
          erased.map((whole) => JSON.stringify(withoutBody(whole))),
        ],
      );
    }
  }
}

type AsideKey = { device_id: DeviceId; seq: number; hash: Buffer; bytes: number };

const keyColumns = (keys: readonly Omit<AsideKey, 'bytes'>[]) => [
  keys.map(({ device_id }) => device_id),
  keys.map(({ seq }) => seq),
  keys.map(({ hash }) => hash),
];

/** So many at a time as are read at once. */
function inPieces(keys: readonly AsideKey[]): AsideKey[][] {
  const pieces: AsideKey[][] = [];
  let bytes = 0;
  for (const key of keys) {
    const piece = bytes < MOST_BYTES_AT_ONCE ? pieces.at(-1) : undefined;
    if (piece === undefined) {
      pieces.push([key]);
      bytes = key.bytes;
    } else {
      piece.push(key);
      bytes += key.bytes;
    }
  }
  return pieces;
}
