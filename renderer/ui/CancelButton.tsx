import { useWords } from '../i18n/WordsProvider.tsx';
import { ActionButton } from './ActionButton.tsx';

/** `Esc Annulla`: leaves a dialog or a form without doing it. */
export function CancelButton(props: { readonly onPress: () => void }) {
  const { t } = useWords();
  return <ActionButton label={t('ui.cancel')} shortcut="Escape" onPress={props.onPress} />;
}

/** `Esc Chiudi`: where there is nothing left to do. */
export function CloseButton(props: { readonly onPress: () => void }) {
  const { t } = useWords();
  return <ActionButton label={t('ui.close')} shortcut="Escape" onPress={props.onPress} />;
}
