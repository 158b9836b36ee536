import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { pushRequestOf, siteId } from '../hub/chain-fixture.ts';
import type { HubStore } from '../hub/store/hub-store.ts';
import { assert } from '../shared/domain/result.ts';
import { siteStream } from '../shared/operations/kind.ts';
import type { Operation } from '../shared/operations/operation.ts';
import { LONGEST_POLL_MS, MOST_PULLED, PROTOCOL_VERSION } from '../shared/sync/protocol.ts';
import { type BenchClient, createBenchClient, hashOnce, inParallel, jsonBytes } from './sync-client.ts';
import { aSellingDevice, type SellingDevice } from './sync-sales.ts';

/** The batch of the promise. */
export const BATCH = 100;
const DEVICES = 16;
const AT_ONCE = 8;

export type BenchHub = { readonly address: string; readonly store: HubStore; readonly pool: Pool };
export type PushMeasured = { readonly pushed: number[]; readonly raw: number[] };

export const clientOf = (hub: BenchHub, { chain }: SellingDevice, index: number): BenchClient =>
  createBenchClient(hub.address, chain.deviceId, chain.keys.privateKey, index);

/** A batch as its device sends it, and as it is inserted bare: made before anything is measured. */
type MadeBatch = {
  readonly operations: number;
  readonly request: Buffer;
  readonly columns: readonly (readonly (string | undefined)[])[];
};

/** Operations a second, round by round: pushed with all checks, and the same bytes inserted bare. */
export async function measurePush(
  hub: BenchHub,
  rounds: number,
  batchesPerDevice: number,
): Promise<PushMeasured> {
  await hub.pool.query(
    'CREATE TABLE bench_bare (n bigserial PRIMARY KEY, header text NOT NULL, salt text, body text)',
  );
  const devices = await Promise.all(Array.from({ length: DEVICES }, () => aSellingDevice(hub.store)));
  const clients = devices.map((device, index) => clientOf(hub, device, index + 1));
  await Promise.all(clients.map((client) => client.hello()));
  const measured: PushMeasured = { pushed: [], raw: [] };
  for (let round = 0; round <= rounds; round++) {
    const batches = devices.map((device) => {
      const from = round === 0 ? 1 : device.chain.operations.length + 1;
      for (let sale = 0; sale < batchesPerDevice * BATCH; sale++) device.sell();
      return batchesOf(device.chain.operations.slice(from - 1)).map((batch) => madeBatch(device, batch));
    });
    const count = batches.flat().reduce((sum, { operations }) => sum + operations, 0);
    const pushed = await perSecond(count, () =>
      inParallel([...clients.entries()], AT_ONCE, async ([index, client]) => {
        for (const { request } of batches[index] ?? []) await pushBatch(client, request);
      }),
    );
    const raw = await perSecond(count, () =>
      inParallel(batches.flat(), AT_ONCE, ({ columns }) => insertBare(hub.pool, columns)),
    );
    if (round === 0) continue; // warm-up
    measured.pushed.push(pushed);
    measured.raw.push(raw);
  }
  return measured;
}

function madeBatch(device: SellingDevice, batch: readonly Operation[]): MadeBatch {
  const request = pushBytesOf(device, batch);
  hashOnce(request);
  const headers = batch.map(({ salt: _salt, body: _body, ...header }) => JSON.stringify(header));
  const columns = [headers, batch.map(({ salt }) => salt), batch.map(({ body }) => body)];
  return { operations: batch.length, request, columns };
}

export function batchesOf(operations: readonly Operation[], most = BATCH): Operation[][] {
  const batches: Operation[][] = [];
  for (let at = 0; at < operations.length; at += most) batches.push(operations.slice(at, at + most));
  return batches;
}

/** A push as its device sends it. */
export const pushBytesOf = ({ chain }: SellingDevice, batch: readonly Operation[]): Buffer =>
  jsonBytes(pushRequestOf(chain.keys.privateKey, batch));

async function pushBatch(client: BenchClient, request: Buffer): Promise<void> {
  const answer = await client.post('/v1/push', request);
  const text = answer.bytes.toString('utf8');
  assert(
    answer.status === 200 && text.includes('"quarantined":[]'),
    `a batch is taken, not ${text.slice(0, 200)}`,
  );
}

/** The limit: the same bytes in one statement for each batch, as durable, with nothing checked and one key. */
async function insertBare(pool: Pool, columns: MadeBatch['columns']): Promise<void> {
  await pool.query({
    name: 'bench-bare',
    text: 'INSERT INTO bench_bare (header, salt, body) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])',
    values: [...columns],
  });
}

export async function perSecond(operations: number, work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return operations / ((performance.now() - startedAt) / 1000);
}

/** Operations a second that the hub serves to four devices which read the whole stream of their site. */
export async function measurePull(hub: BenchHub, rounds: number): Promise<number[]> {
  const readers = await Promise.all(Array.from({ length: 4 }, () => aSellingDevice(hub.store)));
  const clients = readers.map((reader, index) => clientOf(hub, reader, 100 + index));
  await Promise.all(clients.map((client) => client.hello()));
  const speeds: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now();
    const read = await Promise.all(clients.map((client) => readStream(client)));
    const operations = read.reduce((sum, each) => sum + each, 0);
    speeds.push(operations / ((performance.now() - startedAt) / 1000));
  }
  return speeds;
}

async function readStream(client: BenchClient): Promise<number> {
  const question = { protocol: PROTOCOL_VERSION, stream: siteStream(siteId), epoch: 1, limit: MOST_PULLED };
  for (let cursor = 0; ; ) {
    const { status, bytes } = await client.post('/v1/pull', jsonBytes({ ...question, cursor }));
    assert(status === 200, 'a page is served');
    const to = Number(/"to":(\d+)/.exec(bytes.toString('latin1', 0, 300))?.[1]);
    if (bytes.toString('latin1', bytes.length - 100).includes('"hasMore":false')) return to;
    assert(to > cursor, 'a page goes on');
    cursor = to;
  }
}

/** From the moment that counter A sends a sale to the moment that counter B, which waits for news, holds it. */
export async function measureSeen(hub: BenchHub, times: number): Promise<number[]> {
  const [a, b] = [await aSellingDevice(hub.store), await aSellingDevice(hub.store)];
  const [seller, reader] = [clientOf(hub, a, 200), clientOf(hub, b, 201)];
  await Promise.all([seller.hello(), reader.hello()]);
  await pushBatch(seller, pushBytesOf(a, a.chain.operations));
  const stream = siteStream(siteId);
  const question = { protocol: PROTOCOL_VERSION, stream, epoch: 1, limit: MOST_PULLED };
  let cursor = (await hub.store.inSnapshot((tx) => tx.findStreamHead(stream))).number;
  const seen: number[] = [];
  for (let time = 0; time < times; time++) {
    const sale = a.sell();
    const wait = jsonBytes({
      protocol: PROTOCOL_VERSION,
      epoch: 1,
      cursors: [[stream, cursor]],
      waitMs: LONGEST_POLL_MS,
    });
    const news = reader.post('/v1/wait', wait);
    await sleep(50 + Math.random() * 250); // anywhere between two looks of the hub
    const startedAt = performance.now();
    await pushBatch(seller, pushBytesOf(a, [sale]));
    await news;
    const page = await reader.post('/v1/pull', jsonBytes({ ...question, cursor }));
    seen.push(performance.now() - startedAt);
    assert(page.bytes.includes(sale.hash), 'what was sold is what was read');
    cursor += 1;
  }
  return seen;
}
