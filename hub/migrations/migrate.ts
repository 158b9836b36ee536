import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { foundation } from './0001-foundation.ts';
import { sites } from './0002-sites.ts';
import { network } from './0003-network.ts';
import { leases } from './0004-leases.ts';
import { allowances } from './0005-allowances.ts';
import { erasures } from './0006-erasures.ts';
import { flagsSeen } from './0007-flags-seen.ts';
import { checksums } from './0008-checksums.ts';
import { declarations } from './0009-declarations.ts';
import { entries } from './0010-entries.ts';
import { quarantineByNumber } from './0011-quarantine-by-number.ts';
import { claims } from './0012-claims.ts';
import { seenHeads } from './0013-seen-heads.ts';
import { floor } from './0014-floor.ts';
import { leasesByDevice } from './0015-leases-by-device.ts';
import { toldCards } from './0016-told-cards.ts';
import { dismissed } from './0017-dismissed.ts';
import { mergesByHousehold } from './0018-merges-by-household.ts';
import { declarationParts } from './0019-declaration-parts.ts';
import { floorByDay } from './0020-floor-by-day.ts';
import { codesForOffices } from './0021-codes-for-offices.ts';
import { successions } from './0022-successions.ts';
import { headersAsTheyAre } from './0023-headers-as-they-are.ts';
import { daysOfChains } from './0024-days-of-chains.ts';
import { seenHeadsByTeller } from './0025-seen-heads-by-teller.ts';
import { moves } from './0026-moves.ts';
import { headSignatures } from './0027-head-signatures.ts';
import { erasureClaims } from './0028-erasure-claims.ts';
import { placesOfAside } from './0029-places-of-aside.ts';
import { gistsOfAside } from './0030-gists-of-aside.ts';
import { stoodBefore } from './0031-stood-before.ts';
import type { HubMigration } from './migration.ts';

/** In order, numbered from 1. Additive once released. */
export const hubMigrations: readonly HubMigration[] = [
  foundation,
  sites,
  network,
  leases,
  allowances,
  erasures,
  flagsSeen,
  checksums,
  declarations,
  entries,
  quarantineByNumber,
  claims,
  seenHeads,
  floor,
  leasesByDevice,
  toldCards,
  dismissed,
  mergesByHousehold,
  declarationParts,
  floorByDay,
  codesForOffices,
  successions,
  headersAsTheyAre,
  daysOfChains,
  seenHeadsByTeller,
  moves,
  headSignatures,
  erasureClaims,
  placesOfAside,
  gistsOfAside,
  stoodBefore,
];

/**
 * Takes the schema to the latest version. However many processes start together, each step runs once: the one row of
 * `hub_schema` is the lock. Throws where the schema is newer than this program, and leaves it untouched. `upTo` stops at
 * an earlier version, for the tests of what comes after.
 */
export async function migrateHub(pool: Pool, upTo = hubMigrations.length): Promise<void> {
  await createSchemaTable(pool);
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query<{ version: number }>(
      'SELECT version FROM hub_schema WHERE one = 1 FOR UPDATE',
    );
    const from = rows[0]?.version ?? 0;
    if (from > hubMigrations.length) {
      throw new Error(
        `the hub's database is of version ${from}; this program knows ${hubMigrations.length}: update the program`,
      );
    }
    for (const { sql } of hubMigrations.slice(from, upTo)) await client.query(sql);
    await client.query('UPDATE hub_schema SET version = $1 WHERE one = 1', [upTo]);
    const fresh = randomBytes(32);
    await client.query('INSERT INTO hub (one, epoch, secret) VALUES (1, 1, $1) ON CONFLICT DO NOTHING', [
      fresh,
    ]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

/**
 * Two processes that create one table at once may both find none, and PostgreSQL has several ways to say so to the second
 * (the table, its type or a row of the catalogue is there already): what counts is that the table is there afterwards.
 */
async function createSchemaTable(pool: Pool): Promise<void> {
  const create = `CREATE TABLE IF NOT EXISTS hub_schema (one integer PRIMARY KEY CHECK (one = 1), version integer NOT NULL)`;
  try {
    await pool.query(create);
  } catch (error) {
    const { rows } = await pool.query<{ found: string | null }>(
      `SELECT to_regclass('hub_schema')::text AS found`,
    );
    if (rows[0]?.found !== 'hub_schema') throw error;
  }
  await pool.query('INSERT INTO hub_schema (one, version) VALUES (1, 0) ON CONFLICT DO NOTHING');
}

/** The key that all processes of this hub share. */
export async function readHubSecret(pool: Pool): Promise<Buffer> {
  const { rows } = await pool.query<{ secret: Buffer }>('SELECT secret FROM hub WHERE one = 1');
  const [row] = rows;
  if (row === undefined) throw new Error('Assertion failed: a hub has its secret from the migration on');
  return row.secret;
}
