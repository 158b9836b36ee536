import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { query } from '../database/database.ts';
import { findOwnHead, iterateOperations } from '../database/log.ts';
import { openDatabase, verifyChain } from '../database/open.ts';
import { buildChild, childFolder } from '../killed-child-fixture.ts';

const HOUSEHOLDS = 600;
const KEY_HEX = 'ab'.repeat(32);
const KILLS = 12;

const builtFolder = childFolder('allowance-child');
const folder = mkdtempSync(join(tmpdir(), 'bancone-allowances-'));

beforeAll(() => buildChild('allowance-child', join(import.meta.dirname, 'allowance-child.fixture.ts')));
afterAll(() => rmSync(folder, { recursive: true }));

/**
 * Starts the run, and kills it a moment after its first slice where one is said. What it said last, if it ended by
 * itself.
 */
function give(killAfterMs: number | null): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [join(builtFolder, 'child.js'), folder, KEY_HEX, String(HOUSEHOLDS)],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let said = '';
    let isDoomed = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (killAfterMs === null || isDoomed || !said.includes('DONE')) return;
      isDoomed = true;
      setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    });
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve(null);
      else if (code === 0) resolve(said.split('\n').at(-2) ?? '');
      else reject(new Error(`the run ended with ${code}: ${said.slice(0, 500)}`));
    });
  });
}

const listGiven = query<readonly [], { household: number; account: string; balance: number }>(
  'listGiven',
  'SELECT household, account, balance FROM household_balance ORDER BY household, account',
);

test('a run that is killed at any moment and started again gives every household its points once', async () => {
  let kills = 0;
  for (let start = 0; start < KILLS; start++) if ((await give((start * 7) % 20)) === null) kills += 1;
  // A quick machine may be done before the last of them; the first were in the middle of it.
  expect(kills).toBeGreaterThan(3);
  expect(await give(null)).toContain('"state":"finished"');

  const opened = openDatabase({ folder, keyHex: KEY_HEX, backUpBeforeMigration: () => undefined });
  if (!opened.ok) throw new Error(opened.error.type);
  const { db, raw } = opened.value;
  const given = db.all(listGiven);
  expect(given).toHaveLength(HOUSEHOLDS * 2);
  expect(new Set(given.map(({ account, balance }) => `${account} ${balance}`))).toEqual(
    new Set(['points/2026-11-01 200', 'points/2026-12-01 200']),
  );
  const posted = [...iterateOperations(db)].filter(({ operation }) => operation.type === 'allowance.posted');
  expect(posted).toHaveLength(HOUSEHOLDS * 2);
  const head = findOwnHead(db);
  expect(head === null ? 'no head' : verifyChain(db, head.deviceId, 1)).toBeNull();
  raw.close();
}, 180_000);
