import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { DeviceId } from '../shared/domain/ids.ts';
import {
  DEVICE_HEADER,
  enrolmentToSign,
  NONCE_HEADER,
  SIGNATURE_HEADER,
  textToSign,
} from '../shared/sync/signed-request.ts';

/** Keys of a device, as a counter makes them. */
export function deviceKeys(): { readonly publicKey: string; readonly privateKey: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex'),
    privateKey,
  };
}

export const signText = (key: KeyObject, text: string): string =>
  sign(null, Buffer.from(text, 'utf8'), key).toString('hex');

export const proofOf = (key: KeyObject, code: string, deviceId: DeviceId): string =>
  signText(key, enrolmentToSign(code, deviceId));

/** A device that asks a hub in this process. Each answer brings the nonce of the next request. */
export function aClient(server: FastifyInstance, deviceId: DeviceId, privateKey: KeyObject) {
  let nonce = '';
  const freshNonce = async () => {
    const answer = await server.inject({ method: 'GET', url: '/v1/time' });
    nonce = String(answer.headers[NONCE_HEADER]);
    return nonce;
  };
  const headersFor = (path: string, payload: string, changes: Record<string, string> = {}) => ({
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
      const answer = await server.inject({
        method: 'POST',
        url: path,
        payload,
        headers: headersFor(path, payload, changes),
      });
      return { status: answer.statusCode, body: JSON.parse(answer.body) as unknown, text: answer.body };
    },
    signedHeaders: headersFor,
  };
}
