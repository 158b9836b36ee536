import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const hub = join(import.meta.dirname, '..');

/**
 * PostgreSQL 15, the oldest that a hub works with, wants a name for each SELECT in FROM; newer ones, as that of most tests, do not. `HUB_TEST_POSTGRES`
 * runs the tests of the store on a server of that version (CONTRIBUTING.md); this keeps the commonest difference out without one.
 */
test('each SELECT that stands in FROM has a name', () => {
  const nameless: string[] = [];
  for (const file of readdirSync(hub, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
    const source = readFileSync(join(hub, file), 'utf8');
    for (const { index } of source.matchAll(/\b(?:FROM|JOIN|LATERAL)\s+\(\s*SELECT\b/g)) {
      const after = source.slice(endOfParenthesis(source, source.indexOf('(', index)));
      if (!/^\s*(?:AS\s+)?(?!(?:WHERE|ON|JOIN|ORDER|GROUP|LIMIT|UNION)\b)[a-z_]+/.test(after)) {
        nameless.push(`${file}: ${source.slice(index, index + 60)}`);
      }
    }
  }
  expect(nameless).toEqual([]);
});

/** Where what opens at `from` is closed. */
function endOfParenthesis(source: string, from: number): number {
  let depth = 0;
  for (let at = from; at < source.length; at++) {
    if (source[at] === '(') depth += 1;
    if (source[at] === ')' && --depth === 0) return at + 1;
  }
  return source.length;
}
