import { Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { Button } from 'react-aria-components';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { KeyHint } from '../../ui/KeyHint.tsx';
import { Shell } from '../../ui/Shell.tsx';
import { useShortcut } from '../../ui/ShortcutLayer.tsx';
import { StatusLine } from '../../ui/StatusLine.tsx';
import { PrintNotice } from '../printing/PrintNotice.tsx';
import type { Destination } from './destinations.ts';
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
  const lockNow = () => lock.mutate({});
  useIdleLock(lockAfterMinutes, lockNow);
  const path = useLocation({ select: (location) => location.pathname });
  const current = destinations.find((each) => path === each.path || path.startsWith(`${each.path}/`));
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
            place.waiting === null
              ? null
              : { operations: place.waiting.count, lastSentAt: place.waiting.lastSentAt }
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
            <MenuButton
              key={each.path}
              destination={each}
              isCurrent={each === current}
              onPress={() => goTo(each.path)}
            />
          ))}
        </nav>
        <div className="frame__work">
          <PrintNotice />
          <div className="frame__screen">{isLost ? null : <Outlet />}</div>
        </div>
      </div>
    </Shell>
  );
}

function MenuButton(props: {
  readonly destination: Destination;
  readonly isCurrent: boolean;
  readonly onPress: () => void;
}) {
  const { t } = useWords();
  const { shortcut, icon, label } = props.destination;
  useShortcut(shortcut, props.onPress);
  return (
    <Button
      className="frame__place"
      onPress={props.onPress}
      {...(props.isCurrent ? { 'aria-current': 'page' as const } : {})}
    >
      <span className="frame__key">
        <KeyHint shortcut={shortcut} />
        <Icon name={icon} />
      </span>
      {t(label)}
    </Button>
  );
}
