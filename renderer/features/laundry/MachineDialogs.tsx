import type { ReactNode } from 'react';
import type { MachineTile } from '../../../shared/contract/laundry-contract.ts';
import { outOfOrderReasonSchema } from '../../../shared/domain/laundry-machine.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { CancelButton } from '../../ui/CancelButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { desk } from './desk.ts';
import { machineName, tagOf } from './laundry-words.ts';
import { useMachineActs } from './use-machine-acts.ts';

type About = { readonly machine: MachineTile };

/** Why the cycle stopped. The credit goes back whatever the reason. */
export function StopDialog(props: About) {
  const words = useWords();
  const { t } = words;
  const { machine } = props;
  const act = useMachineActs(machine);
  const tag = machine.drum === null ? '' : tagOf(machine.drum);
  return (
    <Question title={t('laundry.stop.title', { name: machineName(machine, words) })}>
      <p>{t('laundry.stop.explained', { tag })}</p>
      <ActionButton
        label={t('laundry.stop.fault')}
        shortcut="1"
        onPress={() => void act.stop('machine-fault', 'fault')}
        isWide
      />
      <ActionButton
        label={t('laundry.stop.leak')}
        shortcut="2"
        onPress={() => void act.stop('machine-fault', 'leak')}
        isWide
      />
      <ActionButton
        label={t('laundry.stop.powerCut')}
        shortcut="3"
        onPress={() => void act.stop('power-cut')}
        isWide
      />
      <ActionButton
        label={t('laundry.stop.mistake')}
        shortcut="4"
        onPress={() => void act.stop('started-by-mistake')}
        isWide
      />
    </Question>
  );
}

/** A machine that stands empty and must not be used. */
export function TakeOutDialog(props: About) {
  const words = useWords();
  const { t } = words;
  const { machine } = props;
  const act = useMachineActs(machine);
  return (
    <Question title={t('laundry.takeOut.title', { name: machineName(machine, words) })}>
      {outOfOrderReasonSchema.options.map((reason, index) => (
        <ActionButton
          key={reason}
          label={t(`laundry.outOfOrder.${reason}`)}
          shortcut={String(index + 1)}
          onPress={() => void act.takeOut(reason)}
          isWide
        />
      ))}
    </Question>
  );
}

const EXTRA_MINUTES = [5, 10, 15, 30] as const;

/** Minutes more for a cycle that runs. They cost nothing. */
export function ExtendDialog(props: About) {
  const words = useWords();
  const { t } = words;
  const { machine } = props;
  const act = useMachineActs(machine);
  return (
    <Question title={t('laundry.extend.title', { name: machineName(machine, words) })}>
      {EXTRA_MINUTES.map((minutes, index) => (
        <ActionButton
          key={minutes}
          label={t('laundry.extend.by', { minutes })}
          shortcut={String(index + 1)}
          onPress={() => void act.extend(minutes)}
          isWide
        />
      ))}
    </Question>
  );
}

function Question(props: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Dialog title={props.title} onClose={desk.close} actions={<CancelButton onPress={desk.close} />}>
      <div className="desk-choices">{props.children}</div>
    </Dialog>
  );
}
