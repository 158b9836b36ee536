import { useState } from 'react';
import type { LogInChoice } from '../../../shared/contract/session-contract.ts';
import type { LocalDate } from '../../../shared/domain/local-date.ts';
import { useCommand } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { useOpening } from '../../typing-ahead/use-opening.ts';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { PinField } from '../../ui/PinField.tsx';
import { ConfirmDateDialog } from './ConfirmDateDialog.tsx';
import { useSecondsLeft } from './use-seconds-left.ts';

type DateDoubt = { readonly pcOn: LocalDate; readonly lastOn: LocalDate };

/** The PIN of the chosen operator. Says in plain words how long to wait after wrong ones. */
export function PinPanel(props: {
  readonly operator: LogInChoice;
  readonly isLocked: boolean;
  readonly onBack: () => void;
}) {
  const { t } = useWords();
  const { operatorId, displayName } = props.operator;
  const logIn = useCommand('session.logIn');
  const [pin, setPin] = useState('');
  const [doubt, setDoubt] = useState<DateDoubt | null>(null);
  const wait = useSecondsLeft();
  // What is pressed after the PIN is for the screens that it opens.
  useOpening(logIn.isPending || logIn.data?.ok === true);
  const failure = logIn.data?.ok === false ? logIn.data.error : null;

  const send = async (confirmedOn?: LocalDate) => {
    if (pin.length < 4 || wait.seconds > 0 || logIn.isPending) return;
    const answer = await logIn.mutateAsync({
      operatorId,
      pin,
      ...(confirmedOn === undefined ? {} : { confirmedOn }),
    });
    setDoubt(null);
    if (answer.ok) return;
    if (answer.error.type === 'ConfirmDate') return setDoubt(answer.error);
    setPin('');
    if ('waitSeconds' in answer.error) wait.start(answer.error.waitSeconds);
  };

  const isPinProblem = failure?.type === 'WrongPin' || failure?.type === 'WaitBeforeNextTry';
  const problem =
    wait.seconds > 0
      ? t('session.pin.wait', { seconds: wait.seconds })
      : failure?.type === 'WrongPin' && pin === ''
        ? t('session.pin.wrong')
        : null;
  return (
    <section className="log-in__pin">
      <h2>{displayName}</h2>
      <PinField
        label={t('session.pin.label')}
        value={pin}
        onChange={setPin}
        onSubmit={() => void send()}
        problem={problem}
        hasKeypad
        autoFocus
      />
      {failure !== null && !isPinProblem && failure.type !== 'ConfirmDate' && (
        <FailureNotice failure={failure} />
      )}
      <div className="log-in__actions">
        <ActionButton
          label={t('session.enter')}
          shortcut="Enter"
          tone="primary"
          isBusy={logIn.isPending}
          isDisabled={pin.length < 4 || wait.seconds > 0}
          onPress={() => void send()}
        />
        <ActionButton
          label={props.isLocked ? t('session.locked.change') : t('session.back')}
          shortcut="Escape"
          onPress={props.onBack}
        />
      </div>
      {doubt !== null && (
        <ConfirmDateDialog
          {...doubt}
          isBusy={logIn.isPending}
          onConfirm={(day) => void send(day)}
          onClose={() => setDoubt(null)}
        />
      )}
    </section>
  );
}
