import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import swagger, { type StaticDocumentSpec } from '@fastify/swagger';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { type DeviceId, deviceIdSchema } from '../shared/domain/ids.ts';
import { err, ok, type Result } from '../shared/domain/result.ts';
import { readAs } from '../shared/operations/read-as.ts';
import {
  type DeclareRequest,
  declareRequestSchema,
  MOST_DECLARATION_BYTES,
} from '../shared/sync/declaration.ts';
import { normaliseCode } from '../shared/sync/enrolment-code.ts';
import {
  erasureProgressRequestSchema,
  networkActRequestSchema,
  networkRequestSchema,
} from '../shared/sync/network-questions.ts';
import {
  authoriseRequestSchema,
  codeRequestSchema,
  enrolRequestSchema,
  entryRequestSchema,
  erasuresRequestSchema,
  leasesRequestSchema,
  MOST_PUSHED_BYTES,
  type PushRequest,
  pullRequestSchema,
  pushRequestSchema,
  type WaitRequest,
  waitRequestSchema,
} from '../shared/sync/protocol.ts';
import { DEVICE_HEADER, NONCE_HEADER, SIGNATURE_HEADER, textToSign } from '../shared/sync/signed-request.ts';
import { ownRequestSchema, succeedRequestSchema } from '../shared/sync/succession.ts';
import { createAppointments } from './appointments.ts';
import { isSignedBy } from './ed25519.ts';
import { createHubPen } from './hub-pen.ts';
import { createKeyBook, type FindKey } from './key-book.ts';
import { isNonceValid, makeNonce } from './nonce.ts';
import { openApiDocument } from './openapi.ts';
import { createRequestLimits } from './request-limits.ts';
import { actOnNetwork } from './rules/act-on-network.ts';
import { authorise } from './rules/authorise.ts';
import { declareHolds } from './rules/declare-holds.ts';
import { enrol } from './rules/enrol.ts';
import { readErasureProgress } from './rules/erasure-progress.ts';
import { findLostErasures } from './rules/find-lost-erasures.ts';
import { makeCode } from './rules/make-code.ts';
import { placeLeases } from './rules/place-leases.ts';
import { pull } from './rules/pull.ts';
import { push } from './rules/push.ts';
import { readNetwork } from './rules/read-network.ts';
import { readOwn } from './rules/read-own.ts';
import { settleEntry } from './rules/settle-entry.ts';
import { succeed } from './rules/succeed.ts';
import { waitForNews } from './rules/wait.ts';
import type { HubStore } from './store/hub-store.ts';
import { createOwnTurns, createTurns } from './turns.ts';
import { createUnsentAnswers } from './unsent-answers.ts';

/** Envelopes and bodies of one push, with room for what JSON adds. */
const MOST_BODY_BYTES = 2 * MOST_PUSHED_BYTES;
/** Of a push beside its operations: names, numbers, a hash and a signature. */
const PUSH_ENVELOPE_BYTES = 1024;
/**
 * Pushes that are worked on at once in one process; who comes beyond is put off, as a rule before his body is read. A
 * thousand counters that come back in one minute would otherwise have all they bring in memory, and the database is not
 * faster for it. Only what was signed counts, so that no stranger keeps counters off.
 */
const MOST_PUSHES_AT_ONCE = 32;
/**
 * Of those so many are worked on at the same time, and so many pages read, out of the twelve connections to the database that
 * a process has: the rest is for what somebody stands and waits for. More would not be faster: each holds the heads of streams.
 */
const MOST_WORKED_ON = 4;
/** What one device asks beside a question of its own that is being answered waits for that, without a connection. */
const MOST_WAITING_OF_DEVICE = 4;
/** A push that is sent again before its first answer came waits for that one; more of them would take the places of others. */
const MOST_SENT_AGAIN = 2;
/** Of answers that a device has not read, as long as their connections hold: two of the longest pages. */
const MOST_UNSENT_BYTES = 16_000_000;
/** Whoever sends a head slowly, or none at all, is not waited for: idle connections hold little and not for long. */
const HEAD_TIMEOUT_MS = 10_000;
const LOOK_FOR_SLOW_MS = 2_000;
/** Whoever holds a connection open without asking anything holds up the end of a process for no longer. */
const MOST_CLOSING_MS = 10_000;

