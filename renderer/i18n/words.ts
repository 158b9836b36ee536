import { createIntl, createIntlCache } from 'react-intl';
import { type Language, type MessageId, messages } from './messages.ts';

export type WordValues = Readonly<Record<string, string | number>>;

/** What a screen needs to speak. `t` gives the sentence of an id in the language of this PC. */
export interface Words {
  readonly language: Language;
  readonly t: (id: MessageId, values?: WordValues) => string;
  /** Points with their word: `1 punto`, `1.234 punti`. */
  readonly points: (points: number) => string;
}

/** A sentence with a hole in it is better for who stands at the counter than a screen that is gone. */
const showAnyway = (): void => undefined;

/**
 * Words of one language. Figures inside sentences are written as everywhere else in the application
 * (1.234,5), also in English: a receipt and the screen must show the same figure.
 */
export function createWords(language: Language, onError: (error: Error) => void = showAnyway): Words {
  const intl = createIntl(
    {
      locale: language,
      messages: messages[language],
      timeZone: 'Europe/Rome',
      onError,
    },
    createIntlCache(),
  );
  intl.formatters.getNumberFormat = (_locales, options) =>
    // react-intl's options are Intl's own plus number skeletons, which no message here uses.
    new Intl.NumberFormat('it-IT', { useGrouping: 'always', ...(options as Intl.NumberFormatOptions) });
  const t = (id: MessageId, values?: WordValues) => intl.formatMessage({ id }, values);
  return { language, t, points: (points) => t('ui.points', { points }) };
}
