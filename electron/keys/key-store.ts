import { createHmac } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { err, ok, type Result } from '../../shared/domain/result.ts';

export const KEY_FILE = 'key.json';

/** The operating system's keychain, as far as the counter needs it: it wraps the key of the database. */
export type Keychain = {
  readonly isAvailable: () => Promise<boolean>;
  readonly wrap: (key: Buffer) => Promise<Buffer>;
  /** `shouldRewrap`: the keychain changed its own key since; wrap again and replace what is kept. */
  readonly unwrap: (wrapped: Buffer) => Promise<{ key: Buffer; shouldRewrap: boolean }>;
};

export type KeyProtection = 'keychain' | 'file';

export type StoredKey = { readonly keyHex: string; readonly protection: KeyProtection };

const keyFileSchema = z.strictObject({
  version: z.literal(1),
  protection: z.enum(['keychain', 'file']),
  key: z.base64(),
  /** Tells a wrong key from a damaged database. */
  check: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Proves that a key is the one of this folder without saying anything about it. */
export const checkOf = (key: Buffer): string =>
  createHmac('sha256', key).update('bancone key check').digest('hex');

/** Keeps a new key: wrapped by the keychain where there is one, else in a file that only this user reads. */
export async function storeKey(folder: string, key: Buffer, keychain: Keychain | null): Promise<StoredKey> {
  const usesKeychain = keychain !== null && (await keychain.isAvailable());
  const protection: KeyProtection = usesKeychain ? 'keychain' : 'file';
  const kept = usesKeychain ? await keychain.wrap(key) : key;
  const content = { version: 1, protection, key: kept.toString('base64'), check: checkOf(key) };
  const file = join(folder, KEY_FILE);
  writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
  return { keyHex: key.toString('hex'), protection };
}

export type KeyFailure = { readonly type: 'KeyMissing' } | { readonly type: 'WrongKey' };

export async function readKey(
  folder: string,
  keychain: Keychain | null,
): Promise<Result<StoredKey, KeyFailure>> {
  const file = join(folder, KEY_FILE);
  if (!existsSync(file)) return err({ type: 'KeyMissing' });
  const content = keyFileSchema.safeParse(parseJson(readFileSync(file, 'utf8')));
  if (!content.success) return err({ type: 'WrongKey' });
  const { protection, key: kept, check } = content.data;
  const keptBytes = Buffer.from(kept, 'base64');
  if (protection === 'keychain' && keychain === null) return err({ type: 'KeyMissing' });
  const unwrapped =
    protection === 'keychain' && keychain !== null
      ? await unwrapBy(keychain, keptBytes)
      : { key: keptBytes, shouldRewrap: false };
  if (unwrapped === null) return err({ type: 'KeyMissing' });
  const { key, shouldRewrap } = unwrapped;
  if (key.length !== 32 || checkOf(key) !== check) return err({ type: 'WrongKey' });
  if (shouldRewrap) return ok(await storeKey(folder, key, keychain));
  return ok({ keyHex: key.toString('hex'), protection });
}

/** Null where the keychain no longer has what wrapped the key: another user, a reset password, another PC. */
async function unwrapBy(
  keychain: Keychain,
  kept: Buffer,
): Promise<{ key: Buffer; shouldRewrap: boolean } | null> {
  try {
    return await keychain.unwrap(kept);
  } catch {
    // Each system throws its own errors; whichever it is, the recovery code is the way in.
    return null;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
