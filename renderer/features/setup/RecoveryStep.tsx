import { useEffect, useEffectEvent, useState } from 'react';
import { useCommand } from '../../client/use-command.ts';
import { formatDateAt } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';

/** Shows the code once, prints it, and has it typed back from the paper while it is hidden. */
export function RecoveryStep(props: {
  readonly networkName: string;
  readonly siteName: string;
  readonly isConfirmed: boolean;
  readonly onConfirmed: (isConfirmed: boolean) => void;
}) {
  const { t } = useWords();
  const make = useCommand('setup.makeRecoveryCode');
  const check = useCommand('setup.checkRecoveryCode');
  const [isWritten, setIsWritten] = useState(false);
  const [typed, setTyped] = useState('');
  const code = make.data?.ok === true ? make.data.value.code : null;
  const { isConfirmed } = props;
  const begin = useEffectEvent(() => {
    if (!isConfirmed && make.isIdle) make.mutate({});
  });
  useEffect(() => begin(), []);
  const failure = check.data?.ok === false ? check.data.error : null;

  const send = async () => {
    const answer = await check.mutateAsync({ code: typed });
    props.onConfirmed(answer.ok);
  };
  const makeAnother = () => {
    props.onConfirmed(false);
    setIsWritten(false);
    setTyped('');
    check.reset();
    make.mutate({});
  };
  if (isConfirmed) {
    return (
      <>
        <Notice tone="ok" title={t('setup.recovery.confirmed')}>
          {t('setup.recovery.keep')}
        </Notice>
        <div>
          <ActionButton label={t('setup.recovery.another')} shortcut="F6" onPress={makeAnother} />
        </div>
      </>
    );
  }
  return (
    <>
      <p>{t('setup.recovery.why')}</p>
      {code !== null && !isWritten && (
        <>
          <section className="recovery-sheet">
            <h2>{t('setup.recovery.sheet', { network: props.networkName, site: props.siteName })}</h2>
            <p className="recovery-sheet__code">{code}</p>
            <p className="recovery-sheet__day">{formatDateAt(Date.now())}</p>
            <p>{t('setup.recovery.keep')}</p>
          </section>
          <div className="setup__row">
            <ActionButton
              label={t('setup.recovery.print')}
              shortcut="F8"
              icon="print"
              onPress={() => window.print()}
            />
            <ActionButton
              label={t('setup.recovery.written')}
              shortcut="Enter"
              tone="primary"
              onPress={() => setIsWritten(true)}
            />
          </div>
        </>
      )}
      {isWritten && (
        <>
          <TextField
            label={t('setup.recovery.typeBack')}
            hint={t('session.recoveryCode.hint')}
            value={typed}
            onChange={setTyped}
            maxLength={60}
            autoFocus
          />
          {failure !== null && <FailureNotice failure={failure} />}
          <div className="setup__row">
            <ActionButton
              label={t('setup.recovery.check')}
              shortcut="Enter"
              tone="primary"
              isBusy={check.isPending}
              isDisabled={typed.trim() === ''}
              onPress={() => void send()}
            />
            <ActionButton
              label={t('setup.recovery.show')}
              shortcut="F6"
              onPress={() => setIsWritten(false)}
            />
          </div>
        </>
      )}
    </>
  );
}
