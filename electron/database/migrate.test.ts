import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { migrations } from './migrate.ts';
import { openMemoryDatabase } from './open.ts';

describe('the schema', () => {
  test('is the one that its snapshot shows', async () => {
    const { raw } = openMemoryDatabase();
    const statements = raw
      .prepare<[], { sql: string }>(
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE '%_search_%' ORDER BY name",
      )
      .all();
    await expect(`${statements.map(({ sql }) => `${sql};`).join('\n\n')}\n`).toMatchFileSnapshot(
      './schema.snapshot.sql',
    );
  });

  test('comes from migrations that do not change once they are shipped', async () => {
    const hashes = migrations.map(
      ({ version, name, sql }) => `${version} ${name} ${createHash('sha256').update(sql).digest('hex')}`,
    );
    await expect(`${hashes.join('\n')}\n`).toMatchFileSnapshot('./migrations.snapshot.txt');
  });

  test('numbers its migrations from 1 without holes', () => {
    expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1));
  });

  test('has only STRICT tables', () => {
    const { raw } = openMemoryDatabase();
    const loose = raw
      .prepare(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
      )
      .all();
    expect(loose).toEqual([]);
  });
});
