import { dirname } from 'node:path';
import type { FilePlace } from '../../shared/contract/files-to-destroy-contract.ts';
import { reachFolder } from '../database/reach-folder.ts';

/** Looks once into the folder of a batch, and says of each of its files where it is now. */
export async function lookInto(folder: string): Promise<(fileName: string) => FilePlace> {
  // The batches of a share lie side by side: where it is off, one of them is waited for, not each.
  const names = await reachFolder(dirname(folder), 'listNames', folder);
  // Whatever is in the way, nobody can say then what is in there.
  if (!names.ok || names.value === null) return () => 'folderAway';
  const there = new Set(names.value);
  return (fileName) => (there.has(fileName) ? 'there' : 'gone');
}
