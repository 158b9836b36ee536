import { useEffect, useEffectEvent } from 'react';
import { useWords } from '../i18n/WordsProvider.tsx';
import { ActionButton } from './ActionButton.tsx';
import './notice.css';
import type { ShortcutKey } from './shortcuts.ts';

export interface UndoBarProps {
  /** What was just done: "Tolto: pasta 500 g". */
  readonly message: string;
  readonly onUndo: () => void;
  readonly shortcut?: ShortcutKey | undefined;
  /** Without these the bar stays until the screen takes it away, so that nobody has to hurry. */
  readonly onClose?: (() => void) | undefined;
  readonly closeAfterMs?: number | undefined;
}

/** Says what was done and offers to take it back, instead of asking beforehand. */
export function UndoBar(props: UndoBarProps) {
  const { t } = useWords();
  const { closeAfterMs } = props;
  const close = useEffectEvent(() => props.onClose?.());
  useEffect(() => {
    if (closeAfterMs === undefined) return;
    const timer = setTimeout(() => close(), closeAfterMs);
    return () => clearTimeout(timer);
  }, [closeAfterMs]);
  return (
    <div className="undo-bar">
      <p className="undo-bar__message" role="status">
        {props.message}
      </p>
      <ActionButton
        label={t('ui.undo')}
        icon="undo"
        shortcut={props.shortcut ?? 'Ctrl+Z'}
        onPress={props.onUndo}
      />
    </div>
  );
}