export type HubOptions = {
  readonly store: HubStore;
  /** UTC milliseconds. */
  readonly now: () => number;
  /** Key of nonces and codes, the same for every process of this hub. */
  readonly secret: Buffer;
  readonly onIncident: (incident: string, error: unknown) => void;
  /**
   * Addresses and subnets of proxies whose word on where a request came from is believed: this machine's where nothing is said.
   * Whoever else writes such a header is one address, whatever it says.
   */
  readonly trustedProxies?: readonly string[];
};

/** The hub's door: HTTP, JSON, signed requests. Everything it decides is in `rules/`. */
export async function createHubServer(options: HubOptions): Promise<FastifyInstance> {
  const { store, now, secret, onIncident, trustedProxies = ['loopback'] } = options;
  const server = Fastify({
    bodyLimit: MOST_BODY_BYTES,
    requestTimeout: 30_000,
    connectionTimeout: 60_000,
    return503OnClosing: true,
    // A proxy on this machine says where a request came from; whatever others say of it is not believed.
    trustProxy: [...trustedProxies],
    http: { headersTimeout: HEAD_TIMEOUT_MS, connectionsCheckingInterval: LOOK_FOR_SLOW_MS },
  });
  /** Nobody waits for news at a process that ends, and no connection to it stays: who waits is answered, and asks another one. */
  let isClosing = false;
  server.addHook('preClose', (done) => {
    isClosing = true;
    setTimeout(() => server.server.closeAllConnections(), MOST_CLOSING_MS).unref();
    done();
  });
  // Whose asker is gone is still worked on, when all connections are closed: what ends after it is the database's pool.
  const atWork = new Set<Promise<unknown>>();
  server.addHook('onClose', () => Promise.allSettled(atWork));
  const untilDone = <Done>(work: Promise<Done>): Promise<Done> => {
    const done = work.finally(() => atWork.delete(done));
    atWork.add(done);
    return done;
  };
  const limits = createRequestLimits();
  const findKey = createKeyBook(store);
  /** By its head: whether a device that the hub knows may have signed it, which is looked at once its body is here. */
  const mayBeOurs = async (request: FastifyRequest, deviceId: DeviceId | null): Promise<boolean> => {
    const nonce = request.headers[NONCE_HEADER];
    if (request.method !== 'POST' || deviceId === null || typeof nonce !== 'string') return false;
    if (!isNonceValid(secret, nonce, now()) || !limits.mayProve(request, deviceId)) return false;
    return (await findKey(deviceId)) !== null;
  };
  server.addHook('onRequest', async (request, reply) => {
    const deviceId = deviceOf(request);
    if (limits.isBarred(request, deviceId) && !(await mayBeOurs(request, deviceId))) {
      return refuse(reply, 429, 'TooManyRequests');
    }
    if (request.method !== 'POST' || request.is404) {
      if (limits.countStranger(request)) return refuse(reply, 429, 'TooManyRequests');
      // Whatever comes for what is not there, nothing of it is read.
      return request.is404 ? refuse(reply, 404, 'RequestRefused') : undefined;
    }
    if (!limits.beginBody(request)) return refuse(reply, 429, 'TooManyRequests');
    reply.raw.once('close', () => limits.endBody(request));
  });
  server.addHook('preValidation', (request, _reply, done) => {
    limits.endBody(request);
    done();
  });
  // The body's bytes are what was signed: they are hashed as they came and parsed after.
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  const unsent = createUnsentAnswers(MOST_UNSENT_BYTES);
  /** Which device signed a request that is worked on. */
  const askers = new WeakMap<FastifyRequest, DeviceId>();
  server.addHook('onSend', (request, reply, payload, done) => {
    const asker = askers.get(request);
    if (asker !== undefined && typeof payload === 'string') unsent.begin(asker, reply.raw, payload.length);
    reply.header(NONCE_HEADER, makeNonce(secret, now()));
    if (isClosing) reply.header('connection', 'close');
    done(null, payload);
  });
  server.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) onIncident('request failed', error);
    else limits.countStranger(request);
    return reply.code(status).send({ type: status >= 500 ? 'HubFailed' : 'RequestRefused' });
  });

  // The plugin's types are of OpenAPI 3.0; it hands on a document of 3.1, whose schemas are JSON Schema, as it is.
  const document = openApiDocument() as unknown as StaticDocumentSpec['document'];
  await server.register(swagger, { mode: 'static', specification: { document } });
  server.get('/docs', () => server.swagger());
  server.get('/v1/time', () => ({ hubTime: now() }));

  server.post('/v1/enrol', async (request, reply) => {
    if (limits.countStranger(request)) return refuse(reply, 429, 'TooManyRequests');
    const body = parseBody(enrolRequestSchema, request.body);
    if (body === null) return refuse(reply, 400, 'InvalidInput');
    const enrolled = enrol({ store, now, isSignedBy, hashCode: hashCodeWith(secret) }, body);
    return answer(reply, await untilDone(enrolled));
  });

  // Nearly every question holds the device's row: several at a time would wait for each other, each with a connection. What a
  // device brings is long, and what its till asks meanwhile does not wait for its turn; nor does anything for news.
  const asking = createOwnTurns<DeviceId>(MOST_WAITING_OF_DEVICE);
  const bringing = createOwnTurns<DeviceId>(MOST_SENT_AGAIN);
  const awaiting = createOwnTurns<DeviceId>(MOST_WAITING_OF_DEVICE);
  const appointments = createAppointments(MOST_WORKED_ON, () => performance.now());
  const oneOfFew = createTurns(MOST_WORKED_ON);
  const broughtInTurn = {
    mostAtOnce: MOST_PUSHES_AT_ONCE,
    ownTurnFor: () => bringing,
    inTurn: <Done>(work: () => Promise<Done>) => oneOfFew(() => appointments.measure(work)),
    putOff: (reply: FastifyReply, whose: DeviceId | null) =>
      reply.header('retry-after', appointments.give(whose)),
  };
  const signed = <Body>(
    path: string,
    schema: z.ZodType<Body>,
    handle: (
      deviceId: DeviceId,
      body: Body,
      isGone: () => boolean,
    ) => Promise<Result<unknown, { readonly type: string }>>,
    {
      mostAtOnce = Number.POSITIVE_INFINITY,
      ownTurnFor = (_body: Body) => asking,
      inTurn = createTurns(Number.POSITIVE_INFINITY),
      putOff = (reply: FastifyReply, _whose: DeviceId | null) => reply,
      bodyLimit = MOST_BODY_BYTES,
      isTooLarge = (_body: Body, _bytes: number): boolean => false,
    } = {},
  ) => {
    let underWay = 0;
    const onRequest = async (request: FastifyRequest, reply: FastifyReply) => {
      if (underWay < mostAtOnce) return;
      const said = deviceOf(request);
      await refuse(putOff(reply, (await mayBeOurs(request, said)) ? said : null), 429, 'HubBusy');
    };
    server.post(path, { onRequest, bodyLimit }, async (request, reply) => {
      const signer = await authenticate(findKey, secret, now(), path, request);
      if (!signer.ok) {
        return limits.countStranger(request)
          ? refuse(reply, 429, 'TooManyRequests')
          : refuse(reply, 401, signer.error.type);
      }
      const deviceId = signer.value;
      if (limits.countDevice(request, deviceId)) return refuse(reply, 429, 'TooManyRequests');
      if (underWay >= mostAtOnce) return refuse(putOff(reply, deviceId), 429, 'HubBusy');
      underWay += 1;
      try {
        const body = parseBody(schema, request.body);
        if (body === null) return refuse(reply, 400, 'InvalidInput');
        if (isTooLarge(body, sizeOf(request))) return refuse(reply, 413, 'RequestRefused');
        // The request itself is over once its body was read: only its connection says whether somebody waits.
        const isGone = () => isClosing || request.raw.socket.destroyed;
        const answered = ownTurnFor(body)(deviceId, async () => {
          if (unsent.isFull(deviceId)) return null;
          askers.set(request, deviceId);
          return inTurn(() => handle(deviceId, body, isGone));
        });
        const result = answered === null ? null : await untilDone(answered);
        return result === null ? refuse(reply, 429, 'HubBusy') : answer(reply, result);
      } finally {
        underWay -= 1;
      }
    });
  };

  const pen = createHubPen(now);
  const taking = { ...pen, store };
  const takePush = (deviceId: DeviceId, body: PushRequest) => push({ ...taking, isSignedBy }, deviceId, body);
  signed('/v1/push', pushRequestSchema, takePush, {
    ...broughtInTurn,
    isTooLarge: ({ operations }: PushRequest, bytes: number) =>
      operations.length > 1 && bytes > MOST_PUSHED_BYTES + PUSH_ENVELOPE_BYTES,
  });
  signed('/v1/authorise', authoriseRequestSchema, (deviceId, body) => authorise(store, pen, deviceId, body));
  signed('/v1/leases', leasesRequestSchema, (deviceId, body) => placeLeases(store, pen, deviceId, body));
  signed('/v1/erasures', erasuresRequestSchema, (deviceId, body) =>
    findLostErasures({ store, now }, deviceId, body),
  );
  signed('/v1/erasures/progress', erasureProgressRequestSchema, (deviceId, body) =>
    readErasureProgress({ store }, deviceId, body),
  );
  const takeDeclaration = (deviceId: DeviceId, body: DeclareRequest) =>
    declareHolds({ store, now }, deviceId, body);
  signed('/v1/declare', declareRequestSchema, takeDeclaration, {
    ...broughtInTurn,
    bodyLimit: MOST_DECLARATION_BYTES,
  });
  signed('/v1/pull', pullRequestSchema, (deviceId, body) => pull(store, deviceId, body), {
    inTurn: createTurns(MOST_WORKED_ON),
  });
  signed('/v1/codes', codeRequestSchema, (deviceId, body) =>
    makeCode({ store, now, hashCode: hashCodeWith(secret) }, deviceId, body),
  );
  signed('/v1/entry', entryRequestSchema, (deviceId, body) => settleEntry(store, deviceId, body));
  signed('/v1/own', ownRequestSchema, (deviceId, body) => readOwn(store, deviceId, body));
  signed('/v1/succeed', succeedRequestSchema, (deviceId, body) =>
    succeed({ store, now, isSignedBy }, deviceId, body),
  );
  const waitOf = async (deviceId: DeviceId, body: WaitRequest, isGone: () => boolean) =>
    ok(await waitForNews({ store, now, sleep }, deviceId, body, isGone));
  // Whether the hub is there is asked while the same device waits for news, and not behind that.
  signed('/v1/wait', waitRequestSchema, waitOf, {
    ownTurnFor: ({ waitMs }) => (waitMs === 0 ? asking : awaiting),
  });
  signed('/v1/network', networkRequestSchema, (deviceId, body) =>
    readNetwork({ store, now }, deviceId, body),
  );
  signed('/v1/network/act', networkActRequestSchema, async (deviceId, body) =>
    actOnNetwork(taking, deviceId, body),
  );
  return server;
}

