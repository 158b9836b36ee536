import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { DeviceId } from '../shared/domain/ids.ts';
import type { Operation } from '../shared/operations/operation.ts';
import {
  DEVICE_HEADER,
  enrolmentToSign,
  headToSign,
  NONCE_HEADER,
  SIGNATURE_HEADER,
  textToSign,
} from '../shared/sync/signed-request.ts';

export type DeviceKeys = { readonly publicKey: string; readonly privateKey: KeyObject };

/** Of an Ed25519 private key as PKCS #8, before its 32 bytes (RFC 8410). */
const DER_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The keys of a device: a copy of its disk has the same. */
export function deviceKeys(deviceId: DeviceId): DeviceKeys {
  const seed = createHash('sha256').update(deviceId).digest();
  const privateKey = createPrivateKey({
    key: Buffer.concat([DER_PREFIX, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return { publicKey: publicKey.subarray(-32).toString('hex'), privateKey };
}

type Head = Pick<Operation, 'deviceId' | 'seq' | 'hash'>;

export const signText = (key: KeyObject, text: string): string =>
  sign(null, Buffer.from(text, 'utf8'), key).toString('hex');

/** A device's word on where its chain ends. */
export const signedHead = (key: KeyObject, { deviceId, seq, hash }: Head): string =>
  signText(key, headToSign(deviceId, seq, hash));

export const proofOf = (key: KeyObject, asked: Parameters<typeof enrolmentToSign>[0]): string =>
  signText(key, enrolmentToSign(asked));

type Asked = {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly payload?: string;
  readonly headers?: Record<string, string>;
};
type Heard = {
  readonly statusCode: number;
  readonly body: string;
  readonly nonce: string;
  /** Seconds, as it stands in the answer. */
  readonly retryAfter: string | null;
};

/** A device that asks a hub in this process, from an address. */
export const aClient = (
  server: FastifyInstance,
  deviceId: DeviceId,
  privateKey: KeyObject,
  remoteAddress = '127.0.0.1',
) =>
  aClientBy(deviceId, privateKey, async (asked) => {
    const { statusCode, body, headers } = await server.inject({ ...asked, remoteAddress });
    const retryAfter = headers['retry-after'];
    return {
      statusCode,
      body,
      nonce: String(headers[NONCE_HEADER]),
      retryAfter: retryAfter === undefined ? null : String(retryAfter),
    };
  });

/** A device that asks a hub over the network. `from` is the address that a proxy on this machine would tell the hub. */
export const aNetworkClient = (
  addressNow: () => string,
  deviceId: DeviceId,
  privateKey: KeyObject,
  from?: string,
) =>
  aClientBy(deviceId, privateKey, async ({ method, url, payload, headers }) => {
    const answer = await fetch(`${addressNow()}${url}`, {
      method,
      headers: { ...headers, ...(from === undefined ? {} : { 'x-forwarded-for': from }) },
      ...(payload === undefined ? {} : { body: payload }),
      signal: AbortSignal.timeout(15_000),
    });
    return {
      statusCode: answer.status,
      body: await answer.text(),
      nonce: String(answer.headers.get(NONCE_HEADER)),
      retryAfter: answer.headers.get('retry-after'),
    };
  });

/** Each answer brings the nonce of the next request. */
function aClientBy(deviceId: DeviceId, privateKey: KeyObject, ask: (asked: Asked) => Promise<Heard>) {
  let nonce = '';
  const freshNonce = async () => {
    ({ nonce } = await ask({ method: 'GET', url: '/v1/time' }));
    return nonce;
  };
  const headersFor = (path: string, payload: string | Buffer, changes: Record<string, string> = {}) => ({
    'content-type': 'application/json',
    [DEVICE_HEADER]: deviceId,
    [NONCE_HEADER]: nonce,
    [SIGNATURE_HEADER]: signText(
      privateKey,
      textToSign('POST', path, createHash('sha256').update(payload).digest('hex'), nonce),
    ),
    ...changes,
  });
  return {
    freshNonce,
    /** Signs and sends; `changes` are headers that somebody tampered with. */
    post: async (path: string, body: unknown, changes: Record<string, string> = {}) => {
      if (nonce === '') await freshNonce();
      const payload = typeof body === 'string' ? body : JSON.stringify(body);
      const answer = await ask({
        method: 'POST',
        url: path,
        payload,
        headers: headersFor(path, payload, changes),
      });
      const { statusCode: status, body: text, retryAfter } = answer;
      return { status, body: JSON.parse(text) as unknown, text, retryAfter };
    },
    signedHeaders: headersFor,
  };
}
