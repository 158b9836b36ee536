import {
  createCipheriv,
  createDecipheriv,
  hash,
  hkdfSync,
  randomBytes as randomBytesOfSystem,
} from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { checkOf } from './key-store.ts';

export const RECOVERY_FILE = 'recovery.json';

/** Crockford's letters and digits: none that a person takes for another one. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 26 symbols of 5 random bits are 130 bits; 2 more tell a mistyped code from another counter's. */
const SECRET_SYMBOLS = 26;
const CHECK_SYMBOLS = 2;
const GROUP_SYMBOLS = 4;

const recoveryFileSchema = z.strictObject({
  version: z.literal(1),
  /** Which key lies wrapped here: the same check as beside the key itself. */
  keyCheck: z.string().regex(/^[0-9a-f]{64}$/),
  salt: z.base64(),
  nonce: z.base64(),
  wrapped: z.base64(),
  tag: z.base64(),
});

/**
 * Makes the recovery code of a data folder and keeps the database's key wrapped by it. The code is returned
 * once, to be printed; it is stored nowhere. A new one takes the place of the one before.
 */
export function createRecovery(
  folder: string,
  key: Buffer,
  randomBytes: (count: number) => Buffer = randomBytesOfSystem,
): { readonly code: string } {
  const secret = [...randomBytes(SECRET_SYMBOLS)].map((byte) => ALPHABET.charAt(byte & 31)).join('');
  const salt = randomBytes(32);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', wrappingKey(secret, salt), nonce);
  const wrapped = Buffer.concat([cipher.update(key), cipher.final()]);
  const content = {
    version: 1,
    keyCheck: checkOf(key),
    salt: salt.toString('base64'),
    nonce: nonce.toString('base64'),
    wrapped: wrapped.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
  };
  const file = join(folder, RECOVERY_FILE);
  writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
  return { code: group(secret + checkSymbols(secret)) };
}

export type RecoveryFailure =
  /** There is no wrapped key here, or what is here cannot be read. */
  | { readonly type: 'RecoveryMissing' }
  /** A symbol is wrong or missing: the code was not typed as it is printed. */
  | { readonly type: 'MistypedCode' }
  /** A well-formed code, of another counter. */
  | { readonly type: 'WrongCode' };

/** The database's key out of a recovery file (of a data folder, or beside a backup) by its code. */
export function unwrapKey(file: string, typed: string): Result<Buffer, RecoveryFailure> {
  const secret = readCode(typed);
  if (secret === null) return err({ type: 'MistypedCode' });
  const content = readRecoveryFile(file);
  if (content === null) return err({ type: 'RecoveryMissing' });
  const [salt, nonce, wrapped, tag] = [content.salt, content.nonce, content.wrapped, content.tag].map(
    (text) => Buffer.from(text, 'base64'),
  );
  if (salt === undefined || nonce === undefined || wrapped === undefined || tag?.length !== 16)
    return err({ type: 'RecoveryMissing' });
  const decipher = createDecipheriv('aes-256-gcm', wrappingKey(secret, salt), nonce, { authTagLength: 16 });
  decipher.setAuthTag(tag);
  const key = decipher.update(wrapped);
  try {
    decipher.final();
  } catch {
    // The one thing that the final step checks is the tag: another code wrapped this key.
    return err({ type: 'WrongCode' });
  }
  return ok(key);
}

/** Whether a code is the one of a data folder: typed back in the wizard, or to set a forgotten PIN. */
export const isRecoveryCodeRight = (folder: string, code: string): boolean =>
  unwrapKey(join(folder, RECOVERY_FILE), code).ok;

/** Which key a recovery file wraps, without the code. Null where there is no such file. */
export const wrappedKeyCheck = (file: string): string | null => readRecoveryFile(file)?.keyCheck ?? null;

/** The secret symbols of a code as a person types it: any case, spaces, dashes, O for 0, I or L for 1. */
function readCode(typed: string): string | null {
  if (typed.length > 200) return null;
  const symbols = typed
    .toUpperCase()
    .replace(/[\s\-–.]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  if (symbols.length !== SECRET_SYMBOLS + CHECK_SYMBOLS) return null;
  const secret = symbols.slice(0, SECRET_SYMBOLS);
  return checkSymbols(secret) === symbols.slice(SECRET_SYMBOLS) ? secret : null;
}

function checkSymbols(secret: string): string {
  const digest = Buffer.from(hash('sha256', `bancone recovery code ${secret}`, 'hex'), 'hex');
  return [...digest.subarray(0, CHECK_SYMBOLS)].map((byte) => ALPHABET.charAt(byte & 31)).join('');
}

const group = (symbols: string): string =>
  (symbols.match(new RegExp(`.{${GROUP_SYMBOLS}}`, 'g')) ?? []).join(' ');

/** The code has its full entropy, so no slow derivation is needed. */
const wrappingKey = (secret: string, salt: Buffer): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, salt, 'bancone recovery key', 32));

function readRecoveryFile(file: string): z.infer<typeof recoveryFileSchema> | null {
  if (!existsSync(file)) return null;
  try {
    return recoveryFileSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
