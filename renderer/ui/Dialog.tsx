import type { ReactNode } from 'react';
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
