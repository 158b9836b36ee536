import { createHmac, timingSafeEqual } from 'node:crypto';
import { NONCE_VALID_MS } from '../shared/sync/signed-request.ts';

/**
 * A nonce is the hub's time and a keyed hash of it, so that any process of the hub knows one that another made, without
 * a table. The key is the hub's, in its database.
 */
export const makeNonce = (secret: Buffer, now: number): string => `${now}.${macOf(secret, now)}`;

export function isNonceValid(secret: Buffer, nonce: string, now: number): boolean {
  const parts = /^(\d{1,16})\.([0-9a-f]{64})$/.exec(nonce);
  const at = Number(parts?.[1]);
  const mac = parts?.[2];
  if (mac === undefined || now - at > NONCE_VALID_MS || at > now + NONCE_VALID_MS) return false;
  return timingSafeEqual(Buffer.from(mac, 'hex'), Buffer.from(macOf(secret, at), 'hex'));
}

const macOf = (secret: Buffer, at: number): string =>
  createHmac('sha256', secret).update(`bancone-nonce ${at}`).digest('hex');
