import { type ReactNode, useEffect } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import './dialog.css';
import { ShortcutLayer } from './ShortcutLayer.tsx';

export interface DialogProps {
  readonly title: string;
  readonly children: ReactNode;
  /** The buttons at the bottom, the one to press next first. */
  readonly actions?: ReactNode;
  /** Esc, and nothing else: a press outside is too easily an accident. Without it the dialog must be answered. */
  readonly onClose?: (() => void) | undefined;
  readonly size?: 'normal' | 'wide' | undefined;
  /** `alertdialog` for what must be read before anything else goes on. */
  readonly isAlert?: boolean | undefined;
}

/**
 * A question in front of the screen, open for as long as it is rendered: `{isOpen && <Dialog ... />}`. Keeps
 * the focus inside and gives it back; keys do not reach the screen behind.
 */
export function Dialog(props: DialogProps) {
  useEffect(() => () => void setTimeout(focusScreen, FOCUS_GIVEN_BACK_MS), []);
  return (
    <ModalOverlay
      className="dialog-ground"
      isOpen
      isKeyboardDismissDisabled={props.onClose === undefined}
      onOpenChange={(isOpen) => {
        if (!isOpen) props.onClose?.();
      }}
    >
      <Modal className={`dialog dialog--${props.size ?? 'normal'}`}>
        <AriaDialog className="dialog__box" role={props.isAlert ? 'alertdialog' : 'dialog'}>
          <Heading slot="title" level={2} className="dialog__title">
            {props.title}
          </Heading>
          <ShortcutLayer>
            <div className="dialog__content">{props.children}</div>
            {props.actions !== undefined && <div className="dialog__actions">{props.actions}</div>}
          </ShortcutLayer>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Longer than React Aria takes to give the focus back to what had it. */
const FOCUS_GIVEN_BACK_MS = 100;

/** After the second of two dialogs in a row what had the focus is gone: Tab then begins in the screen, not in the menu. */
function focusScreen(): void {
  if (document.activeElement !== document.body) return;
  document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true });
}
