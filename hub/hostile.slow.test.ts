import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 } from 'uuid';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { siteIdSchema } from '../shared/domain/ids.ts';
import { siteStream } from '../shared/operations/kind.ts';
import { canonicalText, commitmentOf, type Operation } from '../shared/operations/operation.ts';
import { PROTOCOL_VERSION } from '../shared/sync/protocol.ts';
import { DEVICE_HEADER, NONCE_HEADER, SIGNATURE_HEADER } from '../shared/sync/signed-request.ts';
import { aChain, aPlace, cashierId, pushRequestOf } from './chain-fixture.ts';
import { aNetworkClient, signedHead } from './hub-client.fixture.ts';
import { residentMegabytes, startHubProcess } from './hub-process.fixture.ts';
import { aPostgres } from './postgres.fixture.ts';
import { sha256 } from './sha256.ts';
import { createPostgresStore } from './store/postgres-store.ts';

/*
 * Who means harm, at a hub as it is run: a process of its own, a real PostgreSQL, real sockets. Whatever comes, no answer
 * says that the hub failed, nothing of it has an effect, memory stays bounded and a counter is served meanwhile.
 */
const MOST_MEGABYTES = 600;

let postgres: Awaited<ReturnType<typeof aPostgres>>;
let pool: ReturnType<typeof postgres.openPool>;
let hub: Awaited<ReturnType<typeof startHubProcess>>;
/** A counter that does nothing wrong, asked after every attack. */
let good: Awaited<ReturnType<typeof aDevice>>;
const statuses: number[] = [];

beforeAll(async () => {
  postgres = await aPostgres();
  pool = postgres.openPool();
  hub = await startHubProcess(postgres.connectionString);
  good = await aDevice('10.1.1.1');
  good.chain.anAdmin();
}, 120_000);

afterAll(async () => {
  await hub.stop();
  await postgres.stop();
}, 60_000);

afterEach(async () => {
  good.chain.aTopUp(1);
  const last = good.chain.operations.length;
  const pushed = await good.client.post('/v1/push', good.chain.request(last === 2 ? 1 : last));
  expect(pushed).toMatchObject({ status: 200, body: { acknowledgedSeq: last, quarantined: [] } });
  expect(statuses.filter((status) => status >= 500)).toEqual([]);
  expect(hub.incidents).toEqual([]);
  expect(hub.child.exitCode).toBeNull();
  expect((await residentMegabytes(hub.child)) ?? 0).toBeLessThan(MOST_MEGABYTES);
});

async function aDevice(from: string) {
  const chain = aChain();
  const { deviceId, keys } = chain;
  const { publicKey, privateKey } = keys;
  await createPostgresStore(pool).inTransaction((tx) =>
    tx.insertDevice({ deviceId, publicKey, place: aPlace(deviceId), aloneUntilSeq: 1 }),
  );
  const client = aNetworkClient(() => hub.address, deviceId, privateKey, from);
  const post: typeof client.post = async (path, body, changes) => {
    const answer = await client.post(path, body, changes);
    statuses.push(answer.status);
    return answer;
  };
  return { chain, client: { ...client, post } };
}

/** A device of the network that pushes what it should not: what became of each operation. */
async function reasonsFor(write: (chain: ReturnType<typeof aChain>) => void) {
  const { chain, client } = await aDevice('10.2.2.2');
  chain.anAdmin();
  write(chain);
  const { rows: before } = await pool.query('SELECT count(*) AS operations FROM operation');
  const answer = await client.post('/v1/push', chain.request());
  const { rows: after } = await pool.query('SELECT count(*) AS operations FROM operation');
  const taken = Number(after[0]?.operations) - Number(before[0]?.operations);
  expect(answer).toMatchObject({ status: 200, body: { type: 'acknowledged' } });
  const { quarantined } = answer.body as { quarantined: { reason: string }[] }; // as the line above has it
  return { taken, reasons: quarantined.map(({ reason }) => reason) };
}

/** The last operation with another body, hashed as a device that lies would hash it. */
function withBody(chain: ReturnType<typeof aChain>, body: string): void {
  const last = chain.operations.pop();
  if (last?.salt === undefined) throw new Error('there is one with a body');
  chain.rewrite(last, { body, commitment: commitmentOf(sha256, last.salt, body) });
}

function withHeader(chain: ReturnType<typeof aChain>, changed: Partial<Operation>): void {
  const last = chain.operations.pop();
  if (last === undefined) throw new Error('there is one');
  chain.rewrite(last, changed);
}

