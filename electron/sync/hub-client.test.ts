import { createServer, type RequestListener, type Server } from 'node:http';
import { v7 } from 'uuid';
import { afterEach, expect, test } from 'vitest';
import { newPrivateKey } from './device-key.ts';
import { createHubClient } from './hub-client.ts';

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
  const server = createServer((request, response) => {
    response.setHeader('x-bancone-nonce', 'nonce');
    if (request.url === '/v1/time') response.end('{}');
    else answerAs(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const client = createHubClient({
    address: `http://127.0.0.1:${port}`,
    deviceId: v7(),
    privateKey: newPrivateKey(),
  });
  return client('leases', { protocol: 1, epoch: 1 }, new AbortController().signal);
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
    [(request) => request.socket.destroy(), 'Unreachable'],
  ];
  for (const [answerAs, type] of answers) expect(await ask(answerAs)).toMatchObject({ type });
});
