import type { ReactNode } from 'react';
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components';
import './shell.css';

/** A few views of one thing, side by side; arrows walk them. Only the chosen one is drawn. */
export function Tabs<Key extends string>(props: {
  readonly label: string;
  readonly items: readonly { readonly key: Key; readonly label: string; readonly content: ReactNode }[];
  readonly selectedKey: Key;
  readonly onSelect: (key: Key) => void;
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
        {props.items.map((item) => (
          <Tab key={item.key} id={item.key} className="tabs__tab">
            {item.label}
          </Tab>
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
