import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { householdIdSchema } from '../shared/domain/ids.ts';
import { aChain, aPlace } from './chain-fixture.ts';
import { aNetworkClient } from './hub-client.fixture.ts';
import { startHubProcess } from './hub-process.fixture.ts';
import { migrateHub } from './migrations/migrate.ts';
import { aPostgres } from './postgres.fixture.ts';
import { createPostgresStore } from './store/postgres-store.ts';

let postgres: Awaited<ReturnType<typeof aPostgres>>;
let pool: ReturnType<typeof postgres.openPool>;

beforeAll(async () => {
  postgres = await aPostgres();
  pool = postgres.openPool();
  await migrateHub(pool);
}, 120_000);

afterAll(() => postgres.stop(), 60_000);

/** What PostgreSQL itself says of a row that it does not take: with the row. */
async function whatPostgresSays(): Promise<string> {
  const quoted = await pool
    .query("INSERT INTO operation (header, body) VALUES ('{}', 'Bianchi Ottavia')")
    .catch((error: unknown) => error);
  return JSON.stringify(quoted);
}

test('a fault that quotes a record leaves nothing of it in the log of a hub, while it runs and when it does not start', async () => {
  const hub = await startHubProcess(postgres.connectionString);
  const chain = aChain();
  const { deviceId, keys } = chain;
  await createPostgresStore(pool).inTransaction((tx) =>
    tx.insertDevice({ deviceId, publicKey: keys.publicKey, place: aPlace(deviceId), aloneUntilSeq: 1 }),
  );
  chain.anAdmin();
  chain.aHouseholdOf(householdIdSchema.parse(v7())); // of Bianchi Ottavia
  await pool.query("ALTER TABLE operation ADD CONSTRAINT broken CHECK (body NOT LIKE '%Bianchi%') NOT VALID");
  expect(await whatPostgresSays()).toContain('Bianchi Ottavia');
  const client = aNetworkClient(() => hub.address, deviceId, keys.privateKey);
  expect(await client.post('/v1/push', chain.request())).toMatchObject({
    status: 500,
    body: { type: 'HubFailed' },
  });
  await hub.stop();
  const log = hub.incidents.join('');
  expect(log).toContain('23514'); // a check of a table
  expect(log).toContain('request failed');
  expect(log).not.toMatch(/Bianchi|Ottavia/);
});

test('a hub that does not start says which code its database gave, and no row', async () => {
  await pool.query('UPDATE hub_schema SET version = 26');
  await pool.query('ALTER TABLE device ADD CONSTRAINT broken CHECK (false) NOT VALID');
  const start = startHubProcess(postgres.connectionString);
  await expect(start).rejects.toThrow(/"code":"42701"/); // a column that is there
  await expect(start).rejects.not.toThrow(/detail|Failing row/);
});
