import { safeStorage } from 'electron';

/** The operating system's keychain, as far as the counter needs it: it wraps the key of the database. */
export type Keychain = {
  /** False where the desktop has none: the key then lies in a file that only this user reads, and the screen says so. */
  isAvailable(): Promise<boolean>;
  wrap(key: Buffer): Promise<Buffer>;
  /** `shouldRewrap`: the keychain changed its own key since, wrap again and replace what is kept. */
  unwrap(wrapped: Buffer): Promise<{ key: Buffer; shouldRewrap: boolean }>;
};

/** Works only once the application is ready. */
export function createKeychain(): Keychain {
  return {
    async isAvailable() {
      // On Linux without a password manager Electron "encrypts" with a fixed password: no protection, so no keychain.
      if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text')
        return false;
      return safeStorage.isAsyncEncryptionAvailable();
    },
    wrap: (key) => safeStorage.encryptStringAsync(key.toString('base64')),
    async unwrap(wrapped) {
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(wrapped);
      return { key: Buffer.from(result, 'base64'), shouldRewrap: shouldReEncrypt };
    },
  };
}
