import { useState } from 'react';
import { parseHubAddress } from '../../../shared/sync/hub-address.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { RecoveryStep } from '../setup/RecoveryStep.tsx';
import '../setup/setup.css';

const STEPS = ['place', 'recovery', 'code'] as const;

/**
 * In the first run: an empty counter joins a network that is there. The code of the other counter is asked last, because
 * it is good for ten minutes and the recovery code takes longer to write down.
 */
export function JoinNetworkScreen(props: { readonly onBack: () => void }) {
  const { t } = useWords();
  const join = useCommand('setup.join');
  const [step, setStep] = useState<(typeof STEPS)[number]>('place');
  const [address, setAddress] = useState('');
  const [deviceName, setDeviceName] = useState('');
  const [code, setCode] = useState('');
  const [isCodeConfirmed, setIsCodeConfirmed] = useState(false);
  const [showsProblems, setShowsProblems] = useState(false);
  const index = STEPS.indexOf(step);
  const isComplete = {
    place: parseHubAddress(address) !== null && deviceName.trim() !== '',
    recovery: isCodeConfirmed,
    code: code.trim() !== '',
  }[step];
  const next = () => {
    if (!isComplete) return setShowsProblems(true);
    setShowsProblems(false);
    const following = STEPS[index + 1];
    if (following !== undefined) return setStep(following);
    if (!join.isPending) join.mutate({ address, code, deviceName: deviceName.trim() });
  };
  const back = () => {
    const before = STEPS[index - 1];
    if (before === undefined) props.onBack();
    else setStep(before);
  };
  return (
    <main className="setup" data-scanner="off">
      <header className="setup__head">
        <h1>{t('sync.setup.title')}</h1>
        <p>{t('setup.step', { step: index + 1, steps: STEPS.length })}</p>
        <LanguageSwitch />
      </header>
      <div className="setup__content">
        {step === 'place' && (
          <>
            <p>{t('sync.setup.what')}</p>
            <div className="setup__fields">
              <TextField
                label={t('sync.address')}
                hint={t('sync.address.hint')}
                value={address}
                onChange={setAddress}
                problem={
                  showsProblems && parseHubAddress(address) === null ? t('sync.setup.address.problem') : null
                }
                autoFocus
              />
              <TextField
                label={t('setup.deviceName')}
                hint={t('setup.deviceName.hint')}
                value={deviceName}
                onChange={setDeviceName}
                problem={showsProblems && deviceName.trim() === '' ? t('setup.missing') : null}
                maxLength={80}
              />
            </div>
          </>
        )}
        {step === 'recovery' && (
          <RecoveryStep
            networkName="Bancone"
            siteName={deviceName}
            isConfirmed={isCodeConfirmed}
            onConfirmed={setIsCodeConfirmed}
          />
        )}
        {step === 'code' && (
          <>
            <p>{t('sync.setup.whenCode')}</p>
            <TextField
              label={t('sync.code')}
              hint={t('sync.code.hint')}
              value={code}
              onChange={(text) => setCode(text.toUpperCase())}
              problem={showsProblems && code.trim() === '' ? t('setup.missing') : null}
              maxLength={20}
              autoFocus
            />
            {join.data?.ok === false && <FailureNotice failure={join.data.error} />}
          </>
        )}
      </div>
      <footer className="setup__actions">
        {/* Until the recovery code is confirmed Enter belongs to its step. */}
        {(step !== 'recovery' || isCodeConfirmed) && (
          <ActionButton
            label={step === 'code' ? t('sync.setup.join') : t('sync.setup.next')}
            shortcut={step === 'code' ? 'F9' : 'Enter'}
            tone="primary"
            isBusy={join.isPending}
            onPress={next}
          />
        )}
        <ActionButton
          label={t('sync.setup.back')}
          shortcut="Escape"
          onPress={back}
          isDisabled={join.isPending}
        />
      </footer>
    </main>
  );
}
