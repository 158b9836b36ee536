import { createHash, createHmac, hash } from 'node:crypto';
import type { CodiceFiscale } from '../../shared/domain/codice-fiscale.ts';
import type { Sha256 } from '../../shared/operations/operation.ts';

/** SHA-256 of Node behind the shape that shared code asks for. */
export const sha256: Sha256 = (parts) => {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && 'utf8' in only) return hash('sha256', only.utf8, 'hex');
  const running = createHash('sha256');
  for (const part of parts) {
    if ('hex' in part) running.update(part.hex, 'hex');
    else running.update(part.utf8, 'utf8');
  }
  return running.digest('hex');
};

/**
 * Keyed hash of a codice fiscale, as it travels to counters (design, section 5): without the network's key
 * nobody can try all the codes that there are.
 */
export const hashCodiceFiscale = (identityKeyHex: string, codiceFiscale: CodiceFiscale): string =>
  createHmac('sha256', Buffer.from(identityKeyHex, 'hex')).update(codiceFiscale).digest('hex');

const SALT_BYTES = 32;
const SALTS_AT_ONCE = 64;

/**
 * Salts of 32 random bytes in hex, each given once. They are taken from the system many at a time: a call for each costs
 * more than the hash that it salts.
 */
export function createSalts(randomBytes: (size: number) => Buffer): () => string {
  let pool = randomBytes(0);
  return () => {
    if (pool.length === 0) pool = randomBytes(SALT_BYTES * SALTS_AT_ONCE);
    const salt = pool.toString('hex', 0, SALT_BYTES);
    pool = pool.subarray(SALT_BYTES);
    return salt;
  };
}
