import type { Database } from 'better-sqlite3';
import type { DeviceId } from '../../shared/domain/ids.ts';
import { deviceStream } from '../../shared/operations/kind.ts';
import { findKind } from '../../shared/operations/kinds.ts';
import { findChainFault, type Operation } from '../../shared/operations/operation.ts';
import { createDatabase, type Db, query, type Tx } from './database.ts';
import { sha256 } from './hashing.ts';
import {
  type ChainHead,
  findChainHead,
  findOperationByNumber,
  insertOperation,
  numberOfDevice,
} from './log.ts';
import { isCorruption } from './open.ts';
import { project } from './project.ts';
import { findMembership, forgetCursor, type Membership, setMember } from './sync.ts';

/** After so many numbers in a row that hold nothing readable the rest of a damaged log is given up. */
const GIVE_UP_AFTER = 2000;

/**
 * The operations of a damaged log that a sound shorter one lacks, in the order they arrived, each verified to
 * follow the one before it in its device's chain. A device's chain ends at its first operation that is
 * unreadable or does not follow; the others go on.
 */
export function* salvageAbove(damaged: Db, sound: Db): Generator<Operation> {
  const heads = new Map<DeviceId, ChainHead>();
  const ended = new Set<DeviceId>();
  let nothingSince = 0;
  for (let n = firstOther(damaged, sound); nothingSince < GIVE_UP_AFTER; n++) {
    const operation = readIfReadable(damaged, n);
    nothingSince = operation === null ? nothingSince + 1 : 0;
    if (operation === null || ended.has(operation.deviceId)) continue;
    const head = heads.get(operation.deviceId) ?? findChainHead(sound, operation.deviceId);
    if (head !== null && operation.seq <= head.seq) continue;
    if (findChainFault(sha256, head, operation) === null) {
      heads.set(operation.deviceId, { seq: operation.seq, hash: operation.hash });
      yield operation;
    } else ended.add(operation.deviceId);
  }
}

/** Appends an operation to the log and projects it, under the device that made it. */
export function reapply(tx: Tx, operation: Operation): void {
  const device = numberOfDevice(tx, operation.deviceId);
  const n = insertOperation(tx, device, operation);
  const kind = findKind(operation.type, operation.version);
  const body =
    kind === null || operation.body === undefined ? undefined : kind.body.parse(JSON.parse(operation.body));
  project(tx, { n, device, operation, body });
}

/** This PC's own tables beside the log: of each, the damaged file's rows where all of them can be read. */
const SALVAGED_TABLES = ['basket', 'counter_setting', 'access_log'];

/** Takes over the open basket, this PC's settings and the log of reads. Gives the tables that were unreadable. */
export function salvageOwnTables(damaged: Database, sound: Database): string[] {
  return SALVAGED_TABLES.filter((table) => {
    const rows = readRows(damaged, table);
    const columns = columnsOf(sound, table);
    // The log of reads only ever goes on: one that ends earlier is the damaged one.
    const isLess = table === 'access_log' && Number(rows?.at(-1)?.n ?? 0) < lastAccess(sound);
    if (rows === null || columns.length === 0 || isLess) return true;
    const kept = rows[0] === undefined ? columns : columns.filter((column) => column in (rows[0] ?? {}));
    sound.exec(`DELETE FROM ${table}`);
    const insert = sound.prepare(
      `INSERT INTO ${table} (${kept.join(', ')}) VALUES (${kept.map(() => '?').join(', ')})`,
    );
    for (const row of rows) insert.run(...kept.map((column) => row[column]));
    return false;
  });
}

/**
 * The hub knows this counter by the device that went on last in the damaged file, where `line` says that this one goes on
 * from it: by an earlier one it would be turned away. Takes over that one's id and key.
 */
export function salvageMember(tx: Tx, damaged: Database, line: ReadonlySet<DeviceId>): void {
  const [before, member] = [findMembership(tx), readMembership(damaged)];
  if (before === null || member === null || before.deviceId === member.deviceId) return;
  if (!line.has(member.deviceId)) return;
  setMember(tx, member);
  forgetCursor(tx, deviceStream(before.deviceId));
}

function readMembership(raw: Database): Membership | null {
  if (columnsOf(raw, 'hub_membership').length === 0) return null;
  try {
    return findMembership(readerOf(raw));
  } catch (error) {
    if (isCorruption(error) || error instanceof SyntaxError) return null;
    throw error;
  }
}

function readRows(raw: Database, table: string): Record<string, unknown>[] | null {
  try {
    return raw.prepare<[], Record<string, unknown>>(`SELECT * FROM ${table} ORDER BY 1`).all();
  } catch (error) {
    // Unreadable, or of a version that did not have it yet.
    if (isCorruption(error) || columnsOf(raw, table).length === 0) return null;
    throw error;
  }
}

function columnsOf(raw: Database, table: string): string[] {
  try {
    return raw
      .prepare<[string], { name: string }>('SELECT name FROM pragma_table_info(?)')
      .all(table)
      .map(({ name }) => name);
  } catch (error) {
    if (isCorruption(error)) return [];
    throw error;
  }
}

const lastAccess = (raw: Database): number =>
  raw.prepare<[], { n: number | null }>('SELECT max(n) AS n FROM access_log').get()?.n ?? 0;

/** Both logs are the same up to the sound one's end, unless one of them was restored before: then all is compared. */
function firstOther(damaged: Db, sound: Db): number {
  const last = lastNumber(sound);
  if (last === 0) return 1;
  const isPrefix = readIfReadable(damaged, last)?.id === findOperationByNumber(sound, last)?.operation.id;
  return isPrefix || readIfReadable(damaged, last) === null ? last + 1 : 1;
}

function readIfReadable(db: Db, n: number): Operation | null {
  try {
    return findOperationByNumber(db, n)?.operation ?? null;
  } catch (error) {
    // A page that does not decrypt, or a row whose text is no JSON any more.
    if (isCorruption(error) || error instanceof SyntaxError) return null;
    throw error;
  }
}

const lastNumberSql = query<readonly [], { n: number | null }>(
  'lastNumber',
  'SELECT max(n) AS n FROM operation',
);
const lastNumber = (db: Db): number => db.one(lastNumberSql)?.n ?? 0;

/** Wraps a connection for the functions above. */
export const readerOf = (raw: Database): Db => createDatabase(raw).db;
