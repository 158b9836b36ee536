import { createServer, type RequestListener, type Server } from 'node:http';
import { v7 } from 'uuid';
import { afterEach, expect, test } from 'vitest';
import { isSignedBy } from '../../hub/ed25519.ts';
import { beneficiariesStream, networkStream } from '../../shared/operations/kind.ts';
import { type Operation, streamNameSchema } from '../../shared/operations/operation.ts';
import { pushAnswerSchema } from '../../shared/sync/answers.ts';
import { ledgerStream } from '../../shared/sync/grants.ts';
import {
  type OperationPage,
  pushRequestSchema,
  type UnsignedPush,
  type WaitRequest,
} from '../../shared/sync/protocol.ts';
import { headToSign } from '../../shared/sync/signed-request.ts';
import { newPrivateKey, proveKey } from './device-key.ts';
import { createHubClient } from './hub-client.ts';
import { aReplica, type Taken } from './replica-fixture.ts';

let servers: Server[] = [];
afterEach(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  servers = [];
});

/** What a counter makes of a hub that answers every question so. */
async function ask(answerAs: RequestListener) {
  return (await clientOf(answerAs))('leases', { protocol: 1, epoch: 1 }, new AbortController().signal);
}

async function clientOf(answerAs: RequestListener, privateKey = newPrivateKey()) {
  const server = createServer((request, response) => {
    response.setHeader('x-bancone-nonce', 'nonce');
    if (request.url === '/v1/time') response.end('{}');
    else answerAs(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return createHubClient({
    address: `http://127.0.0.1:${port}`,
    deviceId: v7(),
    privateKey,
  });
}

const busy = (retryAfter: string | null) =>
  ask((_request, response) => {
    if (retryAfter !== null) response.setHeader('retry-after', retryAfter);
    response.writeHead(429).end('{"type":"HubBusy"}');
  });

test('a hub that has too much to do says when to come again; what no hub says is no appointment', async () => {
  expect(await busy('7')).toEqual({ type: 'HubBusy', comeAgainMs: 7000, wasTurnedAway: true });
  for (const odd of [null, '0', '-3', '1e9', '99999', 'Wed, 21 Oct 2026 07:28:00 GMT']) {
    expect(await busy(odd)).toMatchObject({ type: 'HubBusy', comeAgainMs: undefined });
  }
});

test('what is no answer of a hub is told as what it is, and never taken for one', async () => {
  expect(await ask((_request, response) => response.writeHead(503).end())).toMatchObject({
    type: 'HubBusy',
    wasTurnedAway: false, // a proxy may say so of what the hub has done
  });
  const answers: [RequestListener, string][] = [
    [(_request, response) => response.writeHead(500).end('{"type":"HubFailed"}'), 'HubFailed'],
    [(_request, response) => response.writeHead(401).end('{"type":"NotAuthenticated"}'), 'NotAuthenticated'],
    [
      (_request, response) => response.writeHead(200).end('<html>Sign in to the network</html>'),
      'AnswerUnreadable',
    ],
    [(_request, response) => response.writeHead(200).end('{"placed":-1}'), 'AnswerUnreadable'],
    [(_request, response) => response.writeHead(302, { location: '/elsewhere' }).end(), 'Unreachable'],
    // A proxy in front of a hub that is off: the till goes on as without a network.
    [(_request, response) => response.writeHead(502).end(), 'Unreachable'],
    [(_request, response) => response.writeHead(504).end('{"type":"HubFailed"}'), 'Unreachable'],
    [(request) => request.socket.destroy(), 'Unreachable'],
  ];
  for (const [answerAs, type] of answers) expect(await ask(answerAs)).toMatchObject({ type });
});

test('a moment of a hub that is of no day is no answer: kept as the day it was told on, it would be in the way for good', async () => {
  const question: WaitRequest = { protocol: 1, epoch: 1, cursors: [], waitMs: 0 };
  const tellTime = async (hubTime: number) => {
    const said = JSON.stringify({ hasNews: false, epoch: 1, hubTime, grants: null });
    const client = await clientOf((_request, response) => response.writeHead(200).end(said));
    return client('wait', question, new AbortController().signal);
  };
  const lastDay = Date.UTC(9999, 11, 31);
  expect(await tellTime(lastDay - 1)).toMatchObject({ type: 'answered' });
  for (const hubTime of [lastDay + 86_400_000, Number.MAX_SAFE_INTEGER])
    expect(await tellTime(hubTime)).toMatchObject({ type: 'AnswerUnreadable' });
  const acknowledged = {
    type: 'acknowledged',
    acknowledgedSeq: 1,
    hash: 'ab'.repeat(32),
    epoch: 1,
    quarantined: [],
  };
  const reads = (hubTime: number) => pushAnswerSchema.safeParse({ ...acknowledged, hubTime }).success;
  expect([lastDay - 1, lastDay + 86_400_000].map(reads)).toEqual([true, false]);
});

test('a push is sent with the signature of its head, and sent again with the same bytes', async () => {
  const privateKey = newPrivateKey();
  const { publicKey } = proveKey(privateKey, '');
  const author = aReplica();
  for (const value of [1, 2]) author.write({ product: 0, field: 'name', value });
  const taken: Taken = [];
  author.push(taken);
  author.close();
  const bodies: string[] = [];
  const client = await clientOf((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      bodies.push(body);
      response.writeHead(409).end('{"type":"HeadSignatureInvalid"}');
    });
  }, privateKey);
  const question: UnsignedPush = {
    protocol: 1,
    fromSeq: 1,
    prevHash: '0'.repeat(64),
    operations: [...taken],
  };
  for (let time = 0; time < 2; time++) {
    expect(await client('push', question, new AbortController().signal)).toEqual({
      type: 'refused',
      failure: { type: 'HeadSignatureInvalid' },
    });
  }
  const [first, again] = bodies;
  expect(again).toBe(first);
  const { headSignature, operations } = pushRequestSchema.parse(JSON.parse(first ?? ''));
  const head = operations.at(-1);
  expect(head?.seq).toBe(2);
  const text = headToSign(head?.deviceId ?? '', 2, head?.hash ?? '');
  expect(isSignedBy(publicKey, text, headSignature)).toBe(true);
});

/** What a counter makes of a page, as it comes over the line. */
async function pull(page: OperationPage) {
  const client = await clientOf((_request, response) => response.end(JSON.stringify(page)));
  const { stream } = page;
  const question = {
    protocol: 1,
    epoch: 1,
    stream: streamNameSchema.parse(stream),
    cursor: 0,
    limit: 9,
  } as const;
  return client('pull', question, new AbortController().signal);
}

test('a page is hashed where it is read: one whose operations are not what was written is no page', async () => {
  const author = aReplica();
  for (const value of [1, 2]) author.write({ product: 0, field: 'name', value });
  const taken: Taken = [];
  author.push(taken);
  author.close();
  const numbers = { from: 0, to: 2, headChecksum: null, hasMore: false, epoch: 1 };
  const page = { type: 'operations' as const, stream: networkStream, operations: taken, ...numbers };
  expect(await pull(page)).toEqual({ type: 'answered', value: { ok: true, value: page } });
  const second = (change: (operation: Operation) => Operation): OperationPage => ({
    ...page,
    operations: taken.map((operation, at) => (at === 1 ? change(operation) : operation)),
  });
  const ofLedger = (of: OperationPage) => ({
    ...of,
    stream: ledgerStream,
    operations: of.operations.map((operation) => ({ ...operation, body: undefined, salt: undefined })),
  });
  const laterByADay = second((operation) => ({
    ...operation,
    occurredAt: operation.occurredAt + 86_400_000,
  }));
  const otherBody = second((operation) => ({
    ...operation,
    body: operation.body?.replace('Pasta', 'Pesto'),
  }));
  const erased = second((operation) => ({ ...operation, body: undefined, salt: undefined }));
  const differs = { type: 'HashDiffers', seq: 2 };
  for (const [of, error] of [
    [laterByADay, differs],
    [ofLedger(laterByADay), differs],
    [otherBody, differs],
    [{ ...page, stream: beneficiariesStream }, { type: 'OtherStream' }],
  ] as const) {
    expect(await pull(of)).toEqual({ type: 'answered', value: { ok: false, error } });
  }
  for (const of of [erased, ofLedger(page)]) expect(await pull(of)).toMatchObject({ value: { ok: true } });
});
