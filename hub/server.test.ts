import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { beforeEach, describe, expect, test } from 'vitest';
import { householdAccount } from '../shared/domain/account.ts';
import { householdIdSchema } from '../shared/domain/ids.ts';
import { assert } from '../shared/domain/result.ts';
import { networkStream } from '../shared/operations/kind.ts';
import { enrolAnswerSchema } from '../shared/sync/answers.ts';
import { ledgerStream } from '../shared/sync/grants.ts';
import { type EnrolRequest, PROTOCOL_VERSION } from '../shared/sync/protocol.ts';
import {
  DEVICE_HEADER,
  NONCE_HEADER,
  NONCE_VALID_MS,
  SIGNATURE_HEADER,
} from '../shared/sync/signed-request.ts';
import { aChain, anId, type aPlace, organisationId, siteId } from './chain-fixture.ts';
import { aClient, aNetworkClient, proofOf } from './hub-client.fixture.ts';
import { createHubServer, hashCodeWith } from './server.ts';
import { createMemoryStore } from './store/memory-store.ts';

const CODE = 'ABCD-EFGH-JKLM';

async function aServer(
  untilMayWrite: () => Promise<void> = () => Promise.resolve(),
  trustedProxies?: readonly string[],
) {
  const store = createMemoryStore();
  const secret = randomBytes(32);
  const clock = { now: 1_790_000_000_000 };
  const incidents: unknown[] = [];
  const server = await createHubServer({
    store: {
      ...store,
      inTransaction: async (work) => {
        await untilMayWrite();
        return store.inTransaction(work);
      },
    },
    secret,
    now: () => clock.now,
    onIncident: (_, error) => incidents.push(error),
    ...(trustedProxies === undefined ? {} : { trustedProxies }),
  });
  const aCode = (code = CODE, place: Omit<ReturnType<typeof aPlace>, 'deviceId'> | null = null) =>
    store.inTransaction((tx) => tx.insertCode(hashCodeWith(secret)(code), { madeAt: clock.now, place }));
  const aDevice = () => {
    const chain = aChain();
    const { publicKey, privateKey } = chain.keys;
    const client = aClient(server, chain.deviceId, privateKey);
    const enrolment = (code = CODE, more: Partial<EnrolRequest> = {}): EnrolRequest => {
      const said = {
        code,
        deviceId: chain.deviceId,
        headSeq: chain.operations.length,
        network: { siteId, siteKind: 'emporio' as const, organisationId, officeOf: [] },
        ...more,
      };
      return { protocol: PROTOCOL_VERSION, publicKey, proof: proofOf(privateKey, said), ...said };
    };
    return { chain, client, enrolment, privateKey };
  };
  return { server, store, clock, incidents, aCode, aDevice };
}

type Server = Awaited<ReturnType<typeof aServer>>;
let hub: Server;
let device: ReturnType<Server['aDevice']>;

beforeEach(async () => {
  hub = await aServer();
  await hub.aCode();
  device = hub.aDevice();
  device.chain.anAdmin();
  device.chain.aTopUp(100);
});

describe('a counter', () => {
  test('enrols with a code, pushes what it has and pulls it back', async () => {
    const enrolled = await device.client.post('/v1/enrol', device.enrolment());
    expect(enrolled).toMatchObject({ status: 200, body: { epoch: 1, place: { siteId } } });
    const pushed = await device.client.post('/v1/push', device.chain.request());
    expect(pushed).toMatchObject({ status: 200, body: { type: 'acknowledged', acknowledgedSeq: 2 } });
    const again = await device.client.post('/v1/push', device.chain.request());
    expect(again.text).toBe(pushed.text);
    const asked = { protocol: PROTOCOL_VERSION, stream: networkStream, cursor: 0, limit: 10, epoch: 1 };
    const pulled = await device.client.post('/v1/pull', asked);
    expect(pulled).toMatchObject({ body: { to: 1, operations: [device.chain.operations[0]] } });
  });

  test('enrols again after a lost answer, and another cannot use its code', async () => {
    const first = await device.client.post('/v1/enrol', device.enrolment());
    expect(await device.client.post('/v1/enrol', device.enrolment())).toEqual(first);
    const other = hub.aDevice();
    const answer = await other.client.post('/v1/enrol', other.enrolment());
    expect(answer).toMatchObject({ status: 409, body: { type: 'CodeInvalid' } });
  });

  test('a code is over after ten minutes, and a counter with its own network joins none', async () => {
    hub.clock.now += 11 * 60_000;
    const late = await device.client.post('/v1/enrol', device.enrolment());
    expect(late.body).toEqual({ type: 'CodeInvalid' });
    await hub.aCode('SECOND-CODE', { siteId, siteKind: 'emporio', organisationId, officeOf: [] });
    const own = await device.client.post('/v1/enrol', device.enrolment('SECOND-CODE'));
    expect(own.body).toEqual({ type: 'NetworkExists' });
    const empty = hub.aDevice();
    const joins = await empty.client.post(
      '/v1/enrol',
      empty.enrolment('second-code', { network: undefined }),
    );
    expect(joins.status).toBe(200);
  });
});

