import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HouseholdId, householdIdSchema } from '../../shared/domain/ids.ts';

/** Lies beside the database and beside backups: one household's id a line, and nothing else of anybody. */
export const ERASURE_FILE = 'erased.log';

/** Households whose erasure was ordered, as kept outside of the database. A line cut by a power failure is passed over. */
export function readErasureRegister(folder: string): HouseholdId[] {
  const file = join(folder, ERASURE_FILE);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => householdIdSchema.safeParse(line).data ?? []);
}

/**
 * Adds households to the register of a folder. It only ever grows: a backup that is restored may be older than any order,
 * and each order that it lacks is given again from here. On disk when this returns.
 */
export function keepErasures(folder: string, householdIds: readonly HouseholdId[]): void {
  const kept = new Set(readErasureRegister(folder));
  if (householdIds.every((id) => kept.has(id))) return;
  const file = join(folder, ERASURE_FILE);
  const lines = [...new Set([...kept, ...householdIds])].map((id) => `${id}\n`).join('');
  writeFileSync(`${file}.new`, lines, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}
