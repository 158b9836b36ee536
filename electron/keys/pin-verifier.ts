import { scrypt, timingSafeEqual } from 'node:crypto';

/**
 * scrypt with 32 MiB of memory: about a tenth of a second on a counter PC, off the main thread. The
 * parameters travel with each verifier, so that they can grow.
 */
const COST = { N: 2 ** 15, r: 8, p: 1 } as const;
const VERIFIER = /^scrypt:(\d+):(\d+):(\d+):([0-9a-f]{32}):([0-9a-f]{64})$/;

/** `scrypt:N:r:p:salt:hash`. The salt is 16 random bytes. */
export async function createPinVerifier(pin: string, salt: Buffer): Promise<string> {
  const { N, r, p } = COST;
  const hash = await derive(pin, salt, N, r, p);
  return `scrypt:${N}:${r}:${p}:${salt.toString('hex')}:${hash.toString('hex')}`;
}

export async function isPinRight(pin: string, verifier: string): Promise<boolean> {
  const [, N, r, p, salt, hash] = VERIFIER.exec(verifier) ?? [];
  if (salt === undefined || hash === undefined) throw new Error('Assertion failed: a verifier has its shape');
  const derived = await derive(pin, Buffer.from(salt, 'hex'), Number(N), Number(r), Number(p));
  return timingSafeEqual(derived, Buffer.from(hash, 'hex'));
}

const derive = (pin: string, salt: Buffer, N: number, r: number, p: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(pin, salt, 32, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