/** A server whose database answers no transaction from `hold` on until `goOn`, and how many wait in it. */
async function aSlowServer() {
  const held = Promise.withResolvers<void>();
  let isHolding = false;
  let inDatabase = 0;
  const server = await aServer(() => {
    if (!isHolding) return Promise.resolve();
    inDatabase += 1;
    return held.promise;
  });
  await server.aCode();
  const hold = () => {
    isHolding = true;
  };
  return { ...server, hold, goOn: held.resolve, inDatabase: () => inDatabase };
}

type Answers = readonly Promise<{
  readonly status: number;
  readonly body: unknown;
  readonly retryAfter: string | null;
}>[];

/** What the first of these that are put off are told, once so many are. */
const untilPutOff = (answers: Answers, times: number): Promise<unknown[]> =>
  new Promise((resolve) => {
    const bodies: unknown[] = [];
    for (const answer of answers) {
      void answer.then(({ status, body, retryAfter }) => {
        if (status === 429) bodies.push({ body, retryAfter });
        if (bodies.length === times) resolve(bodies);
      });
    }
  });

const countServed = async (answers: Answers): Promise<number> =>
  (await Promise.all(answers)).filter(({ status }) => status === 200).length;

test('a hub that has enough to do puts further pushes off, reads nothing of them, and works on few of the others at once', async () => {
  const busy = await aSlowServer();
  const place = { siteId, siteKind: 'emporio', organisationId, officeOf: [] } as const;
  const counters = [];
  for (let index = 0; index < 40; index++) {
    const counter = busy.aDevice();
    if (index === 0) await counter.client.post('/v1/enrol', counter.enrolment());
    else {
      await busy.aCode(`CODE-${index}`, place);
      await counter.client.post('/v1/enrol', counter.enrolment(`CODE-${index}`, { network: undefined }));
    }
    counter.chain.anAdmin();
    counters.push(counter);
  }
  busy.hold();
  const pushes = counters.map(({ client, chain }) => client.post('/v1/push', chain.request()));
  const putOff = await untilPutOff(pushes, 8);
  // Strangers move nobody's appointment, whatever they call themselves.
  for (let time = 0; time < 300; time++) {
    const headers = { 'content-type': 'application/json', [DEVICE_HEADER]: anId() };
    const asked = {
      method: 'POST',
      url: '/v1/push',
      remoteAddress: '10.0.0.9',
      payload: '{}',
      headers,
    } as const;
    expect((await busy.server.inject(asked)).statusCode).toBe(429);
  }
  const late = counters.at(-1);
  expect(await late?.client.post('/v1/push', late.chain.request())).toMatchObject({
    status: 429,
    retryAfter: expect.stringMatching(/^[12]$/),
  });
  expect(putOff).toEqual(
    Array.from({ length: 8 }, () => ({
      body: { type: 'HubBusy' },
      retryAfter: expect.stringMatching(/^[12]$/),
    })),
  );
  // The rest of the connections is for whoever stands and waits for the hub's word.
  expect(busy.inDatabase()).toBe(4);
  busy.goOn();
  expect(await countServed(pushes)).toBe(32);
  const [counter] = counters;
  expect((await counter?.client.post('/v1/push', counter.chain.request()))?.status).toBe(200);
});

