import { useState } from 'react';
import type { Printer } from '../../../shared/domain/printer.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx';
import { type NewPin, noNewPin } from '../../ui/NewPinFields.tsx';
import { RestorePanel } from '../backup/RestorePanel.tsx';
import { PlainScreen } from '../session/PlainScreen.tsx';
import { JoiningScreen } from '../sync/JoiningScreen.tsx';
import { JoinNetworkScreen } from '../sync/JoinNetworkScreen.tsx';
import { AdministratorStep } from './AdministratorStep.tsx';
import { PrinterStep } from './PrinterStep.tsx';
import { RecoveryStep } from './RecoveryStep.tsx';
import './setup.css';
import { SiteStep } from './SiteStep.tsx';
import { SummaryStep } from './SummaryStep.tsx';
import { isName, isPersonName, isPrinter, isShortName, keepDraft, readDraft } from './setup-draft.ts';
import { WelcomeStep } from './WelcomeStep.tsx';

const STEPS = ['welcome', 'site', 'administrator', 'recovery', 'printer', 'summary'] as const;
type Step = (typeof STEPS)[number];

/** The first run of a real counter; one that has joined a network waits for all of it. */
export function SetupScreen() {
  const [isJoining, setIsJoining] = useState(false);
  const [keptAside, setKeptAside] = useState<string | null>(null);
  const joining = useAnswer('setup.joining', {});
  if (joining.data?.ok === true && joining.data.value.type === 'downloading') {
    return <JoiningScreen first={joining.data.value} onStartedOver={setKeptAside} />;
  }
  if (isJoining) return <JoinNetworkScreen onBack={() => setIsJoining(false)} />;
  return (
    <>
      <SetupWizard onJoin={() => setIsJoining(true)} />
      {keptAside !== null && <StartedOverDialog folder={keptAside} onNext={() => setKeptAside(null)} />}
    </>
  );
}

/** In front of a set-up that begins again: where the data of before are. */
function StartedOverDialog(props: { readonly folder: string; readonly onNext: () => void }) {
  const { t } = useWords();
  return (
    <Dialog
      title={t('setup.startedOver')}
      isAlert
      actions={
        <ActionButton
          label={t('setup.next')}
          shortcut="Enter"
          tone="primary"
          autoFocus
          onPress={props.onNext}
        />
      }
    >
      <p className="setup__path">{t('setup.startedOver.aside', { folder: props.folder })}</p>
    </Dialog>
  );
}

/** A new network, step by step. Nothing is recorded before the last one. */
function SetupWizard(props: { readonly onJoin: () => void }) {
  const { t } = useWords();
  const [step, setStep] = useState<Step>('welcome');
  const [draft, setDraft] = useState(readDraft);
  const [pin, setPin] = useState<NewPin>(noNewPin);
  const [isCodeConfirmed, setIsCodeConfirmed] = useState(false);
  const [printer, setPrinter] = useState<Printer | null>(null);
  const [showsProblems, setShowsProblems] = useState(false);
  const [isRestoring, setIsRestoring] = useState(false);
  const finish = useCommand('setup.finish');

  const change = (part: Partial<typeof draft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    keepDraft(next);
  };
  const isComplete: Record<Step, boolean> = {
    welcome: true,
    site:
      isName(draft.networkName) &&
      isName(draft.organisationName) &&
      isName(draft.siteName) &&
      isShortName(draft.siteShortName) &&
      isName(draft.deviceName),
    administrator: isPersonName(draft.administratorName) && pin.accepted !== null,
    recovery: isCodeConfirmed,
    printer: printer === null || isPrinter(printer),
    summary: true,
  };
  const index = STEPS.indexOf(step);
  const next = () => {
    if (!isComplete[step]) return setShowsProblems(true);
    setShowsProblems(false);
    const following = STEPS[index + 1];
    if (following !== undefined) return setStep(following);
    if (pin.accepted !== null) finish.mutate({ ...draft, pin: pin.accepted, printer });
  };
  const back = () => {
    setShowsProblems(false);
    setStep(STEPS[index - 1] ?? 'welcome');
  };
  const failure = finish.data?.ok === false ? finish.data.error : null;
  if (isRestoring) {
    return (
      <PlainScreen icon="info" title={t('backup.restore')}>
        <RestorePanel onBack={() => setIsRestoring(false)} />
      </PlainScreen>
    );
  }
  return (
    // Nothing is scanned here: text that a program pastes or types fast is no scan either.
    <main className="setup" data-scanner="off">
      <header className="setup__head">
        <h1>{t(`setup.${step}.title`)}</h1>
        <p>{t('setup.step', { step: index + 1, steps: STEPS.length })}</p>
        <LanguageSwitch />
      </header>
      <div className="setup__content">
        {step === 'welcome' && <WelcomeStep />}
        {step === 'site' && <SiteStep draft={draft} onChange={change} showsProblems={showsProblems} />}
        {step === 'administrator' && (
          <AdministratorStep
            draft={draft}
            onChange={change}
            pin={pin}
            onPin={setPin}
            showsProblems={showsProblems}
          />
        )}
        {step === 'recovery' && (
          <RecoveryStep
            networkName={draft.networkName}
            siteName={draft.siteName}
            isConfirmed={isCodeConfirmed}
            onConfirmed={setIsCodeConfirmed}
          />
        )}
        {step === 'printer' && (
          <PrinterStep
            printer={printer}
            onChange={setPrinter}
            networkName={draft.networkName}
            siteName={draft.siteName}
            showsProblems={showsProblems}
          />
        )}
        {step === 'summary' && <SummaryStep draft={draft} printer={printer} />}
        {failure !== null && <FailureNotice failure={failure} />}
      </div>
      <footer className="setup__actions">
        {/* Until the code is confirmed Enter belongs to the step itself. */}
        {isComplete.recovery || step !== 'recovery' ? (
          <ActionButton
            label={step === 'summary' ? t('setup.finish') : t('setup.next')}
            shortcut={step === 'summary' ? 'F9' : 'Enter'}
            tone="primary"
            isBusy={finish.isPending}
            onPress={next}
            autoFocus={step === 'welcome'}
          />
        ) : null}
        {step === 'welcome' && (
          <ActionButton label={t('setup.welcome.join')} shortcut="F7" onPress={props.onJoin} />
        )}
        {step === 'welcome' && (
          <ActionButton
            label={t('setup.welcome.restore')}
            shortcut="F8"
            onPress={() => setIsRestoring(true)}
          />
        )}
        {index > 0 && (
          <ActionButton
            label={t('setup.back')}
            shortcut="Escape"
            onPress={back}
            isDisabled={finish.isPending}
          />
        )}
      </footer>
    </main>
  );
}
