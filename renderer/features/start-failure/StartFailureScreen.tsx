import type { StartFailure } from '../../../shared/contract/start-failure.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { PlainScreen } from '../session/PlainScreen.tsx';

/** Why the counter could not open its database. */
export function StartFailureScreen(props: { readonly failure: StartFailure }) {
  const { t } = useWords();
  return (
    <PlainScreen icon="problem" title={t('session.startFailure.title')}>
      <p>{t('session.startFailure.code', { code: props.failure.type })}</p>
    </PlainScreen>
  );
}
