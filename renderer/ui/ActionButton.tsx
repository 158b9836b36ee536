import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useWords } from '../i18n/WordsProvider.tsx';
import './action-button.css';
import { useDialogWork } from './dialog-work.ts';
import { Icon, type IconName } from './Icon.tsx';
import { KeyHint } from './KeyHint.tsx';
import { useShortcut } from './ShortcutLayer.tsx';
import type { ShortcutKey } from './shortcuts.ts';

/** `primary` once per screen: what most people press next. `danger` takes something away. */
export type ActionTone = 'primary' | 'plain' | 'danger' | 'quiet';

export interface ActionButtonProps {
  readonly label: string;
  readonly onPress: () => void;
  /** Printed on the button, and really pressed by this key while the button is on screen and enabled. */
  readonly shortcut?: ShortcutKey | undefined;
  /** Lets a single character such as `*` press the button while somebody types in a field. */
  readonly whileTyping?: boolean | undefined;
  readonly tone?: ActionTone | undefined;
  readonly icon?: IconName | undefined;
  readonly isDisabled?: boolean | undefined;
  /** The work of this button is under way: it stays, says so, and cannot be pressed again. */
  readonly isBusy?: boolean | undefined;
  readonly autoFocus?: boolean | undefined;
  /** As wide as the place it stands in. */
  readonly isWide?: boolean | undefined;
  readonly children?: ReactNode;
}

/** A button 64 px high with its key printed on it: `F9 Paga`. `children` come after the label. */
export function ActionButton(props: ActionButtonProps) {
  const { t } = useWords();
  const { shortcut, isBusy = false } = props;
  const isUnderWay = useDialogWork(isBusy);
  const isDisabled = props.isDisabled === true || (shortcut === 'Escape' && isUnderWay);
  const press = () => {
    if (!isBusy) props.onPress();
  };
  useShortcut(shortcut, press, { isDisabled: isDisabled || isBusy, whileTyping: props.whileTyping });
  return (
    <Button
      className={`action-button action-button--${props.tone ?? 'plain'}${props.isWide ? ' action-button--wide' : ''}`}
      onPress={press}
      isDisabled={isDisabled}
      isPending={isBusy}
      autoFocus={props.autoFocus ?? false}
    >
      {shortcut !== undefined && <KeyHint shortcut={shortcut} />}
      {props.icon !== undefined && <Icon name={props.icon} />}
      <span className="action-button__label">{isBusy ? t('ui.loading') : props.label}</span>
      {props.children}
    </Button>
  );
}
