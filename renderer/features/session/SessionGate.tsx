import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { onCounterEvent } from '../../client/client.ts';
import { applyEvent, useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { Screens } from '../../router.tsx';
import { heldKeys } from '../../typing-ahead/typing-ahead.ts';
import { RestoreOutcomeDialog } from '../backup/RestoreOutcomeDialog.tsx';
import { SetupScreen } from '../setup/SetupScreen.tsx';
import { StartFailureScreen } from '../start-failure/StartFailureScreen.tsx';
import { OutOfDateScreen } from '../sync/OutOfDateScreen.tsx';
import { WithdrawingScreen } from '../sync/WithdrawingScreen.tsx';
import { LogInScreen } from './LogInScreen.tsx';
import { OpenElsewhereScreen } from './OpenElsewhereScreen.tsx';
import { SessionContext } from './session-context.ts';
import { UnreachableScreen } from './UnreachableScreen.tsx';

/** Decides by the state of this window which screens it shows. Everything else is behind it. */
export function SessionGate() {
  return (
    <>
      <GatedScreen />
      <RestoreOutcomeDialog />
    </>
  );
}

function GatedScreen() {
  const { t } = useWords();
  const queryClient = useQueryClient();
  useEffect(() => onCounterEvent((event) => applyEvent(queryClient, event)), [queryClient]);
  const answer = useAnswer('session.status', {});
  const status = answer.data?.ok === true ? answer.data.value : null;
  const isSignedIn = status?.phase === 'signedIn';
  useEffect(() => {
    if (isSignedIn) return;
    heldKeys.clear();
    // What one operator may read is not kept for the next.
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
  }, [isSignedIn, queryClient]);
  if (answer.data === undefined) return <p className="session-wait">{t('ui.loading')}</p>;
  if (status === null) return <UnreachableScreen onTry={() => void answer.refetch()} />;
  switch (status.phase) {
    case 'startFailure':
      return <StartFailureScreen failure={status.failure} />;
    case 'setup':
      return <SetupScreen />;
    case 'outOfDate':
      return <OutOfDateScreen />;
    case 'withdrawing':
      return <WithdrawingScreen first={status} />;
    case 'openElsewhere':
      return <OpenElsewhereScreen />;
    case 'signedOut':
      return <LogInScreen key={status.lockedOperatorId} status={status} />;
    case 'signedIn':
      return (
        <SessionContext value={status}>
          <Screens />
        </SessionContext>
      );
  }
}
