import { type ReactNode, useEffect, useRef } from 'react';
import './shell.css';

export interface PageProps {
  readonly title: string;
  /** Hidden from sight where the screen is plainly what it is, as the till; a screen reader still says it. */
  readonly isTitleHidden?: boolean | undefined;
  /** Beside the title: a search, a figure. */
  readonly heading?: ReactNode;
  /** Menu at the side, a `SideNav`. */
  readonly side?: ReactNode;
  readonly children: ReactNode;
  /** `ActionButton`s with their keys, the next step first. They stay at the bottom of the screen. */
  readonly actions?: ReactNode;
  /** The content fills the height and has panes that scroll by themselves. */
  readonly isFilled?: boolean | undefined;
}

/** One screen: title, content that scrolls, and the keys at the bottom. */
export function Page(props: PageProps) {
  const main = useRef<HTMLElement>(null);
  useEffect(() => takeFocus(main.current, props.title), [props.title]);
  return (
    <div className="page">
      <div className="page__body">
        {props.side}
        <main ref={main} className="page__main" tabIndex={-1}>
          <div className={props.isTitleHidden ? 'only-heard' : 'page__heading'}>
            <h1>{props.title}</h1>
            {props.heading}
          </div>
          <div className={`page__content${props.isFilled ? ' page__content--filled' : ''}`}>
            {props.children}
          </div>
        </main>
      </div>
      {props.actions !== undefined && <footer className="page__actions">{props.actions}</footer>}
    </div>
  );
}

/** Another screen begins where Tab reaches its own parts first, and not after the whole menu. */
function takeFocus(main: HTMLElement | null, title: string): void {
  const focused = document.activeElement;
  const isInMenu = focused === document.body || focused?.closest('nav') !== null;
  if (title !== '' && isInMenu) main?.focus({ preventScroll: true });
}
