import { useEffect, useEffectEvent } from 'react';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useDestinations } from './use-destinations.ts';

/** Where a log-in begins: goes on to the first screen of the operator's work. */
export function HomeScreen() {
  const { t } = useWords();
  const { destinations, goTo } = useDestinations();
  const first = destinations[0]?.path;
  const open = useEffectEvent(goTo);
  useEffect(() => {
    if (first !== undefined) open(first);
  }, [first]);
  if (first !== undefined) return null;
  return <EmptyState title={t('session.home.nothing')}>{t('session.home.nothing.todo')}</EmptyState>;
}
