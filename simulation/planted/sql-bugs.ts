import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { v7 } from 'uuid';
import { anEnrolledChain } from '../../hub/chain-fixture.ts';
import { isSignedBy } from '../../hub/ed25519.ts';
import { createHubPen } from '../../hub/hub-pen.ts';
import { migrateHub } from '../../hub/migrations/migrate.ts';
import { push } from '../../hub/rules/push.ts';
import type { HubStore, HubTx } from '../../hub/store/hub-store.ts';
import { createPostgresStore } from '../../hub/store/postgres-store.ts';
import { householdIdSchema } from '../../shared/domain/ids.ts';
import type { PlantedBug } from './planted-bug.ts';

const HOUSEHOLDS = 9;
const ROUNDS = 3;

type Held = Parameters<HubTx['holdAccounts']>[0];

/** Every second transaction holds its accounts from the last name to the first, each by itself, as no sorted list does. */
function heldInAnyOrder(store: HubStore): HubStore {
  let transactions = 0;
  return {
    ...store,
    inTransaction: (work) =>
      store.inTransaction((tx) => {
        const isTurned = ++transactions % 2 === 0;
        const holdAccounts = async (accounts: Held) => {
          const sorted = accounts.toSorted((a, b) => (a.account < b.account ? -1 : 1));
          // Sent together and carried out in this order.
          await Promise.all((isTurned ? sorted.reverse() : sorted).map((each) => tx.holdAccounts([each])));
        };
        return work({ ...tx, holdAccounts });
      }),
  };
}

/** Two devices that give to the same households at the same moment: neither has to be ended for the other. */
async function findDeadlock(isPlanted: boolean): Promise<string | null> {
  // Not before it is needed: it takes the signals that end a program, and a simulation is ended with Ctrl+C.
  const { aPostgres } = await import('../../hub/postgres.fixture.ts');
  const postgres = await aPostgres();
  const pool = postgres.openPool({ most: 4 });
  try {
    await migrateHub(pool);
    return await pushAtOnce(pool, isPlanted);
  } finally {
    await postgres.stop();
  }
}

async function pushAtOnce(pool: Pool, isPlanted: boolean): Promise<string | null> {
  const healthy = createPostgresStore(pool);
  const chains = await Promise.all([anEnrolledChain(healthy), anEnrolledChain(healthy)]);
  const pen = { ...createHubPen(Date.now), isSignedBy };
  const households = Array.from({ length: HOUSEHOLDS }, () => householdIdSchema.parse(v7()));
  const giveToAll = (chain: (typeof chains)[number], store: HubStore) => {
    const from = chain.operations.length + 1;
    for (const householdId of households) chain.aTopUp(1, householdId);
    return push({ ...pen, store }, chain.deviceId, chain.request(from));
  };
  // Its administrator first: rows of registers make the two wait for each other before any account does. Then accounts that are there.
  for (const chain of chains) await push({ ...pen, store: healthy }, chain.deviceId, chain.request());
  for (const chain of chains) await giveToAll(chain, healthy);
  const counted = counting(isPlanted ? heldInAnyOrder(healthy) : healthy);
  for (let round = 1; round <= ROUNDS; round++) {
    const letGo = await holdTheMiddleOne(pool);
    const pushing = Promise.all(chains.map((chain) => giveToAll(chain, counted.store)));
    await Promise.race([bothWait(pool), pushing]).finally(letGo);
    const areTaken = (await pushing).every((answer) => answer.ok && answer.value.type === 'acknowledged');
    if (!areTaken) return 'a push was not taken';
    if (counted.begun() > round * chains.length) return 'one push was ended for the other and done again';
  }
  return null;
}

/** Holds one account as a third transaction would, so that the two meet there however busy the machine is. */
async function holdTheMiddleOne(pool: Pool): Promise<() => Promise<void>> {
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query(
    `SELECT 1 FROM account WHERE account = (
       SELECT account FROM account WHERE account LIKE 'household:%' ORDER BY account OFFSET $1 LIMIT 1
     ) FOR UPDATE`,
    [Math.floor(HOUSEHOLDS / 2)],
  );
  return async () => {
    await client.query('COMMIT');
    client.release();
  };
}

async function bothWait(pool: Pool): Promise<void> {
  for (;;) {
    const { rowCount } = await pool.query(
      "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    if (rowCount === 2) return;
    await sleep(10);
  }
}

/** A store that counts its transactions: one that was ended for another is begun once more. */
function counting(store: HubStore): { readonly store: HubStore; readonly begun: () => number } {
  let begun = 0;
  const inTransaction: HubStore['inTransaction'] = (work) =>
    store.inTransaction((tx) => {
      begun += 1;
      return work(tx);
    });
  return { store: { ...store, inTransaction }, begun: () => begun };
}

export const sqlBugs: readonly PlantedBug[] = [
  { type: 'law', name: 'unsorted locks', test: 'two pushes at once on PostgreSQL', find: findDeadlock },
];
