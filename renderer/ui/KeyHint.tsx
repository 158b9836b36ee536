import { isMessageId } from '../i18n/messages.ts';
import { useWords } from '../i18n/WordsProvider.tsx';
import './action-button.css';
import type { ShortcutKey } from './shortcuts.ts';

/** A key as it is printed on the keyboard: `F9`, `Invio`, `Ctrl+Z`. */
export function KeyHint(props: { readonly shortcut: ShortcutKey }) {
  const { t } = useWords();
  const printed = props.shortcut
    .split(/(?<=.)\+(?=.)/)
    .map((part) => {
      const id = `ui.key.${part}`;
      return isMessageId(id) ? t(id) : part;
    })
    .join('+');
  return <kbd className="key-hint">{printed}</kbd>;
}
