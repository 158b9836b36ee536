import { type ReactNode, useEffect, useState } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import './dialog.css';
import { DialogWorkContext } from './dialog-work.ts';
import { ShortcutLayer } from './ShortcutLayer.tsx';

export interface DialogProps {
  readonly title: string;
  readonly children: ReactNode;
  /** The buttons at the bottom, the one to press next first. */
  readonly actions?: ReactNode;
  /** Esc, and nothing else: a press outside is too easily an accident. Without it the dialog must be answered. */
  readonly onClose?: (() => void) | undefined;
  readonly size?: 'normal' | 'wide' | undefined;
  /** How it ends is told by the screen behind: it may be left while that is under way. */
  readonly isToldBehind?: boolean | undefined;
  /** Called for whatever is typed or ticked in it. */
  readonly onInput?: (() => void) | undefined;
  /** `alertdialog` for what must be read before anything else goes on. */
  readonly isAlert?: boolean | undefined;
}

/**
 * A question in front of the screen, open for as long as it is rendered: `{isOpen && <Dialog ... />}`. Keeps
 * the focus inside and gives it back; keys do not reach the screen behind. While a button of it is busy Esc does not leave:
 * what is under way would seem to have been called off, and how it ended would be told to nobody.
 */
export function Dialog(props: DialogProps) {
  const [busyButtons, setBusyButtons] = useState(0);
  const isUnderWay = busyButtons > 0 && props.isToldBehind !== true;
  useEffect(() => () => void setTimeout(focusScreen, FOCUS_GIVEN_BACK_MS), []);
  return (
    <ModalOverlay
      className="dialog-ground"
      isOpen
      isKeyboardDismissDisabled={props.onClose === undefined || isUnderWay}
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
            <DialogWorkContext value={{ isUnderWay, setBusyButtons }}>
              <div className="dialog__content" onInput={props.onInput}>
                {props.children}
              </div>
              {props.actions !== undefined && <div className="dialog__actions">{props.actions}</div>}
            </DialogWorkContext>
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
