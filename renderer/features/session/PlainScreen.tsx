import type { ReactNode } from 'react';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx';
import './session.css';

/** A whole window that says one thing, where nobody is logged in: what happened and what to press. */
export function PlainScreen(props: {
  readonly icon: IconName;
  readonly title: string;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}) {
  return (
    // Nothing is scanned here: a code that a program pastes or types fast is no scan either.
    <main className="plain-screen" data-scanner="off">
      <div className="plain-screen__box">
        <h1>
          <Icon name={props.icon} /> {props.title}
        </h1>
        {props.children}
        <div className="plain-screen__actions">
          {props.actions}
          <LanguageSwitch />
        </div>
      </div>
    </main>
  );
}
