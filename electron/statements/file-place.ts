import { readdir } from 'node:fs/promises';
import type { FilePlace } from '../../shared/contract/files-to-destroy-contract.ts';

/** Looks once into the folder of a batch, and says of each of its files where it is now. */
export async function lookInto(folder: string): Promise<(fileName: string) => FilePlace> {
  // Whatever is in the way, nobody can say then what is in there.
  const names = await readdir(folder).catch(() => null);
  if (names === null) return () => 'folderAway';
  const there = new Set(names);
  return (fileName) => (there.has(fileName) ? 'there' : 'gone');
}
