import type { MachineTile, VisitTile } from '../../../shared/contract/laundry-contract.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { useShortcut } from '../../ui/ShortcutLayer.tsx';
import { desk, useDesk } from './desk.ts';
import { machineName } from './laundry-words.ts';
import { useMachineActs } from './use-machine-acts.ts';

/** The keys of the desk: what may be done with the chosen machine, by letters, and what goes on without one. */
export function DeskKeys(props: {
  readonly machines: readonly MachineTile[];
  readonly visits: readonly VisitTile[];
}) {
  const { t } = useWords();
  const chosen = useDesk((state) => state.chosen);
  const machine = props.machines.find(({ number }) => number === chosen) ?? null;
  const ready = props.visits.filter(({ state }) => state === 'ready').length;
  useShortcut('Escape', () => desk.choose(null), { isDisabled: chosen === null });
  return (
    <div className="desk-keys">
      <div className="desk-keys__machine">
        {machine === null ? (
          <p className="desk-keys__hint">{t('laundry.keys.choose')}</p>
        ) : (
          <MachineKeys machine={machine} />
        )}
      </div>
      <div className="desk-keys__always">
        <ActionButton
          label={t('laundry.act.find')}
          shortcut="F5"
          onPress={() => desk.open({ type: 'find' })}
        />
        <ActionButton
          label={t('laundry.act.handOver', { count: ready })}
          shortcut="F6"
          onPress={() => desk.open({ type: 'visits', machineId: null, kind: 'washer' })}
        />
      </div>
    </div>
  );
}

function MachineKeys(props: { readonly machine: MachineTile }) {
  const words = useWords();
  const { t } = words;
  const { machine } = props;
  const { state } = machine;
  const act = useMachineActs(machine);
  const isFree = state === 'free' || state === 'booked';
  return (
    <>
      <strong className="desk-keys__name">{machineName(machine, words)}</strong>
      {isFree && (
        <ActionButton label={t('laundry.act.start')} shortcut="A" tone="primary" onPress={act.start} />
      )}
      {state === 'finished' && (
        <>
          <ActionButton
            label={t('laundry.act.empty')}
            shortcut="V"
            tone="primary"
            onPress={act.empty}
            isBusy={act.isBusy}
          />
          {machine.kind === 'washer' && (
            <ActionButton label={t('laundry.act.dry')} shortcut="D" onPress={act.dry} />
          )}
        </>
      )}
      {state === 'running' && (
        <>
          <ActionButton
            label={t('laundry.act.finish')}
            shortcut="F"
            onPress={act.finish}
            isBusy={act.isBusy}
          />
          <ActionButton
            label={t('laundry.act.extend')}
            shortcut="T"
            onPress={() => desk.open({ type: 'extend', machine })}
          />
        </>
      )}
      {state === 'outOfOrder' ? (
        <ActionButton
          label={t('laundry.act.putBack')}
          shortcut="R"
          tone="primary"
          onPress={act.putBack}
          isBusy={act.isBusy}
        />
      ) : (
        <ActionButton
          label={t(isFree ? 'laundry.act.takeOut' : 'laundry.act.fault')}
          shortcut="G"
          onPress={() => desk.open({ type: isFree ? 'takeOut' : 'stop', machine })}
        />
      )}
    </>
  );
}
