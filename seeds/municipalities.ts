import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Municipality = { readonly name: string; readonly province: string };

let municipalities: ReadonlyMap<string, Municipality> | null = null;

/**
 * The municipality that a cadastral code stands for; null for a country, for a municipality that was abolished, and for a
 * code that nobody knows. The file is read when it is first asked for.
 */
export function findMunicipality(placeCode: string): Municipality | null {
  municipalities ??= readMunicipalities();
  return municipalities.get(placeCode) ?? null;
}

function readMunicipalities(): ReadonlyMap<string, Municipality> {
  const text = readFileSync(join(import.meta.dirname, 'reference', 'municipalities.csv'), 'utf8');
  return new Map(
    text
      .split(/\r?\n/)
      .slice(1)
      .filter((line) => line !== '')
      .map((line) => {
        const [code = '', name = '', province = ''] = line.split(',');
        return [code, { name, province }];
      }),
  );
}
