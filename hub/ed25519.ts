import { createPublicKey, type KeyObject, verify } from 'node:crypto';

/** Of an Ed25519 public key in DER form, before its 32 bytes (RFC 8410). */
const DER_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** Whether a signature (64 bytes in hex) over a text is by the key (32 bytes in hex). Never throws. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  if (!/^[0-9a-f]{64}$/.test(publicKey) || !/^[0-9a-f]{128}$/.test(signature)) return false;
  return verify(null, Buffer.from(text, 'utf8'), readKey(publicKey), Buffer.from(signature, 'hex'));
}

/** Keys that were read lately: each request is signed, and a push twice, by one of few. */
const readLately = new Map<string, KeyObject>();
const MOST_KEPT = 10_000;

function readKey(publicKey: string): KeyObject {
  const before = readLately.get(publicKey);
  if (before !== undefined) return before;
  const der = Buffer.concat([DER_PREFIX, Buffer.from(publicKey, 'hex')]);
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  if (readLately.size >= MOST_KEPT) readLately.clear();
  readLately.set(publicKey, key);
  return key;
}
