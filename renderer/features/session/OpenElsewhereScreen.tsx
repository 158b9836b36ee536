import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { PlainScreen } from './PlainScreen.tsx';

/** One till window per counter: a second one says so and offers to take over. */
export function OpenElsewhereScreen() {
  const { t } = useWords();
  const useHere = useCommand('session.useHere');
  return (
    <PlainScreen
      icon="alone"
      title={t('session.elsewhere.title')}
      actions={
        <ActionButton
          label={t('session.elsewhere.useHere')}
          shortcut="Enter"
          tone="primary"
          isBusy={useHere.isPending}
          onPress={() => useHere.mutate({})}
          autoFocus
        />
      }
    >
      <p>{t('session.elsewhere.why')}</p>
      <p>{t('session.elsewhere.todo')}</p>
    </PlainScreen>
  );
}
