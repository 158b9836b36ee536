import type { Language } from './messages.ts';

const STORAGE_KEY = 'bancone.language';

/** The language kept on this PC, Italian until somebody chooses another. */
export function readLanguage(): Language {
  try {
    return localStorage.getItem(STORAGE_KEY) === 'en' ? 'en' : 'it';
  } catch {
    return 'it'; // A browser may forbid storage; the language then holds until the window closes.
  }
}

export function storeLanguage(language: Language): void {
  try {
    localStorage.setItem(STORAGE_KEY, language);
  } catch {
    return; // As above: the choice still holds in this window.
  }
}
