import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import packageJson from '../package.json' with { type: 'json' };

const projectFolder = join(import.meta.dirname, '..');
const { packages } = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        dev: z.boolean().optional(),
        optional: z.boolean().optional(),
        license: z.string().optional(),
        resolved: z.string().optional(),
        integrity: z.string().optional(),
        optionalDependencies: z.record(z.string(), z.string()).optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(projectFolder, 'package-lock.json'), 'utf8')));

/** Licences under which what we ship may be given on together with EUPL-1.2 code. */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MPL-2.0',
  'OFL-1.1',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);

/** An SPDX expression passes if one side of every OR, and both sides of every AND, is allowed. */
const mayBeGivenOn = (expression: string): boolean =>
  expression
    .replaceAll(/[()]/g, '')
    .split(/\s+OR\s+/)
    .some((side) => side.split(/\s+AND\s+/).every((licence) => allowed.has(licence)));

test('everything that ships has a licence that allows giving it on', () => {
  const shipped = Object.entries(packages).filter(([path, entry]) => path !== '' && entry.dev !== true);
  expect(shipped.length).toBeGreaterThan(20);
  const refused = shipped
    .map(([path, entry]) => ({ path, licence: entry.license ?? licenceInPackage(path) }))
    .filter(({ licence }) => !mayBeGivenOn(licence));
  expect(refused).toEqual([]);
});

test.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0-only)', true],
  ['MIT AND GPL-3.0-only', false],
  ['(GPL-2.0-only OR AGPL-3.0-only)', false],
  ['SEE LICENSE IN LICENSE.md', false],
  ['', false],
])('the licence rule on "%s" answers %s', (expression, expected) => {
  expect(mayBeGivenOn(expression)).toBe(expected);
});

test('the lock file names no host, so that any registry with the same packages will do', () => {
  expect(Object.entries(packages).filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
});

test('every locked package has a checksum', () => {
  const unchecked = Object.entries(packages).filter(
    ([path, entry]) => path !== '' && entry.integrity === undefined,
  );
  expect(unchecked.map(([path]) => path)).toEqual([]);
});

test('package.json names exact versions', () => {
  const versions = Object.entries({ ...packageJson.dependencies, ...packageJson.devDependencies });
  const loose = versions.filter(([, version]) => !/^(npm:[\w@/.-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));
  expect(loose).toEqual([]);
});

// A linter that is not published for every system would stop `npm ci` on the others.
test('the lock file has every build of the tools that come as one program for each system', () => {
  const missing = Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => packages[`${path}/node_modules/${name}`] === undefined)
      .filter((name) => packages[`node_modules/${name}`] === undefined),
  );
  expect(missing).toEqual([]);
});

function licenceInPackage(path: string): string {
  const file = join(projectFolder, path, 'package.json');
  if (!existsSync(file)) return '';
  const { license } = z
    .object({ license: z.string().catch('') })
    .parse(JSON.parse(readFileSync(file, 'utf8')));
  if (license !== '') return license;
  // png-js says it in the text of its licence alone.
  const text = join(projectFolder, path, 'LICENSE');
  return existsSync(text) && readFileSync(text, 'utf8').startsWith('MIT License\n') ? 'MIT' : '';
}
