import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { FactList } from '../../ui/FactList.tsx';
import { useSession } from '../session/session-context.ts';

/** What somebody who helps over the telephone asks for. */
export function AboutPart() {
  const { t } = useWords();
  const { place } = useSession();
  const answer = useAnswer('administration.about', {});
  return (
    <AnswerView answer={answer.data}>
      {(about) => {
        const lines = [
          [t('administration.about.version'), about.version],
          [t('setup.networkName'), place.networkName],
          [t('administration.about.site'), `${place.siteName} (${place.siteShortName})`],
          [t('administration.about.dataFolder'), about.dataFolder],
          [
            t('administration.about.key'),
            about.keyProtection === 'keychain' ? t('setup.key.keychain') : t('setup.key.file'),
          ],
          [t('administration.about.logFolder'), about.logFolder],
          [
            t('administration.about.operations'),
            t('administration.about.count', { count: about.operations }),
          ],
          [t('administration.about.device'), about.deviceId],
        ] as const;
        return (
          <div className="administration__scroll">
            <FactList lines={lines} />
          </div>
        );
      }}
    </AnswerView>
  );
}
