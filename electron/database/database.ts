import type { Database, Statement } from 'better-sqlite3';

export type SqlValue = string | number | bigint | Uint8Array | null;
export type SqlParameters = readonly SqlValue[];

/** SQL with a name, so that a slow one is logged by name and never with its values. */
export type Query<Parameters extends SqlParameters, Row> = {
  readonly name: string;
  readonly sql: string;
  /** Phantom: ties parameters and row to the text at compile time. */
  readonly types?: (parameters: Parameters) => Row;
};

export const query = <Parameters extends SqlParameters, Row = never>(
  name: string,
  sql: string,
): Query<Parameters, Row> => ({ name, sql });

/** Reads. Only `inTransaction` hands out what can write. */
export type Db = {
  readonly one: <P extends SqlParameters, Row>(query: Query<P, Row>, ...parameters: P) => Row | undefined;
  readonly all: <P extends SqlParameters, Row>(query: Query<P, Row>, ...parameters: P) => Row[];
  readonly iterate: <P extends SqlParameters, Row>(
    query: Query<P, Row>,
    ...parameters: P
  ) => IterableIterator<Row>;
};

declare const writes: unique symbol;

export type Tx = Db & {
  readonly [writes]: true;
  readonly run: <P extends SqlParameters>(
    query: Query<P, unknown>,
    ...parameters: P
  ) => { readonly changes: number; readonly lastRowId: number };
  /** Runs once the transaction is on disk; never if it is rolled back. */
  readonly afterCommit: (effect: () => void) => void;
};

const SLOW_QUERY_MS = 40;

export type DatabaseOptions = {
  readonly onSlowQuery?: (name: string, elapsedMs: number) => void;
  /** Told of an effect that threw: what was committed stays done and must not look failed. Absent: it throws. */
  readonly onEffectFailure?: (error: unknown) => void;
  /** Called after each commit: the place where checkpoints are scheduled, off the hot path. */
  readonly onCommit?: () => void;
};

/** The open database file. `close` also takes the last checkpoint. */
export type BanconeDatabase = {
  readonly db: Db;
  readonly raw: Database;
  readonly inTransaction: InTransaction;
};

/**
 * One write transaction (`BEGIN IMMEDIATE`). What the callback returns is returned; it is **rolled back
 * when that is an error `Result`** (the driver alone would commit it) and when the callback throws.
 */
export type InTransaction = <T>(work: (tx: Tx) => T) => T;

export function createDatabase(raw: Database, options: DatabaseOptions = {}): BanconeDatabase {
  const statements = new Map<string, Statement<SqlValue[], unknown>>();
  const prepare = (sql: string) => {
    let statement = statements.get(sql);
    if (statement === undefined) {
      statement = raw.prepare<SqlValue[], unknown>(sql);
      statements.set(sql, statement);
    }
    return statement;
  };
  const timed = <T>(name: string, work: () => T): T => {
    if (options.onSlowQuery === undefined) return work();
    const startedAt = performance.now();
    const result = work();
    const elapsedMs = performance.now() - startedAt;
    if (elapsedMs > SLOW_QUERY_MS) options.onSlowQuery(name, Math.round(elapsedMs));
    return result;
  };

  // The driver's rows are untyped; each query states its row beside its SQL, and tests run every query.
  const db: Db = {
    one: <P extends SqlParameters, Row>(q: Query<P, Row>, ...parameters: P) =>
      timed(q.name, () => prepare(q.sql).get(...parameters) as Row | undefined), // see above
    all: <P extends SqlParameters, Row>(q: Query<P, Row>, ...parameters: P) =>
      timed(q.name, () => prepare(q.sql).all(...parameters) as Row[]), // see above
    iterate: <P extends SqlParameters, Row>(q: Query<P, Row>, ...parameters: P) =>
      // An iterator keeps its statement busy, so it gets one of its own.
      raw.prepare<SqlValue[], unknown>(q.sql).iterate(...parameters) as IterableIterator<Row>, // see above
  };

  let effects: (() => void)[] = [];
  const writer = {
    ...db,
    run: <P extends SqlParameters>(q: Query<P, unknown>, ...parameters: P) => {
      if (!raw.inTransaction) throw new Error(`Assertion failed: ${q.name} writes outside a transaction`);
      const { changes, lastInsertRowid } = timed(q.name, () => prepare(q.sql).run(...parameters));
      return { changes, lastRowId: Number(lastInsertRowid) };
    },
    afterCommit: (effect: () => void) => effects.push(effect),
  };

  const begin = raw.prepare('BEGIN IMMEDIATE');
  const commit = raw.prepare('COMMIT');
  const rollback = raw.prepare('ROLLBACK');

  const runEffect = (effect: () => void) => {
    try {
      effect();
    } catch (error) {
      if (options.onEffectFailure === undefined) throw error;
      options.onEffectFailure(error);
    }
  };

  const inTransaction: InTransaction = (work) => {
    begin.run();
    effects = [];
    // One object for each transaction, so that what is remembered of it (`log.ts`) ends with it.
    const tx = { ...writer } as unknown as Tx; // the brand exists only for the compiler: this is the one place that gives it
    try {
      const outcome = work(tx);
      if (isErrorResult(outcome)) rollback.run();
      else {
        commit.run();
        const done = effects;
        effects = [];
        for (const effect of done) runEffect(effect);
        options.onCommit?.();
      }
      return outcome;
    } catch (error) {
      // SQLite has already rolled back by itself after a full disk or an I/O error.
      if (raw.inTransaction) rollback.run();
      throw error;
    }
  };

  return { db, raw, inTransaction };
}

function isErrorResult(outcome: unknown): boolean {
  return typeof outcome === 'object' && outcome !== null && 'ok' in outcome && outcome.ok === false;
}
