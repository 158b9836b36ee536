import type { ReactNode } from 'react';
import type { NetworkView } from '../../../shared/contract/hub-network-contract.ts';

/** What a tab of the network is given: what the hub says, and the key that asks it again. */
export type NetworkTabProps = { readonly view: NetworkView; readonly refresh: ReactNode };

/** What a tab is about, and beside it, where there is room, what can be done: the list below begins as high as it can. */
export function TabLead(props: { readonly text: ReactNode; readonly children: ReactNode }) {
  return (
    <div className="sync__lead">
      <p>{props.text}</p>
      <div className="sync__keys">{props.children}</div>
    </div>
  );
}
