import type { DeviceId, HouseholdId } from '../../shared/domain/ids.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import { householdsInDoubt, withoutBody } from '../../shared/operations/personal.ts';
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

/** What is kept aside, and other branches of chains, are few: they are read for the id that stands in their text. */
async function eraseAside(client: Statements, householdId: HouseholdId): Promise<void> {
  for (const table of ['quarantine', 'fork'] as const) {
    const { rows } = await client.query<{
      device_id: DeviceId;
      seq: number;
      hash: Buffer;
      operation: string;
    }>(`SELECT device_id, seq, hash, operation FROM ${table} WHERE position($1 IN operation) > 0`, [
      householdId,
    ]);
    for (const { device_id, seq, operation } of rows) {
      const whole = JSON.parse(operation) as Operation; // written from one by this store
      if (!householdsInDoubt(whole).includes(householdId)) continue;
      await client.query(
        `UPDATE ${table} SET operation = $4 WHERE device_id = $1 AND seq = $2 AND hash = $3`,
        [device_id, seq, fromHex(whole.hash), JSON.stringify(withoutBody(whole))],
      );
    }
  }
}
