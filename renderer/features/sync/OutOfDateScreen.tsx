import { useEffect, useState } from 'react';
import type { OutOfDateStatus } from '../../../shared/contract/out-of-date-contract.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { PinField } from '../../ui/PinField.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { PlainScreen } from '../session/PlainScreen.tsx';
import { useSecondsLeft } from '../session/use-seconds-left.ts';
import { ReturnForm } from './ReturnForm.tsx';
import { SyncTrouble } from './SyncTrouble.tsx';

const LOOK_EVERY_MS = 1000;

type Reading = Extract<OutOfDateStatus, { type: 'reading' }>;

/** The data are of an older day: what is waited for, and the way out where the network cannot be read. */
export function OutOfDateScreen() {
  const { t } = useWords();
  const [isDeciding, setIsDeciding] = useState(false);
  const answer = useAnswer('outOfDate.status', {});
  const { refetch } = answer;
  useEffect(() => {
    const timer = setInterval(() => void refetch(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [refetch]);
  const status = answer.data?.ok === true && answer.data.value.type === 'reading' ? answer.data.value : null;
  const isHindered = status !== null && (status.problem !== null || status.stoppedBecause !== null);
  return (
    <PlainScreen
      icon="clock"
      title={t('sync.outOfDate')}
      actions={
        isHindered &&
        status.mayDecide.length > 0 && (
          <ActionButton label={t('sync.outOfDate.work')} shortcut="F8" onPress={() => setIsDeciding(true)} />
        )
      }
    >
      <p>{t('sync.outOfDate.why')}</p>
      {status !== null && (
        <>
          <SyncTrouble problem={status.problem} stoppedBecause={status.stoppedBecause} isJoining />
          {status.turnedAway === null ? (
            <>
              <ProgressBar
                label={t('sync.joining.streams')}
                done={Math.min(status.streamsRead, status.streams)}
                total={status.streams}
              />
              <p role="status">{t('sync.joining.received', { count: status.received })}</p>
            </>
          ) : (
            <ReturnForm turnedAway={status.turnedAway} before="upToDate" />
          )}
        </>
      )}
      <p>{t(isHindered ? wayOut(status) : 'sync.outOfDate.wait')}</p>
      {isDeciding && status !== null && (
        <WorkAnyway
          mayDecide={status.mayDecide}
          needsRecoveryCode={status.needsRecoveryCode}
          onClose={() => setIsDeciding(false)}
        />
      )}
    </PlainScreen>
  );
}

/** Who may work with these data all the same, if anybody: nobody is told to call whom this site has not. */
const wayOut = ({ mayDecide, needsRecoveryCode }: Pick<Reading, 'mayDecide' | 'needsRecoveryCode'>) => {
  if (mayDecide.length === 0) return 'sync.outOfDate.nobody';
  return needsRecoveryCode ? 'sync.outOfDate.anyway.code' : 'sync.outOfDate.anyway';
};

/** An administrator answers for it with the own PIN; at a site without one whoever works there, with the recovery code too. */
function WorkAnyway(
  props: Pick<Reading, 'mayDecide' | 'needsRecoveryCode'> & { readonly onClose: () => void },
) {
  const { t } = useWords();
  const { mayDecide, needsRecoveryCode } = props;
  const work = useCommand('outOfDate.work');
  const [first] = mayDecide;
  const [chosenId, setChosenId] = useState(first?.operatorId ?? null);
  const [pin, setPin] = useState('');
  const [recoveryCode, setRecoveryCode] = useState('');
  const wait = useSecondsLeft();
  const failure = work.data?.ok === false ? work.data.error : null;
  const isPinProblem = failure !== null && 'waitSeconds' in failure;
  const isProven = !needsRecoveryCode || recoveryCode.trim() !== '';
  const isReady = chosenId !== null && pin.length >= 4 && isProven && wait.seconds === 0 && !work.isPending;
  const send = async () => {
    if (chosenId === null || !isReady) return;
    const answer = await work.mutateAsync({
      operatorId: chosenId,
      pin,
      ...(needsRecoveryCode ? { recoveryCode } : {}),
    });
    setPin('');
    if (!answer.ok && 'waitSeconds' in answer.error) wait.start(answer.error.waitSeconds);
  };
  const problem =
    wait.seconds > 0
      ? t('session.pin.wait', { seconds: wait.seconds })
      : isPinProblem && pin === ''
        ? t('session.pin.wrong')
        : null;
  return (
    <Dialog
      title={t('sync.outOfDate.work')}
      size="wide"
      onClose={props.onClose}
      actions={
        <>
          <ActionButton
            label={t('sync.outOfDate.work')}
            shortcut="F9"
            tone="primary"
            isDisabled={!isReady}
            isBusy={work.isPending}
            onPress={() => void send()}
          />
          <CancelButton onPress={props.onClose} />
        </>
      }
    >
      <p>{t('sync.outOfDate.answers')}</p>
      <p>{t('sync.outOfDate.without')}</p>
      {needsRecoveryCode && <p>{t('sync.outOfDate.noAdministrator')}</p>}
      <div className="sync__row">
        <SelectField
          label={t(needsRecoveryCode ? 'sync.outOfDate.who' : 'session.forgotten.who')}
          value={chosenId}
          onChange={setChosenId}
          choices={mayDecide.map((each) => ({ key: each.operatorId, label: each.displayName }))}
        />
        <PinField
          label={t('session.pin.label')}
          value={pin}
          onChange={setPin}
          onSubmit={() => void send()}
          problem={problem}
          autoFocus
        />
      </div>
      {needsRecoveryCode && (
        <TextField
          label={t('session.recoveryCode')}
          hint={t('session.recoveryCode.hint')}
          value={recoveryCode}
          onChange={setRecoveryCode}
          onSubmit={() => void send()}
          maxLength={60}
        />
      )}
      {failure !== null && !isPinProblem && <FailureNotice failure={failure} />}
    </Dialog>
  );
}
