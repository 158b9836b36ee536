import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon.tsx';
import './notice.css';

/** Where a list would be: says why there is nothing, and what to do next. */
export function EmptyState(props: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly icon?: IconName | undefined;
  readonly actions?: ReactNode;
}) {
  return (
    <div className="empty-state">
      <Icon name={props.icon ?? 'empty'} />
      <strong>{props.title}</strong>
      {props.children !== undefined && <div>{props.children}</div>}
      {props.actions}
    </div>
  );
}
