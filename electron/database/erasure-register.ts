import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HouseholdId, householdIdSchema } from '../../shared/domain/ids.ts';
import { findFolderFailure } from './backup-files.ts';

/** A file of ids of households whose erasure was ordered: one a line, and nothing else of anybody. */
export type ErasureRegister = { readonly folder: string; readonly file: string };

const NAME = /^erased(-[0-9a-f]{8})?\.log$/;

/** Beside the database. */
export const registerOfData = (dataFolder: string): ErasureRegister => ({
  folder: dataFolder,
  file: 'erased.log',
});

/**
 * Beside backups. Several counters can share one stick, and what another one knows to be erased says nothing of the data of this
 * one: each has a file of its own, by the check of its key, which stays when it goes on as a new device.
 */
export const registerOfBackups = (folder: string, keyCheck: string): ErasureRegister => ({
  folder,
  file: `erased-${keyCheck.slice(0, 8)}.log`,
});

/** A line cut by a power failure is passed over. */
export function readErasureRegister({ folder, file }: ErasureRegister): HouseholdId[] {
  const path = join(folder, file);
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => householdIdSchema.safeParse(line).data ?? []);
}

/** What any counter that keeps its backups in a folder knows to be erased: for data that come back from there. */
export const readErasuresBeside = (folder: string): HouseholdId[] =>
  readdirSync(folder)
    .filter((file) => NAME.test(file))
    .flatMap((file) => readErasureRegister({ folder, file }));

/** A folder that is not there, or is not to be written to, gets its register with the next backup. */
export function keepErasuresIfThere(register: ErasureRegister, householdIds: readonly HouseholdId[]): void {
  if (findFolderFailure(register.folder) === null) keepErasures(register, householdIds);
}

/**
 * Adds households to a register. It only ever grows: a backup that is restored may be older than any order,
 * and each order that it lacks is given again from here. On disk when this returns.
 */
export function keepErasures(register: ErasureRegister, householdIds: readonly HouseholdId[]): void {
  const kept = new Set(readErasureRegister(register));
  if (householdIds.every((id) => kept.has(id))) return;
  const file = join(register.folder, register.file);
  const lines = [...new Set([...kept, ...householdIds])].map((id) => `${id}\n`).join('');
  writeFileSync(`${file}.new`, lines, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}