export const hashCodeWith =
  (secret: Buffer) =>
  (code: string): string =>
    createHash('sha256').update(secret).update(normaliseCode(code)).digest('hex');

/** Whose a request says it is. */
function deviceOf(request: FastifyRequest): DeviceId | null {
  const deviceId = deviceIdSchema.safeParse(request.headers[DEVICE_HEADER]);
  return deviceId.success ? deviceId.data : null;
}

/** Nobody signed it, or a device that this hub never enrolled: it was restored from before it did, and the device may come back. */
type NotSigned = { readonly type: 'NotAuthenticated' | 'DeviceUnknown' };

/** Which device signed a request. */
async function authenticate(
  findKey: FindKey,
  secret: Buffer,
  now: number,
  path: string,
  request: FastifyRequest,
): Promise<Result<DeviceId, NotSigned>> {
  const refused = err<NotSigned>({ type: 'NotAuthenticated' });
  const deviceId = deviceOf(request);
  const nonce = request.headers[NONCE_HEADER];
  const signature = request.headers[SIGNATURE_HEADER];
  if (deviceId === null || typeof nonce !== 'string' || typeof signature !== 'string') return refused;
  if (!isNonceValid(secret, nonce, now) || !Buffer.isBuffer(request.body)) return refused;
  const publicKey = await findKey(deviceId);
  if (publicKey === null) return err({ type: 'DeviceUnknown' });
  const bodyHash = createHash('sha256').update(request.body).digest('hex');
  const text = textToSign('POST', path, bodyHash, nonce);
  return isSignedBy(publicKey, text, signature) ? ok(deviceId) : refused;
}

/** What came, as the schema reads it; null where it is no JSON or does not fit. */
function parseBody<Body>(schema: z.ZodType<Body>, body: unknown): Body | null {
  if (!Buffer.isBuffer(body) || !isUtf8(body)) return null;
  try {
    return readAs(schema, JSON.parse(body.toString('utf8')));
  } catch {
    return null; // not JSON, or nested too deeply to be one of ours: refused like what does not fit
  }
}

const sizeOf = ({ body }: FastifyRequest): number => (Buffer.isBuffer(body) ? body.length : 0);

const refuse = (reply: FastifyReply, status: number, type: string) => reply.code(status).send({ type });

/** An expected failure is an answer, with a status that says whose fault it is. */
const answer = (reply: FastifyReply, result: Result<unknown, { readonly type: string }>) =>
  result.ok ? reply.send(result.value) : reply.code(409).send(result.error);
