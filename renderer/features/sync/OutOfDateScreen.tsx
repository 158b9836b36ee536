import { useEffect, useState } from 'react';
import type { OutOfDateStatus } from '../../../shared/contract/out-of-date-contract.ts';
import { useAnswer, useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { PinField } from '../../ui/PinField.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { PlainScreen } from '../session/PlainScreen.tsx';
import { useSecondsLeft } from '../session/use-seconds-left.ts';
import { SyncTrouble } from './SyncTrouble.tsx';

const LOOK_EVERY_MS = 1000;

type Reading = Extract<OutOfDateStatus, { type: 'reading' }>;

/** The data are of an older day: what is waited for, and the way out where the network cannot be read. */
export function OutOfDateScreen() {
  const { t } = useWords();
  const answer = useAnswer('outOfDate.status', {});
  const { refetch } = answer;
  useEffect(() => {
    const timer = setInterval(() => void refetch(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [refetch]);
  const status = answer.data?.ok === true && answer.data.value.type === 'reading' ? answer.data.value : null;
  const isHindered = status !== null && (status.problem !== null || status.stoppedBecause !== null);
  return (
    <PlainScreen icon="clock" title={t('sync.outOfDate')}>
      <p>{t('sync.outOfDate.why')}</p>
      {status !== null && (
        <>
          <SyncTrouble problem={status.problem} stoppedBecause={status.stoppedBecause} isJoining />
          <ProgressBar
            label={t('sync.joining.streams')}
            done={Math.min(status.streamsRead, status.streams)}
            total={status.streams}
          />
          <p role="status">{t('sync.joining.received', { count: status.received })}</p>
        </>
      )}
      {isHindered ? <WorkAnyway administrators={status.administrators} /> : <p>{t('sync.outOfDate.wait')}</p>}
    </PlainScreen>
  );
}

/** An administrator answers for it with the own PIN. */
function WorkAnyway({ administrators }: Pick<Reading, 'administrators'>) {
  const { t } = useWords();
  const work = useCommand('outOfDate.work');
  const [only] = administrators.length === 1 ? administrators : [];
  const [chosenId, setChosenId] = useState<Reading['administrators'][number]['operatorId'] | null>(null);
  const [pin, setPin] = useState('');
  const wait = useSecondsLeft();
  const operatorId = chosenId ?? only?.operatorId ?? null;
  const failure = work.data?.ok === false ? work.data.error : null;
  const isPinProblem = failure !== null && 'waitSeconds' in failure;
  const isReady = operatorId !== null && pin.length >= 4 && wait.seconds === 0 && !work.isPending;
  const send = async () => {
    if (operatorId === null || !isReady) return;
    const answer = await work.mutateAsync({ operatorId, pin });
    setPin('');
    if (!answer.ok && 'waitSeconds' in answer.error) wait.start(answer.error.waitSeconds);
  };
  return (
    <>
      <p>{t('sync.outOfDate.anyway')}</p>
      <SelectField
        label={t('session.forgotten.who')}
        value={operatorId}
        onChange={setChosenId}
        choices={administrators.map((each) => ({ key: each.operatorId, label: each.displayName }))}
      />
      <PinField
        label={t('session.pin.label')}
        value={pin}
        onChange={setPin}
        onSubmit={() => void send()}
        problem={
          wait.seconds > 0
            ? t('session.pin.wait', { seconds: wait.seconds })
            : isPinProblem && pin === ''
              ? t('session.pin.wrong')
              : null
        }
      />
      {failure !== null && !isPinProblem && <FailureNotice failure={failure} />}
      <ActionButton
        label={t('sync.outOfDate.work')}
        shortcut="F9"
        isDisabled={!isReady}
        isBusy={work.isPending}
        onPress={() => void send()}
      />
    </>
  );
}
