import { type ReactNode, useRef } from 'react';
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components';
import { formatCount } from '../format/figures.ts';
import { KeyHint } from './KeyHint.tsx';
import { useLeave } from './LeaveQuestion.tsx';
import { useShortcut } from './ShortcutLayer.tsx';
import './shell.css';

/** More than these do not stand in one row beside their keys. */
const MANY = 5;

/** A few views of one thing, side by side; arrows and their keys walk them. Only the chosen one is drawn. */
export function Tabs<Key extends string>(props: {
  readonly label: string;
  readonly items: readonly {
    readonly key: Key;
    readonly label: string;
    /** How many things of its sort there are; shown where there are any. */
    readonly count?: number | undefined;
    readonly content: ReactNode;
  }[];
  readonly selectedKey: Key;
  readonly onSelect: (key: Key) => void;
  /** Prints Alt+1 and so on upon them: for screens whose parts at the side have not got those keys. */
  readonly isWithAlt?: boolean | undefined;
}) {
  const leave = useLeave();
  const list = useRef<HTMLDivElement>(null);
  // The arrows have moved it before it is asked.
  const focusOpen = () => list.current?.querySelector<HTMLElement>('[aria-selected=true]')?.focus();
  const select = (key: Key, then?: () => void) => {
    if (key === props.selectedKey) return then?.();
    const go = () => {
      props.onSelect(key);
      then?.();
    };
    // With a key of its own the focus is elsewhere, and goes back there.
    leave(go, then === undefined ? focusOpen : undefined);
  };
  return (
    <AriaTabs
      className="tabs"
      selectedKey={props.selectedKey}
      onSelectionChange={(key) => {
        const item = props.items.find((each) => each.key === key);
        if (item !== undefined) select(item.key);
      }}
    >
      <TabList
        ref={list}
        className={`tabs__list${props.items.length > MANY ? ' tabs__list--many' : ''}`}
        aria-label={props.label}
      >
        {props.items.map((item, index) => (
          <OneTab
            key={item.key}
            id={item.key}
            label={item.label}
            count={item.count ?? 0}
            shortcut={props.isWithAlt ? `Alt+${index + 1}` : null}
            onPress={(focus) => select(item.key, focus)}
          />
        ))}
      </TabList>
      {props.items.map((item) => (
        <TabPanel key={item.key} id={item.key} className="tabs__panel">
          {item.content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}

/** Its key puts the focus upon the tab as well: Tab then goes on into what it shows. */
function OneTab(props: {
  readonly id: string;
  readonly label: string;
  readonly count: number;
  readonly shortcut: string | null;
  /** Is given how to put the focus upon the tab. */
  readonly onPress: (focus: () => void) => void;
}) {
  const tab = useRef<HTMLDivElement>(null);
  useShortcut(props.shortcut, () => props.onPress(() => tab.current?.focus()));
  return (
    <Tab ref={tab} id={props.id} className="tabs__tab">
      {props.shortcut !== null && <KeyHint shortcut={props.shortcut} />}
      <span className="tabs__label">{props.label}</span>
      {props.count > 0 && <span className="tabs__count">{formatCount(props.count)}</span>}
    </Tab>
  );
}
