import type { Checksum } from '../../shared/sync/checksum.ts';

/** Checksums are kept as numbers, so that the database itself adds to them under the lock on a stream's head. */
export const MODULUS = (1n << 128n).toString();

export const decimalOf = (checksum: Checksum): string => BigInt(`0x${checksum}`).toString();

export const checksumOf = (decimal: string): Checksum =>
  BigInt(decimal).toString(16).padStart(32, '0') as Checksum; // 32 hex digits: below 2^128
