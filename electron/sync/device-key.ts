import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { assert } from '../../shared/domain/result.ts';
import type { PushRequest, UnsignedPush } from '../../shared/sync/protocol.ts';
import { headToSign } from '../../shared/sync/signed-request.ts';

/** Ed25519, PKCS #8 in base64: as it is kept. */
export const newPrivateKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');

export const readPrivateKey = (kept: string): KeyObject =>
  createPrivateKey({ key: Buffer.from(kept, 'base64'), format: 'der', type: 'pkcs8' });

/** What is signed with a key, in hex. */
export const signText = (key: KeyObject, text: string): string =>
  sign(null, Buffer.from(text, 'utf8'), key).toString('hex');

/** A push with its device's word on where its chain ends with it: the same push is always signed with the same bytes. */
export function signHead(key: KeyObject, push: UnsignedPush): PushRequest {
  const head = push.operations.at(-1);
  assert(head !== undefined, 'a push brings something');
  return { ...push, headSignature: signText(key, headToSign(head.deviceId, head.seq, head.hash)) };
}

/** The public half of a key (32 bytes in hex), and the proof that its device holds the other: `text` signed with it. */
export function proveKey(kept: string, text: string): { readonly publicKey: string; readonly proof: string } {
  const key = readPrivateKey(kept);
  const publicKey = createPublicKey(key)
    .export({ format: 'der', type: 'spki' })
    .subarray(-32)
    .toString('hex');
  return { publicKey, proof: signText(key, text) };
}
