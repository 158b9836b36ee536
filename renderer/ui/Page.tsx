import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
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
        <main ref={main} className="page__main" tabIndex={-1} onKeyDown={scrollByKey}>
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

/** How far each key goes, in parts of what is in sight. */
const SCROLLED_BY: Readonly<Record<string, number>> = {
  ArrowDown: 0.2,
  ArrowUp: -0.2,
  PageDown: 0.9,
  PageUp: -0.9,
};

/** While nothing in the screen has the focus its keys move what is longer than the screen: without a mouse nobody saw its end. */
function scrollByKey(event: KeyboardEvent<HTMLElement>): void {
  const part = SCROLLED_BY[event.key];
  const { currentTarget: main, target } = event;
  if (part === undefined || target !== main) return;
  const long = [...main.querySelectorAll('*')].find(
    (each) => each.scrollHeight > each.clientHeight && getComputedStyle(each).overflowY === 'auto',
  );
  if (long === undefined) return;
  event.preventDefault();
  long.scrollBy({ top: part * long.clientHeight });
}
