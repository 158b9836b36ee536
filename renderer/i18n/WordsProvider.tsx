import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { readLanguage, storeLanguage } from './language.ts';
import type { Language } from './messages.ts';
import { createWords, type Words } from './words.ts';

interface WordsOfThisPc extends Words {
  /** Changes the language of every screen of this PC, and keeps it. */
  readonly setLanguage: (language: Language) => void;
}

const WordsContext = createContext<WordsOfThisPc | null>(null);

function failLoudly(error: Error): never {
  throw error;
}

/** Puts the words of this PC's language in reach of every part below. `initialLanguage` is for tests. */
export function WordsProvider(props: {
  readonly children: ReactNode;
  readonly initialLanguage?: Language | undefined;
}) {
  const [language, setLanguage] = useState<Language>(() => props.initialLanguage ?? readLanguage());
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const words = useMemo<WordsOfThisPc>(
    () => ({
      ...createWords(language, import.meta.env.DEV ? failLoudly : undefined),
      setLanguage: (next) => {
        storeLanguage(next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return (
    <I18nProvider locale={language === 'it' ? 'it-IT' : 'en-GB'}>
      <WordsContext value={words}>{props.children}</WordsContext>
    </I18nProvider>
  );
}

/** `const { t, language, setLanguage } = useWords()`. */
export function useWords(): WordsOfThisPc {
  const words = useContext(WordsContext);
  if (words === null) throw new Error('Assertion failed: useWords is used below WordsProvider');
  return words;
}
