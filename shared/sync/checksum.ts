/**
 * Running checksum over a stream: the sum, modulo 2^128, of the first 16 bytes of each operation's hash. Order does not
 * matter and each operation counts as often as it is there, so that one left out, doubled or exchanged shows (an
 * exclusive or would not notice a pair). Law: `add` in any order gives the same; `NOTHING` is neutral.
 */
export type Checksum = string & { readonly __brand: 'Checksum' };

const MODULUS = 1n << 128n;

/** Of an empty stream. */
export const NOTHING = '0'.repeat(32) as Checksum; // 32 hex digits: the shape of every checksum

/** Adds hashes (64 hex digits each) to a checksum. */
export function addToChecksum(checksum: Checksum, hashes: Iterable<string>): Checksum {
  let sum = BigInt(`0x${checksum}`);
  for (const hash of hashes) sum += BigInt(`0x${hash.slice(0, 32)}`);
  return (sum % MODULUS).toString(16).padStart(32, '0') as Checksum; // reduced to 128 bits and padded to 32 digits
}
