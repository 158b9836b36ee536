import { Button } from 'react-aria-components';
import { Icon, type IconName } from './Icon.tsx';
import { KeyHint } from './KeyHint.tsx';
import { useLeave } from './LeaveQuestion.tsx';
import { useShortcut } from './ShortcutLayer.tsx';
import './shell.css';

export interface NavItem<Key extends string> {
  readonly key: Key;
  readonly label: string;
  readonly icon?: IconName | undefined;
  /** A short figure after the label, such as how many wait. */
  readonly badge?: string | undefined;
}

/** The parts of a big screen, one above the other. The first ten have the keys 1 to 9 and 0. */
export function SideNav<Key extends string>(props: {
  readonly label: string;
  readonly items: readonly NavItem<Key>[];
  readonly selectedKey: Key;
  readonly onSelect: (key: Key) => void;
  /** For screens that begin in a field, where a bare digit is typed: the keys are then Alt+1 and so on. */
  readonly isWithAlt?: boolean | undefined;
}) {
  const leave = useLeave();
  const select = (key: Key) => {
    if (key !== props.selectedKey) leave(() => props.onSelect(key));
  };
  return (
    <nav className={`side-nav${props.isWithAlt ? ' side-nav--wide' : ''}`} aria-label={props.label}>
      {props.items.map((item, index) => (
        <NavButton
          key={item.key}
          item={item}
          shortcut={index < 10 ? `${props.isWithAlt ? 'Alt+' : ''}${(index + 1) % 10}` : null}
          isSelected={item.key === props.selectedKey}
          onPress={() => select(item.key)}
        />
      ))}
    </nav>
  );
}

function NavButton(props: {
  readonly item: NavItem<string>;
  readonly shortcut: string | null;
  readonly isSelected: boolean;
  readonly onPress: () => void;
}) {
  const { item, shortcut } = props;
  useShortcut(shortcut, props.onPress);
  return (
    <Button
      className="side-nav__item"
      onPress={props.onPress}
      {...(props.isSelected ? { 'aria-current': 'page' as const } : {})}
    >
      {shortcut !== null && <KeyHint shortcut={shortcut} />}
      {item.icon !== undefined && <Icon name={item.icon} />}
      <span className="side-nav__label">{item.label}</span>
      {item.badge !== undefined && <span className="side-nav__badge">{item.badge}</span>}
    </Button>
  );
}