test('one counter takes one connection for its pushes and one for its questions, however many it sends at once', async () => {
  const busy = await aSlowServer();
  const counter = busy.aDevice();
  await counter.client.post('/v1/enrol', counter.enrolment());
  counter.chain.anAdmin();
  busy.hold();
  const pushes = Array.from({ length: 6 }, () => counter.client.post('/v1/push', counter.chain.request()));
  const account = householdAccount(householdIdSchema.parse(anId()), 'cents');
  const questions = Array.from({ length: 8 }, () =>
    counter.client.post('/v1/authorise', {
      ...{ protocol: PROTOCOL_VERSION, epoch: 1, authorisationId: anId(), operationId: anId(), claims: [] },
      spends: [{ account, unit: 'cents', amount: 120, fromLease: 0 }],
    }),
  );
  const answers = [...pushes, ...questions];
  await untilPutOff(answers, 3 + 3);
  expect(busy.inDatabase()).toBe(2);
  busy.goOn();
  expect(await countServed(answers)).toBe(3 + 5);
});

test('a device that waits for news is told at once whether the hub is there', async () => {
  const { body } = await device.client.post('/v1/enrol', device.enrolment());
  const cursors = enrolAnswerSchema.parse(body).streams.map((stream) => [stream, 0]);
  const ask = (waitMs: number) =>
    device.client.post('/v1/wait', { protocol: PROTOCOL_VERSION, epoch: 1, cursors, waitMs });
  let hasNews = false;
  const news = ask(1500).then((answer) => {
    hasNews = true;
    return answer;
  });
  expect((await ask(0)).status).toBe(200);
  expect(hasNews).toBe(false);
  expect((await news).status).toBe(200);
});

