import { useWords } from '../i18n/WordsProvider.tsx';
import { ActionButton } from './ActionButton.tsx';

/** The other language, in its own name, so that who reads only that one finds it. */
export function LanguageSwitch() {
  const { language, setLanguage } = useWords();
  const other = language === 'it' ? 'en' : 'it';
  return (
    <ActionButton
      label={other === 'it' ? 'Italiano' : 'English'}
      tone="quiet"
      onPress={() => setLanguage(other)}
    />
  );
}
