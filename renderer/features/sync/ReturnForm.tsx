import { useState } from 'react';
import type { TurnedAway } from '../../../shared/contract/sync-contract.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { usePageLeaving } from '../../ui/LeaveQuestion.tsx';
import { TextField } from '../../ui/TextField.tsx';

const COMMAND_BEFORE = { firstDownload: 'setup.return', upToDate: 'sync.returnOutOfDate' } as const;

/** The way back to a hub that was restored from before this counter joined: with a code, and all that it has. */
export function ReturnForm(props: {
  readonly turnedAway: TurnedAway;
  /** What is waited for before anybody can log in; nothing where somebody is. */
  readonly before?: 'firstDownload' | 'upToDate';
}) {
  const { t } = useWords();
  const { comesBackAs, siteName } = props.turnedAway;
  const back = useCommand(props.before === undefined ? 'sync.return' : COMMAND_BEFORE[props.before]);
  const [code, setCode] = useState('');
  // What was sent goes its way without this form.
  usePageLeaving({ isChanged: code !== '' && !back.isPending });
  const isComplete = code.trim() !== '';
  const send = () => {
    if (isComplete && !back.isPending) back.mutate({ code });
  };
  const how =
    comesBackAs === 'member' && siteName === null
      ? t('sync.return.how.member.unnamed')
      : t(`sync.return.how.${comesBackAs}`, { site: siteName ?? '' });
  return (
    <section className="sync__form" aria-label={t('sync.return.heading')}>
      <h2>{t('sync.return.heading')}</h2>
      <p>{how}</p>
      <div className="sync__row">
        <TextField
          label={t('sync.code')}
          value={code}
          onChange={(text) => setCode(text.toUpperCase())}
          onSubmit={send}
          autoFocus
          maxLength={20}
        />
        <ActionButton
          label={t('sync.return')}
          shortcut="F9"
          tone="primary"
          isBusy={back.isPending}
          isDisabled={!isComplete}
          onPress={send}
        />
      </div>
      {back.data?.ok === false && <FailureNotice failure={back.data.error} />}
    </section>
  );
}