describe('who means harm', () => {
  beforeEach(async () => {
    await device.client.post('/v1/enrol', device.enrolment());
  });

  test('gets nowhere with a wrong signature, an old nonce, a nonce of its own, or none', async () => {
    const request = device.chain.request();
    const wrong = await device.client.post('/v1/push', request, { [SIGNATURE_HEADER]: 'ab'.repeat(64) });
    const made = await device.client.post('/v1/push', request, {
      [NONCE_HEADER]: `${hub.clock.now}.${'ab'.repeat(32)}`,
    });
    await device.client.freshNonce();
    hub.clock.now += NONCE_VALID_MS + 1;
    const old = await device.client.post('/v1/push', request);
    expect([wrong.status, made.status, old.status]).toEqual([401, 401, 401]);
    expect(hub.store.state().operations).toEqual([]);
  });

  test('reads no stream of others, and proves no key that it does not hold', async () => {
    const asked = { protocol: PROTOCOL_VERSION, stream: ledgerStream, cursor: 0, limit: 10, epoch: 1 };
    expect(await device.client.post('/v1/pull', asked)).toMatchObject({
      status: 409,
      body: { type: 'NotGranted' },
    });
    const thief = hub.aDevice();
    const { publicKey } = device.chain.keys;
    const answer = await thief.client.post('/v1/enrol', thief.enrolment(CODE, { publicKey }));
    expect(answer.body).toEqual({ type: 'ProofInvalid' });
  });

  test.each([
    ['no JSON', '{'],
    ['deep JSON', '['.repeat(10_000)],
    ['a prototype', '{"__proto__":{"polluted":true},"protocol":1}'],
    [
      'numbers past what is safe',
      '{"protocol":1,"stream":"network","cursor":9007199254740993,"limit":10,"epoch":1}',
    ],
    ['negative numbers', '{"protocol":1,"stream":"network","cursor":-1,"limit":10,"epoch":1}'],
    ['no number', '{"protocol":1,"stream":"network","cursor":NaN,"limit":10,"epoch":1}'],
    ['a NUL', '{"protocol":1,"stream":"net\u0000work","cursor":0,"limit":10,"epoch":1}'],
    ['more fields', '{"protocol":1,"stream":"network","cursor":0,"limit":10,"epoch":1,"admin":true}'],
    ['another protocol', '{"protocol":99,"stream":"network","cursor":0,"limit":10,"epoch":1}'],
  ])('is told that %s is refused, never a failure of the hub', async (_, payload) => {
    const answer = await device.client.post('/v1/pull', payload);
    expect(answer).toMatchObject({ status: 400, body: { type: 'InvalidInput' } });
    expect(hub.incidents).toEqual([]);
  });

  test('sends bytes that are no UTF-8, or too many', async () => {
    const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
    const headers = { 'content-type': 'application/json' };
    const badText = await hub.server.inject({ method: 'POST', url: '/v1/enrol', payload: bytes, headers });
    const tooMany = await hub.server.inject({
      method: 'POST',
      url: '/v1/enrol',
      payload: Buffer.alloc(3 * 1024 * 1024, 0x20),
      headers,
    });
    expect([badText.statusCode, tooMany.statusCode]).toEqual([400, 413]);
    expect(hub.incidents).toEqual([]);
  });

  test('keeps no counter off that stands in the same building and was not heard lately, nor helps himself with its name', async () => {
    const from = '10.7.7.7';
    for (let time = 0; time < 605; time++) {
      await hub.server.inject({ method: 'GET', url: '/v1/time', remoteAddress: from });
    }
    const { deviceId } = device.chain;
    const thief = aClient(hub.server, deviceId, hub.aDevice().privateKey, from);
    for (let time = 0; time < 70; time++) expect((await thief.post('/v1/push', {})).status).toBe(429);

    const place = { siteId, siteKind: 'emporio', organisationId, officeOf: [] } as const;
    await hub.aCode('CODE-2', place);
    const counter = hub.aDevice();
    const enrolment = counter.enrolment('CODE-2', { network: undefined });
    expect((await counter.client.post('/v1/enrol', enrolment)).status).toBe(200);
    counter.chain.anAdmin();
    const later = aClient(hub.server, counter.chain.deviceId, counter.privateKey, from);
    expect((await later.post('/v1/push', counter.chain.request())).status).toBe(200);
  });

  test('asks too often, and others are served', async () => {
    const statuses = new Set<number>();
    for (let time = 0; time < 700; time++) {
      const answer = await hub.server.inject({ method: 'GET', url: '/v1/time', remoteAddress: '10.0.0.1' });
      statuses.add(answer.statusCode);
    }
    expect([...statuses]).toEqual([200, 429]);
    const other = await hub.server.inject({ method: 'GET', url: '/v1/time', remoteAddress: '10.0.0.2' });
    expect(other.statusCode).toBe(200);
  });

  test('asks too often for what is not there, of which no body is read', async () => {
    for (const [method, remoteAddress] of [
      ['POST', '10.0.0.3'],
      ['PUT', '10.0.0.4'],
    ] as const) {
      const ask = async (payload: string) => {
        const headers = { 'content-type': 'application/json' };
        const asked = { method, url: '/v1/nothing', remoteAddress, payload, headers };
        return (await hub.server.inject(asked)).statusCode;
      };
      expect(await ask('x'.repeat(3_000_000))).toBe(404);
      const statuses = new Set<number>();
      for (let time = 0; time < 700; time++) statuses.add(await ask('{}'));
      expect([...statuses]).toEqual([404, 429]);
    }
  });

  test('asks too often from the many addresses of one network, and others are served', async () => {
    const ask = async (remoteAddress: string) =>
      (await hub.server.inject({ method: 'GET', url: '/v1/time', remoteAddress })).statusCode;
    const statuses = new Set<number>();
    for (let time = 0; time < 350; time++) {
      statuses.add(await ask(`2001:db8::${time.toString(16)}`));
      statuses.add(await ask(`2001:0DB8:0:0:${time.toString(16)}:2:3:4`));
    }
    expect([...statuses]).toEqual([200, 429]);
    expect(await ask('2001:db8:0:1::1')).toBe(200);
    for (let time = 0; time < 700; time++) {
      expect(await ask(`::ffff:10.0.${1 + (time % 7)}.9`)).toBe(200);
    }
  });
});

test('an operation whose body is not canonical, or holds what no schema has, is kept aside and blocks nothing', async () => {
  await device.client.post('/v1/enrol', device.enrolment('ABCD-EFGH-JKLM', { headSeq: 0 }));
  const pushed = await device.client.post('/v1/push', device.chain.request());
  expect(pushed).toMatchObject({
    body: {
      acknowledgedSeq: 2,
      quarantined: [
        { seq: 1, reason: 'NotAllowedToOperator' },
        { seq: 2, reason: 'NotAllowedToOperator' },
      ],
    },
  });
});

