import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningPostgres, startEmbeddedPostgres } from '../embedded-postgres.ts';
import { hubMigrations, migrateHub } from '../migrations/migrate.ts';
import { allowancesConformance } from './allowances-conformance.ts';
import { erasureConformance } from './erasure-conformance.ts';
import { createPool, createPostgresStore } from './postgres-store.ts';
import { conformance } from './store-conformance.ts';

let postgres: RunningPostgres;
let folder: string;
const pools: Pool[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bancone-hub-'));
  postgres = await startEmbeddedPostgres({ folder, keep: false, unsafe: true });
}, 120_000);

afterAll(async () => {
  for (const pool of pools) await pool.end();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** PostgreSQL cuts what is still open when it stops, which is how these tests end. */
const open = (connectionString: string): Pool =>
  createPool({ connectionString, onConnectionLost: () => undefined });

/** A database of its own for each test. */
async function openPool(): Promise<Pool> {
  const name = `test_${pools.length}`;
  const admin = open(postgres.connectionString);
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const pool = open(postgres.connectionString.replace(/bancone$/, name));
  pools.push(pool);
  return pool;
}

describe('the PostgreSQL store', () => {
  const openStore = async () => {
    const pool = await openPool();
    await migrateHub(pool);
    return createPostgresStore(pool);
  };
  conformance(openStore);
  allowancesConformance(openStore);
  erasureConformance(openStore);
});

describe('the migrations of the hub', () => {
  test('run once, however many processes start together', async () => {
    const pool = await openPool();
    await Promise.all(Array.from({ length: 8 }, () => migrateHub(pool)));
    const { rows } = await pool.query<{ version: number }>('SELECT version FROM hub_schema');
    expect(rows).toEqual([{ version: hubMigrations.length }]);
  });

  test('leave a newer schema untouched', async () => {
    const pool = await openPool();
    await migrateHub(pool);
    await pool.query('UPDATE hub_schema SET version = 99');
    await expect(migrateHub(pool)).rejects.toThrow('update the program');
  });
});
