import type { Words } from '../../i18n/words.ts';

/** `12 MB`; never 0, which would look like an empty file. */
export const formatSize = (t: Words['t'], bytes: number): string =>
  t('backup.size', { megabytes: Math.max(1, Math.round(bytes / 1_000_000)) });
