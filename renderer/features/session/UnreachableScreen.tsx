import { useEffect, useEffectEvent } from 'react';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { PlainScreen } from './PlainScreen.tsx';

const TRY_EVERY_MS = 1500;

/** The program behind this window was closed: says so, and goes on by itself when it is back. */
export function UnreachableScreen(props: { readonly onTry: () => void }) {
  const { t } = useWords();
  const tryAgain = useEffectEvent(props.onTry);
  useEffect(() => {
    const timer = setInterval(() => tryAgain(), TRY_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <PlainScreen
      icon="warning"
      title={t('session.unreachable.title')}
      actions={
        <ActionButton
          label={t('session.unreachable.retry')}
          shortcut="Enter"
          tone="primary"
          onPress={props.onTry}
          autoFocus
        />
      }
    >
      <p>{t('session.unreachable.kept')}</p>
      <p>{t('session.unreachable.todo')}</p>
    </PlainScreen>
  );
}
