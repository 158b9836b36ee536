import { join } from 'node:path';
import Sqlite from 'better-sqlite3';

/**
 * Takes the data folder for this process alone; null while another has it. The lock is the operating
 * system's, through a small SQLite file held in an exclusive transaction, so that a killed process leaves
 * nothing behind to clean up.
 */
export function lockFolder(folder: string): { release: () => void } | null {
  const lock = new Sqlite(join(folder, 'instance.lock'), { timeout: 0 });
  try {
    lock.pragma('journal_mode = DELETE');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
  return { release: () => lock.close() };
}