test('a stranger who writes the name of a device into his requests uses up nothing of it', async () => {
  const strangers = new Set<number>();
  for (let time = 0; time < 650; time++) {
    const answer = await fetch(`${hub.address}/v1/push`, {
      method: 'POST',
      body: '{}',
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': '10.9.9.9',
        [DEVICE_HEADER]: good.chain.deviceId,
        [NONCE_HEADER]: 'none',
        [SIGNATURE_HEADER]: 'ab'.repeat(64),
      },
    });
    strangers.add(answer.status);
  }
  expect([...strangers]).toEqual([401, 429]);
}, 60_000);

test('a device that asks too often waits, whatever the address', async () => {
  const busy = await aDevice('10.3.3.3');
  const asked = { protocol: PROTOCOL_VERSION, epoch: 1, cursors: [], waitMs: 0 };
  const heard = new Set<number>();
  for (let time = 0; time < 620; time++) heard.add((await busy.client.post('/v1/wait', asked)).status);
  expect([...heard]).toEqual([200, 429]);
}, 60_000);

test('a wrong signature opens nothing, and a request that is sent again has one effect and one answer', async () => {
  const { chain, client } = await aDevice('10.4.4.4');
  chain.anAdmin();
  chain.aTopUp(100);
  const request = chain.request();
  const wrong = await client.post('/v1/push', request, { [SIGNATURE_HEADER]: 'ab'.repeat(64) });
  expect(wrong.status).toBe(401);
  const payload = JSON.stringify(request);
  await client.freshNonce();
  const headers = client.signedHeaders('/v1/push', payload);
  const replay = async () =>
    (await fetch(`${hub.address}/v1/push`, { method: 'POST', body: payload, headers })).text();
  const first = await replay();
  expect(await Promise.all([replay(), replay(), replay()])).toEqual([first, first, first]);
  const { rows } = await pool.query('SELECT seq FROM operation WHERE device_id = $1 ORDER BY seq', [
    chain.deviceId,
  ]);
  expect(rows.map(({ seq }) => seq)).toEqual([1, 2]);
});

test('a chain that its device did not sign, or signed where it ended before, is not taken', async () => {
  const [victim, stranger] = [await aDevice('10.4.4.5'), await aDevice('10.4.4.6')];
  const { chain, client } = victim;
  chain.anAdmin();
  chain.aTopUp(100);
  const last = chain.aTopUp(200);
  const request = chain.request();
  const state = async () => {
    const { rows } = await pool.query(
      `SELECT head_seq, head_signature, (SELECT count(*) FROM operation WHERE operation.device_id = device.device_id) AS operations
       FROM device WHERE device_id = $1`,
      [chain.deviceId],
    );
    return rows;
  };
  const before = await state();
  for (const headSignature of [
    'ab'.repeat(64), // nobody's
    chain.request(1, 2).headSignature, // of another head of its own
    pushRequestOf(stranger.chain.keys.privateKey, request.operations).headSignature, // somebody else's
    signedHead(chain.keys.privateKey, { ...last, deviceId: stranger.chain.deviceId }), // as somebody else
  ]) {
    const answer = await client.post('/v1/push', { ...request, headSignature });
    expect(answer).toMatchObject({ status: 409, body: { type: 'HeadSignatureInvalid' } });
  }
  for (const headSignature of [undefined, '', 'ab', 'AB'.repeat(64), null, 7])
    expect((await client.post('/v1/push', { ...request, headSignature })).status).toBe(400);
  expect(await state()).toEqual(before);
  expect((await client.post('/v1/push', request)).body).toMatchObject({ acknowledgedSeq: 3 });
  const kept = Buffer.from(request.headSignature, 'hex');
  expect(await state()).toEqual([{ head_seq: 3, head_signature: kept, operations: 3 }]);
});

test('what a device may not do is kept aside and moves nothing', async () => {
  const elsewhere = siteStream(siteIdSchema.parse(v7()));
  const lie = await reasonsFor((chain) => {
    chain.aTopUp(100, undefined, cashierId); // a till that tops up
    chain.aTopUp(100);
    withHeader(chain, { stream: elsewhere });
    const { postings } = chain.aTopUp(100);
    withHeader(chain, { postings: postings.map((each) => ({ ...each, amount: each.amount * 9 })) });
  });
  expect(lie).toEqual({ taken: 1, reasons: ['NotAllowedToOperator', 'StreamDiffers', 'PostingsDiffer'] });
  const spy = await aDevice('10.2.2.3');
  const asked = { protocol: PROTOCOL_VERSION, stream: elsewhere, cursor: 0, limit: 10, epoch: 1 };
  expect(await spy.client.post('/v1/pull', asked)).toMatchObject({
    status: 409,
    body: { type: 'NotGranted' },
  });
});

