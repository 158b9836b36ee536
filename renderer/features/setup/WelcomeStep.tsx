import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { Notice } from '../../ui/Notice.tsx';

/** What is about to be done, what it needs, and the two cases where it is not what is wanted. */
export function WelcomeStep() {
  const { t } = useWords();
  const place = useAnswer('setup.place', {});
  return (
    <>
      <p>{t('setup.welcome.what')}</p>
      <p>{t('setup.welcome.need')}</p>
      <Notice tone="warning" title={t('setup.welcome.hub')}>
        {t('setup.welcome.hub.why')}
      </Notice>
      {place.data?.ok === true && (
        <Notice tone="info" title={t('setup.welcome.place', { folder: place.data.value.dataFolder })}>
          {place.data.value.keyProtection === 'keychain' ? t('setup.key.keychain') : t('setup.key.file')}
        </Notice>
      )}
    </>
  );
}
