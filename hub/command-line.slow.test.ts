import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrateHub } from './migrations/migrate.ts';
import { aPostgres } from './postgres.fixture.ts';

let folder: string;
let postgres: Awaited<ReturnType<typeof aPostgres>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bancone-hub-'));
  postgres = await aPostgres();
}, 120_000);

afterAll(async () => {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

function start(program: 'run.ts' | 'restored.ts', args: readonly string[], databaseUrl?: string) {
  const { status, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, program), ...args], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    encoding: 'utf8',
  });
  return { status, told: stderr.trimEnd() };
}

const elsewhere = (change: (url: URL) => void): string => {
  const url = new URL(postgres.connectionString);
  change(url);
  return url.href;
};

describe('a command line that cannot be read', () => {
  test.each([
    ['run.ts', ['--prot', '1'], /^Unknown option '--prot'\. Usage: npm run hub -- .*$/],
    ['run.ts', ['--port', '99999'], /^--port 99999 is not a port\. Usage: .*$/],
    ['run.ts', ['--port', 'abc'], /^--port abc is not a port\. Usage: .*$/],
    ['restored.ts', ['--port', '1'], /^Unknown option '--port'\. Usage: npm run hub:restored -- .*$/],
  ] as const)('%s %s', (program, args, sentence) => {
    expect(start(program, args)).toEqual({ status: 2, told: expect.stringMatching(sentence) });
  });
});

describe('a database that cannot be used is told in one sentence', () => {
  test.each([
    [
      'nobody there',
      (url: URL) => {
        url.port = '1';
      },
      /cannot be reached \(connect ECONNREFUSED 127\.0\.0\.1:1\)/,
    ],
    [
      'another password',
      (url: URL) => {
        url.password = 'SECRET';
      },
      /refuses this user or password/,
    ],
    [
      'another name',
      (url: URL) => {
        url.pathname = '/other';
      },
      /has no database of this name/,
    ],
  ] as const)('%s', (_, change, sentence) => {
    for (const program of ['run.ts', 'restored.ts'] as const) {
      const { status, told } = start(program, [], elsewhere(change));
      expect({ status, told }).toEqual({ status: 1, told: expect.stringMatching(sentence) });
      expect(told).not.toMatch(/\n|SECRET/);
    }
  });

  test('a newer schema', async () => {
    const pool = postgres.openPool();
    await migrateHub(pool);
    await pool.query('UPDATE hub_schema SET version = 1000');
    const told = expect.stringMatching(/version 1000; this program knows \d+: update the program$/);
    expect(start('run.ts', [], postgres.connectionString)).toEqual({ status: 1, told });
    expect(start('restored.ts', [], postgres.connectionString)).toEqual({ status: 1, told });
  });
});

test('a folder that is a file', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(start('run.ts', ['--data', file])).toEqual({
    status: 1,
    told: expect.stringMatching(/^[^\n]*file already exists[^\n]*$/),
  });
});

test('a restore is told to a hub that is there, and makes none', () => {
  const empty = join(folder, 'empty');
  expect(start('restored.ts', ['--data', empty])).toEqual({
    status: 1,
    told: expect.stringMatching(/^No new epoch was begun: there is no database in [^\n]*DATABASE_URL[^\n]*$/),
  });
  expect(existsSync(empty)).toBe(false);
});

test('a port that is taken', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const fresh = mkdtempSync(join(tmpdir(), 'bancone-hub-'));
  const { status, told } = start('run.ts', ['--data', fresh, '--port', String(port)]);
  server.close();
  rmSync(fresh, { recursive: true, force: true });
  expect({ status, told }).toEqual({
    status: 1,
    told: expect.stringMatching(/another program listens there already/),
  });
});