test('bodies that are none of ours are kept aside as they came', async () => {
  const bodies = [
    '['.repeat(10_000),
    `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
    '{"__proto__":{"polluted":true}}',
    'a\u0000b',
    '{"reason":"\ud800"}',
    '{"amount":NaN}',
    'x'.repeat(70_000),
  ];
  const { taken, reasons } = await reasonsFor((chain) => {
    for (const body of bodies) {
      chain.aTopUp(100);
      withBody(chain, body);
    }
  });
  expect({ taken, reasons }).toEqual({ taken: 1, reasons: bodies.map(() => 'BodyInvalid') });
});

test.each([9_007_199_254_740_991, 9_007_199_254_740_992, 1e300, -5, 0, 0.5, 2_000_000_000])(
  'an amount of %d is kept aside or refused as no operation at all',
  async (amount) => {
    const { chain, client } = await aDevice('10.5.5.5');
    chain.anAdmin();
    const { body, postings } = chain.aTopUp(100);
    withBody(chain, canonicalText({ ...JSON.parse(body ?? ''), amount }));
    const sign = (given: number) => Math.sign(given) * amount;
    withHeader(chain, { postings: postings.map((each) => ({ ...each, amount: sign(each.amount) })) });
    const answer = await client.post('/v1/push', chain.request());
    expect([200, 400]).toContain(answer.status);
    const { rows } = await pool.query('SELECT max(abs(posted)) AS most FROM account');
    expect(Number(rows[0]?.most)).toBeLessThan(1000);
  },
);

test.each([
  ['names that are no names', { type: 'a\ud800b' }],
  ['a NUL in a name', { type: 'sale\u0000completed' }],
  ['a number past what is safe', { seq: 2 ** 53 }],
  ['a time before time', { occurredAt: -1 }],
  ['a time that no clock shows and no screen can write', { occurredAt: 8_640_000_000_000_001 }],
])('a header with %s is refused', async (_, changed) => {
  const { chain, client } = await aDevice('10.6.6.6');
  chain.anAdmin();
  const [first] = chain.operations;
  const request = { ...chain.request(), operations: [{ ...first, ...changed }] };
  expect((await client.post('/v1/push', request)).status).toBe(400);
});

/** Sends bytes as they are and tells the status of whatever comes back, 0 where the connection was cut. */
const sendRaw = (path: string, chunks: Iterable<Buffer>, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve) => {
    const request = httpRequest(`${hub.address}${path}`, { method: 'POST', headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    request.on('error', () => resolve(0));
    Readable.from(chunks).pipe(request);
  });

test('a body of 100 MB is cut off, whether it says so before or not', async () => {
  const megabyte = Buffer.alloc(1024 * 1024, 0x20);
  const hundred = Array.from({ length: 100 }, () => megabyte);
  const json = { 'content-type': 'application/json' };
  const sent = await Promise.all([
    sendRaw('/v1/push', hundred, json),
    sendRaw('/v1/enrol', hundred, json),
    sendRaw('/v1/push', hundred, { ...json, 'content-length': String(100 * 1024 * 1024) }),
  ]);
  for (const status of sent) expect([0, 413]).toContain(status);
}, 60_000);

test('more than a megabyte of operations comes in pieces; one that is larger by itself comes alone', async () => {
  const { chain, client } = await aDevice('10.7.7.6');
  chain.anAdmin();
  const wide = (bytes: number) => {
    chain.aTopUp(1);
    withHeader(chain, { type: 'novelty.written' }); // as a newer program might write it
    withBody(chain, JSON.stringify({ text: 'x'.repeat(bytes) }));
  };
  for (let at = 0; at < 6; at++) wide(200_000);
  const countHere = async () => {
    const { rows } = await pool.query('SELECT head_seq FROM device WHERE device_id = $1', [chain.deviceId]);
    return rows[0]?.head_seq;
  };
  expect((await client.post('/v1/push', chain.request())).status).toBe(413);
  const padded = JSON.stringify(chain.request(1, 4)) + ' '.repeat(500_000);
  expect((await client.post('/v1/push', padded)).status).toBe(413);
  expect(await countHere()).toBe(0);
  for (const [from, to] of [
    [1, 5],
    [6, 7],
  ] as const) {
    expect(await client.post('/v1/push', chain.request(from, to))).toMatchObject({ status: 200 });
    expect(await countHere()).toBe(to);
  }
  wide(1_500_000);
  expect(await client.post('/v1/push', chain.request(8))).toMatchObject({
    status: 200,
    body: { acknowledgedSeq: 8, quarantined: [{ seq: 8, reason: 'UnknownKind' }] },
  });
  wide(2_500_000);
  expect((await client.post('/v1/push', chain.request(9))).status).toBe(413);
  expect(await countHere()).toBe(8);
}, 60_000);

test('bytes that are no UTF-8, signed or not, are refused', async () => {
  const { client } = await aDevice('10.7.7.7');
  const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
  await client.freshNonce();
  expect(await sendRaw('/v1/pull', [bytes], client.signedHeaders('/v1/pull', bytes))).toBe(400);
  expect(await sendRaw('/v1/enrol', [bytes], { 'content-type': 'application/json' })).toBe(400);
});

/** Connections that are left open; as many as this system lets one process have, up to what is asked for. */
async function openIdle(wanted: number): Promise<Socket[]> {
  const { port } = new URL(hub.address);
  const sockets: Socket[] = [];
  for (let opened = 0; opened < wanted; opened += 500) {
    const some = Array.from({ length: 500 }, () => connect({ host: '127.0.0.1', port: Number(port) }));
    for (const socket of some) socket.on('error', () => undefined); // the hub may cut them, which is the point
    await Promise.all(some.map((socket) => once(socket, 'connect')));
    sockets.push(...some);
  }
  return sockets;
}

/** However it ends: by an answer, or cut off. */
const untilClosed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.resume().once('close', () => resolve());
  });

const served = async (): Promise<number> => (await fetch(`${hub.address}/docs`)).status;

/** The files that this process may open: sockets are files. */
const mostFiles = (): number => {
  const report = process.report.getReport() as { userLimits?: { open_files?: { soft?: unknown } } }; // as Node documents it
  const soft = Number(report.userLimits?.open_files?.soft);
  return Number.isSafeInteger(soft) ? soft : 12_000;
};

test('10,000 connections that say nothing are borne, and ended by the hub', async () => {
  const sockets = await openIdle(Math.min(10_000, mostFiles() - 2_000));
  expect(await served()).toBe(200);
  expect((await residentMegabytes(hub.child)) ?? 0).toBeLessThan(MOST_MEGABYTES);
  await Promise.all(sockets.map(untilClosed));
}, 120_000);

test('heads that come a byte at a time are ended by the hub, and others are served meanwhile', async () => {
  const sockets = await openIdle(500);
  const isOver = Promise.all(sockets.map(untilClosed));
  let ended = false;
  void isOver.then(() => {
    ended = true;
  });
  for (const byte of 'POST /v1/push HTTP/1.1\r\nx-slow: '.padEnd(1000, 'a')) {
    if (ended) break;
    for (const socket of sockets) if (socket.writable) socket.write(byte);
    expect(await served()).toBe(200);
    await sleep(200);
  }
  await isOver;
}, 120_000);

test('bodies that never end are a hundred at most from one address, and others are served meanwhile', async () => {
  const { port } = new URL(hub.address);
  const head = `POST /v1/push HTTP/1.1\r\nhost: hub\r\nx-forwarded-for: 10.8.8.8\r\ncontent-type: application/json\r\ncontent-length: 2000000\r\n\r\n`;
  let refused = 0;
  const sockets: Socket[] = [];
  await new Promise<void>((resolve) => {
    for (let time = 0; time < 150; time++) {
      const socket = connect({ host: '127.0.0.1', port: Number(port) });
      socket.on('error', () => undefined); // cut by the hub or by the end of the test
      socket.on('data', (chunk) => {
        if (String(chunk).startsWith('HTTP/1.1 429')) refused += 1;
        if (refused === 50) resolve();
      });
      socket.write(head);
      socket.write(Buffer.alloc(100_000, 0x20));
      sockets.push(socket);
    }
  });
  expect(await served()).toBe(200);
  for (const socket of sockets) socket.destroy();
  expect(refused).toBe(50);
}, 60_000);
