import { setTimeout as sleep } from 'node:timers/promises';
import { Pool, types } from 'pg';
import { assert } from '../../shared/domain/result.ts';
import type { HubStore, HubTx } from './hub-store.ts';
import { createPostgresAllowanceTables } from './postgres-allowance-tables.ts';
import { createPostgresAsideTables } from './postgres-aside-tables.ts';
import { createPostgresClaimTables } from './postgres-claim-tables.ts';
import { createPostgresDeviceTables } from './postgres-device-tables.ts';
import { createPostgresErasureTables } from './postgres-erasure-tables.ts';
import { createPostgresFloorTables } from './postgres-floor-tables.ts';
import { createPostgresLeaseTables } from './postgres-lease-tables.ts';
import { createPostgresOperationTables } from './postgres-operation-tables.ts';
import { createPostgresRestoreTables } from './postgres-restore-tables.ts';
import { createPostgresStreamTables } from './postgres-stream-tables.ts';
import { createStatements, type Statements } from './statements.ts';

const INT8 = 20;

/** Numbers of this hub are safe integers: the contract bounds every one of them. */
types.setTypeParser(INT8, (text) => {
  const number = Number(text);
  assert(Number.isSafeInteger(number), 'numbers of the hub are safe integers');
  return number;
});

export type PoolOptions = {
  readonly connectionString: string;
  readonly most?: number;
  /** An idle connection was cut: the pool makes a new one when it is asked for. */
  readonly onConnectionLost: (error: Error) => void;
};

/**
 * Connections send what is asked at once without waiting in between: `Promise.all` over single statements is one round
 * trip. In a transaction only single statements may be asked so: one that follows a failed one would come after its end.
 */
export function createPool({ connectionString, most = 12, onConnectionLost }: PoolOptions): Pool {
  const pool = new Pool({ connectionString, max: most, application_name: 'bancone-hub', pipeline: true });
  // Without listeners a connection that PostgreSQL cuts ends the whole process: the pool listens to idle ones alone, so
  // one that is cut between two statements of a transaction needs its own.
  pool.on('error', onConnectionLost);
  pool.on('connect', (client) => client.on('error', onConnectionLost));
  return pool;
}

/** The hub's tables in PostgreSQL 15 or newer: rows, row locks, `ON CONFLICT`, and nothing that only it has. */
export function createPostgresStore(pool: Pool): HubStore {
  const run = async <T>(begin: string, work: (tx: HubTx) => Promise<T>): Promise<T> => {
    const client = await pool.connect();
    const last = createLastWrites();
    let isBroken = false;
    try {
      // Not waited for: the first statements go right behind it. Where it fails nothing more is sent.
      const begun = client.query(begin);
      const statements = createStatements(client);
      begun.catch(statements.end); // told below, once the work has heard of it
      const outcome = await work(createTx(statements, last)).finally(statements.end);
      await begun;
      last.throwIfFailed();
      // Sent behind the writes that are under way. Where one of them fails this rolls back, and the failure is told.
      const committed = client.query('COMMIT');
      await Promise.allSettled([...last.underWay, committed]);
      last.throwIfFailed();
      await committed;
      return outcome;
    } catch (error) {
      // A connection that cannot even roll back is of no more use.
      await client.query('ROLLBACK').catch(() => {
        isBroken = true;
      });
      throw last.causeOf(error);
    } finally {
      client.release(isBroken);
    }
  };
  const inTransaction: HubStore['inTransaction'] = async (work) => {
    for (let tries = 1; ; tries++) {
      try {
        return await run('BEGIN', work);
      } catch (error) {
        if (tries === MOST_TRIES || !isEndedForAnother(error)) throw error;
        await sleep(Math.random() * REST_MS * tries);
      }
    }
  };
  return {
    inTransaction,
    inSnapshot: (work) => run('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work),
  };
}

/**
 * Rows of registers are held in the order of the chains that tell of them: two devices that tell of the same ones in opposite
 * order wait for each other, and PostgreSQL ends one of them so that the other goes on. That one is done again.
 */
const MOST_TRIES = 5;
const REST_MS = 20;

/** A deadlock, and a transaction that could not be put in an order with others. */
const ENDED_FOR_ANOTHER: readonly unknown[] = ['40P01', '40001'];
/** Two devices with one id, of whatever they make ids for, may come at the same moment: done again, the second finds the first's. */
const ID_TAKEN = '23505';
const IDS_OF_DEVICES: readonly unknown[] = ['operation_pkey', 'device_pkey', 'authorisation_pkey'];
/** What PostgreSQL says of statements that came behind one that failed. */
const BEHIND_A_FAILURE = '25P02';

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
const isIdTaken = (error: unknown): boolean =>
  codeOf(error) === ID_TAKEN &&
  error instanceof Error &&
  'constraint' in error &&
  IDS_OF_DEVICES.includes(error.constraint);
const isEndedForAnother = (error: unknown): boolean =>
  ENDED_FOR_ANOTHER.includes(codeOf(error)) || isIdTaken(error);
const isBehindAFailure = (error: unknown): boolean => codeOf(error) === BEHIND_A_FAILURE;

type LastWrites = {
  readonly add: (write: Promise<unknown>) => void;
  readonly underWay: readonly Promise<unknown>[];
  /** The cause of what has failed, perhaps before its statement was sent: the database would know nothing of it. */
  readonly throwIfFailed: () => void;
  /** What is behind a failure of the transaction: perhaps one of these writes. */
  readonly causeOf: (error: unknown) => unknown;
};

function createLastWrites(): LastWrites {
  const underWay: Promise<unknown>[] = [];
  const failures: unknown[] = [];
  const cause = () => failures.find((each) => !isBehindAFailure(each));
  return {
    underWay,
    add: (write) => {
      write.catch((error: unknown) => failures.push(error));
      underWay.push(write);
    },
    throwIfFailed: () => {
      if (failures.length > 0) throw cause() ?? failures[0];
    },
    causeOf: (error) => (isBehindAFailure(error) ? (cause() ?? error) : error),
  };
}

const createTx = (client: Statements, last: LastWrites): HubTx => ({
  lastly: last.add,
  ...createPostgresDeviceTables(client),
  ...createPostgresOperationTables(client),
  ...createPostgresAsideTables(client),
  ...createPostgresStreamTables(client),
  ...createPostgresLeaseTables(client),
  ...createPostgresAllowanceTables(client),
  ...createPostgresErasureTables(client),
  ...createPostgresFloorTables(client),
  ...createPostgresRestoreTables(client),
  ...createPostgresClaimTables(client),
});