describe('a proxy', () => {
  /** What 700 questions of strangers are answered who come from `remoteAddress`, each as `from` says. */
  const askAs = async (at: Server, remoteAddress: string, from: (time: number) => string) => {
    const statuses = new Set<number>();
    for (let time = 0; time < 700; time++) {
      const headers = { 'x-forwarded-for': from(time) };
      const { statusCode } = await at.server.inject({
        method: 'GET',
        url: '/v1/time',
        remoteAddress,
        headers,
      });
      statuses.add(statusCode);
    }
    return [...statuses];
  };
  const anybody = (time: number) => `203.0.113.${time % 200}`;

  test('that is trusted says who asks: one who asks too often keeps nobody else off', async () => {
    const trusting = await aServer(undefined, ['10.89.60.1', '10.90.0.0/16']);
    for (const proxy of ['10.89.60.1', '10.90.4.7']) {
      expect(await askAs(trusting, proxy, anybody)).toEqual([200]);
      expect(await askAs(trusting, proxy, () => `198.51.100.${proxy.length}`)).toEqual([200, 429]);
      expect(await askAs(trusting, proxy, (time) => `198.51.101.${time % 200}`)).toEqual([200]);
    }
    // Who writes the header himself is told by what the proxy adds to it.
    const forged = (time: number) => `${anybody(time)}, 198.51.102.1`;
    expect(await askAs(trusting, '10.89.60.1', forged)).toEqual([200, 429]);
    // Named proxies take the place of this machine.
    expect(await askAs(trusting, '127.0.0.1', anybody)).toEqual([200, 429]);
  });

  test('that nobody named is one address, whatever its header says, except on this machine', async () => {
    expect(await askAs(hub, '10.89.60.1', anybody)).toEqual([200, 429]);
    expect(await askAs(hub, '127.0.0.1', anybody)).toEqual([200]);
  });

  test('whose address is none is told before the hub starts', async () => {
    await expect(aServer(undefined, ['proxy.example.org'])).rejects.toThrow('proxy.example.org');
  });
});

test('a device that reads no answer is given few of them, and all again once it has read those', async () => {
  let long = 0;
  hub.server.addHook('onSend', (_request, _reply, payload, done) => {
    if (typeof payload === 'string' && payload.length > 1_000_000) long += 1;
    done(null, payload);
  });
  await device.client.post('/v1/enrol', device.enrolment());
  await device.client.post('/v1/push', device.chain.request());
  const { deviceId, operations } = device.chain;
  const [first] = operations;
  assert(first !== undefined, 'it has written something');
  const head = { seq: 10, hash: first.hash, at: 1, reachedOn: first.businessOn, headSignature: null };
  await hub.store.inTransaction(async (tx) => {
    for (let seq = 3; seq <= head.seq; seq++) {
      const operation = { ...first, seq, body: 'x'.repeat(1_000_000) };
      await tx.insertQuarantine([{ deviceId, seq, operation, reason: 'UnknownKind', receivedAt: 1 }]);
    }
    await tx.setDeviceHead(deviceId, head);
  });
  const address = await hub.server.listen({ host: '127.0.0.1', port: 0 });
  const client = aNetworkClient(() => address, deviceId, device.privateKey);
  await client.freshNonce();
  const payload = JSON.stringify({ protocol: PROTOCOL_VERSION, fromSeq: 1, limit: 500 });
  const lines = { host: 'hub', 'content-length': String(payload.length) };
  const headers = Object.entries({ ...lines, ...client.signedHeaders('/v1/own', payload) });
  const text = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const sockets = [];
  const ask = (body: unknown) => client.post('/v1/own', body);
  try {
    for (let time = 0; time < 12; time++) {
      const socket = connect({ host: '127.0.0.1', port: Number(new URL(address).port) });
      sockets.push(socket);
      socket.write(`POST /v1/own HTTP/1.1\r\n${text}\r\n${payload}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(long).toBeLessThanOrEqual(4);
    expect(await ask(JSON.parse(payload))).toMatchObject({ status: 429, body: { type: 'HubBusy' } });
  } finally {
    for (const socket of sockets) socket.destroy();
  }
  await expect.poll(() => ask(JSON.parse(payload))).toMatchObject({ status: 200 });
  await hub.server.close();
}, 60_000);

test('a hub that is closed ends what it works on, also for whoever went away, before its database is let go', async () => {
  const slow = await aSlowServer();
  const counter = slow.aDevice();
  await counter.client.post('/v1/enrol', counter.enrolment());
  counter.chain.anAdmin();
  slow.hold();
  const pushed = counter.client.post('/v1/push', counter.chain.request());
  while (slow.inDatabase() === 0) await new Promise((resolve) => setImmediate(resolve));
  let isClosed = false;
  const closed = slow.server.close().then(() => {
    isClosed = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(isClosed).toBe(false);
  slow.goOn();
  await closed;
  expect((await pushed).status).toBe(200);
  expect(slow.incidents).toEqual([]);
});
