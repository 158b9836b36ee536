import { Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useState } from 'react';
import { Button } from 'react-aria-components';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { useHubStanding } from '../../ui/hub-standing.ts';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { KeyHint } from '../../ui/KeyHint.tsx';
import { LeavingRoot } from '../../ui/LeaveQuestion.tsx';
import { Shell } from '../../ui/Shell.tsx';
import { useShortcut } from '../../ui/ShortcutLayer.tsx';
import { StatusLine } from '../../ui/StatusLine.tsx';
import type { ShortcutKey } from '../../ui/shortcuts.ts';
import { PrintNotice } from '../printing/PrintNotice.tsx';
import { ChangePinDialog } from './ChangePinDialog.tsx';
import { roleNames } from './role-names.ts';
import { useSession } from './session-context.ts';
import './session.css';
import { useDestinations } from './use-destinations.ts';
import { useIdleLock } from './use-idle-lock.ts';

/** Around every screen behind the log-in: who, where, in which mode, and the keys to the other parts. */
export function Frame() {
  const words = useWords();
  const { place, operator, lockAfterMinutes } = useSession();
  const { destinations, goTo } = useDestinations();
  const lock = useCommand('session.lock');
  const sync = useAnswer('sync.status', {});
  const exchange = sync.data?.ok === true && sync.data.value.type === 'joined' ? sync.data.value : null;
  const standing = useHubStanding(exchange);
  const [isPinOpen, setIsPinOpen] = useState(false);
  const lockNow = () => lock.mutate({});
  useIdleLock(lockAfterMinutes, lockNow);
  const path = useLocation({ select: (location) => location.pathname });
  // A part may lie below another one, as the turns below the laundry: the longer address is the one.
  const [current] = destinations
    .filter((each) => path === each.path || path.startsWith(`${each.path}/`))
    .sort((a, b) => b.path.length - a.path.length);
  const leave = useEffectEvent(() => goTo('/'));
  const isLost = path !== '/' && current === undefined;
  useEffect(() => {
    // Another operator's address, kept by the window while it was locked.
    if (isLost) leave();
  }, [isLost]);
  return (
    <Shell
      isDemo={place.isDemo}
      status={
        <StatusLine
          siteName={place.siteName}
          operatorName={operator.displayName}
          roleName={roleNames(words, operator.roles)}
          mode={place.isDemo ? 'demo' : 'real'}
          waiting={
            exchange === null
              ? null
              : { operations: exchange.waiting, lastSentAt: exchange.heardAt, hub: standing }
          }
          actions={
            <ActionButton label={words.t('session.lock')} icon="lock" shortcut="F10" onPress={lockNow} />
          }
        />
      }
    >
      <div className="frame">
        <nav className="frame__menu" aria-label={words.t('session.nav')}>
          {destinations.map((each) => (
            <RailButton
              key={each.path}
              shortcut={each.shortcut}
              icon={each.icon}
              label={words.t(each.label)}
              isCurrent={each === current}
              onPress={() => goTo(each.path)}
            />
          ))}
          <RailButton
            shortcut="F11"
            icon="lock"
            label={words.t('session.myPin')}
            isCurrent={false}
            isLast
            onPress={() => setIsPinOpen(true)}
          />
        </nav>
        <div className="frame__work">
          <PrintNotice />
          <div className="frame__screen">
            <LeavingRoot>{isLost ? null : <Outlet />}</LeavingRoot>
          </div>
        </div>
      </div>
      {isPinOpen && <ChangePinDialog onClose={() => setIsPinOpen(false)} />}
    </Shell>
  );
}

function RailButton(props: {
  readonly shortcut: ShortcutKey;
  readonly icon: IconName;
  readonly label: string;
  readonly isCurrent: boolean;
  /** Stands apart, at the bottom. */
  readonly isLast?: boolean;
  readonly onPress: () => void;
}) {
  useShortcut(props.shortcut, props.onPress);
  return (
    <Button
      className={`frame__place${props.isLast ? ' frame__place--last' : ''}`}
      onPress={props.onPress}
      {...(props.isCurrent ? { 'aria-current': 'page' as const } : {})}
    >
      <span className="frame__key">
        <KeyHint shortcut={props.shortcut} />
        {/* A key with two names takes the room of the drawing. */}
        {!props.shortcut.includes('+') && <Icon name={props.icon} />}
      </span>
      {props.label}
    </Button>
  );
}
