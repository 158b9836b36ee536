import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startHubInFolder } from './hub-process.fixture.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bancone-hub-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('a hub that was killed starts again, though its PostgreSQL went on without it', async () => {
  const killed = await startHubInFolder(folder);
  await killed.kill();
  expect(await stat(join(folder, 'postgres', 'postmaster.pid'))).toBeDefined();
  const again = await startHubInFolder(folder);
  await again.stop();
  expect(again.child.exitCode).toBe(0);
}, 120_000);

test('a second hub in the folder of one that works says so, and takes nothing from it', async () => {
  const hub = await startHubInFolder(folder);
  await expect(startHubInFolder(folder)).rejects.toThrow(
    /another hub works with the data in .*: stop it first/,
  );
  expect((await fetch(`${hub.address}/v1/time`)).status).toBe(200);
  await hub.stop();
  expect(hub.incidents).toEqual([]);
}, 120_000);

test('a first start that was cut before its database was there is gone on with', async () => {
  const hub = await startHubInFolder(folder);
  await hub.stop();
  await rm(join(folder, 'postgres'), { recursive: true });
  const again = await startHubInFolder(folder);
  await again.stop();
  expect(again.child.exitCode).toBe(0);
}, 120_000);
