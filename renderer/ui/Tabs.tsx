import { type ReactNode, useRef } from 'react';
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components';
import { KeyHint } from './KeyHint.tsx';
import { useShortcut } from './ShortcutLayer.tsx';
import './shell.css';

/** A few views of one thing, side by side; arrows and their keys walk them. Only the chosen one is drawn. */
export function Tabs<Key extends string>(props: {
  readonly label: string;
  readonly items: readonly { readonly key: Key; readonly label: string; readonly content: ReactNode }[];
  readonly selectedKey: Key;
  readonly onSelect: (key: Key) => void;
  /** Prints Alt+1 and so on upon them: for screens whose parts at the side have not got those keys. */
  readonly isWithAlt?: boolean | undefined;
}) {
  return (
    <AriaTabs
      className="tabs"
      selectedKey={props.selectedKey}
      onSelectionChange={(key) => {
        const item = props.items.find((each) => each.key === key);
        if (item !== undefined) props.onSelect(item.key);
      }}
    >
      <TabList className="tabs__list" aria-label={props.label}>
        {props.items.map((item, index) => (
          <OneTab
            key={item.key}
            id={item.key}
            label={item.label}
            shortcut={props.isWithAlt ? `Alt+${index + 1}` : null}
            onPress={() => props.onSelect(item.key)}
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
  readonly shortcut: string | null;
  readonly onPress: () => void;
}) {
  const tab = useRef<HTMLDivElement>(null);
  useShortcut(props.shortcut, () => {
    props.onPress();
    tab.current?.focus();
  });
  return (
    <Tab ref={tab} id={props.id} className="tabs__tab">
      {props.shortcut !== null && <KeyHint shortcut={props.shortcut} />}
      {props.label}
    </Tab>
  );
}
