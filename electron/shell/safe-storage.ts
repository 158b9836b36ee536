import { safeStorage } from 'electron';
import type { Keychain } from '../keys/key-store.ts';

/** The operating system's keychain through Electron. Works only once the application is ready. */
export function createKeychain(): Keychain {
  return {
    isAvailable: async () => {
      // On Linux without a password manager Electron "encrypts" with a fixed password: no protection, so no keychain.
      if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text')
        return false;
      return safeStorage.isAsyncEncryptionAvailable();
    },
    wrap: (key) => safeStorage.encryptStringAsync(key.toString('base64')),
    unwrap: async (wrapped) => {
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(wrapped);
      return { key: Buffer.from(result, 'base64'), shouldRewrap: shouldReEncrypt };
    },
  };
}
