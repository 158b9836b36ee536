import Sqlite, { type Database } from 'better-sqlite3';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import type { ChainFault } from '../../shared/operations/operation.ts';
import { createDatabase, type Db, query } from './database.ts';
import { findOwnHead, type OwnHead } from './log.ts';
import { LATEST_VERSION, readVersion } from './migrate.ts';
import { isCorruption, unlock, verifyChain } from './open.ts';

/** How many of the newest operations are verified of a backup. */
const VERIFIED_OF_BACKUP = 1000;

export type CheckedFile = { readonly head: OwnHead | null; readonly operations: number };

export type FileFailure =
  | { readonly type: 'Damaged' }
  | { readonly type: 'NewerVersion'; readonly foundVersion: number; readonly knownVersion: number };

/** Opens a database file for reading alone, under its key. */
export function openForReading(file: string, keyHex: string): Database {
  const raw = new Sqlite(file, { readonly: true, fileMustExist: true });
  unlock(raw, keyHex);
  return raw;
}

/** Reads a whole file: every page, every index, the newest part of the own chain (or all of it). */
export function checkFile(
  file: string,
  keyHex: string,
  scope: 'newest' | 'whole' = 'newest',
): Result<CheckedFile, FileFailure> {
  const raw = openForReading(file, keyHex);
  try {
    const foundVersion = readVersion(raw);
    if (foundVersion > LATEST_VERSION)
      return err({ type: 'NewerVersion', foundVersion, knownVersion: LATEST_VERSION });
    if (foundVersion === 0 || !isWhole(raw)) return err({ type: 'Damaged' });
    const { db } = createDatabase(raw);
    const head = findOwnHead(db);
    if (head !== null) {
      const fromSeq = scope === 'whole' ? 1 : head.seq - VERIFIED_OF_BACKUP + 1;
      if (findLogFault(db, head, fromSeq) !== null) return err({ type: 'Damaged' });
    }
    return ok({ head, operations: countOperations(db) });
  } catch (error) {
    if (isCorruption(error)) return err({ type: 'Damaged' });
    throw error;
  } finally {
    raw.close();
  }
}

/** Every page read and every table walked. */
export const isWhole = (raw: Database): boolean => raw.pragma('quick_check(1)', { simple: true }) === 'ok';

/** Verifies the own chain from a number on, and that it ends at the head. */
export function findLogFault(db: Db, head: OwnHead, fromSeq: number): ChainFault | null {
  const fault = verifyChain(db, head.deviceId, fromSeq);
  if (fault !== null || head.seq === 0) return fault;
  const last = db.one(findLastOfDevice, head.device);
  if (last?.seq !== head.seq) return { type: 'SeqMissing', seq: head.seq };
  return Buffer.from(last.hash).toString('hex') === head.hash ? null : { type: 'HashDiffers', seq: head.seq };
}

const findLastOfDevice = query<readonly [number], { seq: number; hash: Uint8Array }>(
  'findLastOfDevice',
  'SELECT seq, hash FROM operation WHERE device = ? ORDER BY seq DESC LIMIT 1',
);

const countOperationsSql = query<readonly [], { operations: number }>(
  'countOperations',
  'SELECT count(*) AS operations FROM operation',
);
export const countOperations = (db: Db): number => db.one(countOperationsSql)?.operations ?? 0;

/** Whether a file is a database under this key. */
export function canOpen(file: string, keyHex: string): boolean {
  const raw = openForReading(file, keyHex);
  try {
    readVersion(raw);
    return true;
  } catch (error) {
    if (isCorruption(error)) return false;
    throw error;
  } finally {
    raw.close();
  }
}
