import { useState } from 'react';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { usePageLeaving } from '../../ui/LeaveQuestion.tsx';
import { TextField } from '../../ui/TextField.tsx';

/** Brings this counter's network to an empty hub. */
export function JoinForm() {
  const { t } = useWords();
  const join = useCommand('sync.join');
  const [address, setAddress] = useState('');
  const [code, setCode] = useState('');
  // What was sent goes its way without this form.
  usePageLeaving({ isChanged: address + code !== '' && !join.isPending });
  const isComplete = address.trim() !== '' && code.trim() !== '';
  const send = () => {
    if (isComplete && !join.isPending) join.mutate({ address, code });
  };
  return (
    <section className="sync__form" aria-label={t('sync.join.heading')}>
      <h2>{t('sync.join.heading')}</h2>
      <TextField
        label={t('sync.address')}
        hint={t('sync.address.hint')}
        value={address}
        onChange={setAddress}
        onSubmit={send}
      />
      <TextField
        label={t('sync.code')}
        hint={t('sync.join.code.hint')}
        value={code}
        onChange={(text) => setCode(text.toUpperCase())}
        onSubmit={send}
        maxLength={20}
      />
      {join.data?.ok === false && <FailureNotice failure={join.data.error} />}
      <ActionButton
        label={t('sync.join')}
        shortcut="F9"
        tone="primary"
        isBusy={join.isPending}
        isDisabled={!isComplete}
        onPress={send}
      />
    </section>
  );
}
