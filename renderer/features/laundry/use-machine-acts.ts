import { useState } from 'react';
import type { MachineTile } from '../../../shared/contract/laundry-contract.ts';
import { operationIdSchema } from '../../../shared/domain/ids.ts';
import type { StopReason } from '../../../shared/domain/laundry-cycle.ts';
import type { OutOfOrderReason } from '../../../shared/domain/laundry-machine.ts';
import type { Result } from '../../../shared/domain/result.ts';
import { invoke } from '../../client/client.ts';
import { newId } from '../../client/new-id.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { desk } from './desk.ts';
import { costWords, machineName, sayFailure, tagOf } from './laundry-words.ts';

const anOperation = () => operationIdSchema.parse(newId());

/** What the letters do with a machine. Each says in one line what was done, or why not. */
export function useMachineActs(machine: MachineTile) {
  const words = useWords();
  const { t } = words;
  const [isBusy, setIsBusy] = useState(false);
  const { drum, machineId, number } = machine;
  const tag = drum === null ? '' : tagOf(drum);
  const name = machineName(machine, words);

  /** True where it was done. What was refused is said on the line above the board. */
  const attempt = async <Value>(
    doing: Promise<Result<Value, { readonly type: string }>>,
    say: (value: Value) => string,
  ): Promise<boolean> => {
    setIsBusy(true);
    const done = await doing;
    setIsBusy(false);
    if (done.ok) desk.say('ok', say(done.value));
    else desk.say('problem', sayFailure(done.error, words));
    return done.ok;
  };
  const atCycle = () => (drum === null ? null : { operationId: anOperation(), cycleId: drum.cycleId });

  /** Gives the credit back, and offers the same laundry another machine. */
  const stop = async (because: StopReason, takesOut?: OutOfOrderReason) => {
    const at = atCycle();
    if (at === null || drum === null) return;
    const stopped = await invoke('laundry.stop', {
      ...at,
      because,
      ...(takesOut === undefined ? {} : { takesOut }),
    });
    if (!stopped.ok) {
      desk.say('problem', sayFailure(stopped.error, words));
      return;
    }
    const givenBack = costWords(stopped.value.givenBack, words);
    const isFree = stopped.value.givenBack.length === 0;
    const said = isFree
      ? t('laundry.said.stoppedForNothing', { name, tag })
      : t('laundry.said.stopped', { name, tag, givenBack });
    desk.say('ok', said);
    desk.open({ type: 'start', visitId: drum.visitId, kind: machine.kind, said });
  };

  return {
    isBusy,
    stop,
    start: () => desk.open({ type: 'visits', machineId, kind: machine.kind }),
    dry: () => {
      if (drum === null) return;
      desk.open({ type: 'start', visitId: drum.visitId, kind: 'dryer', movesFrom: drum.cycleId });
    },
    empty: () => {
      const at = atCycle();
      if (at !== null)
        void attempt(invoke('laundry.empty', at), () => t('laundry.said.emptied', { name, tag }));
    },
    finish: () => {
      const at = atCycle();
      if (at !== null) {
        void attempt(invoke('laundry.finish', at), () => t('laundry.said.finished', { name, tag }));
      }
    },
    extend: async (minutes: number) => {
      const at = atCycle();
      if (at === null) return;
      const input = { ...at, minutes };
      const isDone = await attempt(invoke('laundry.extend', input), () =>
        t('laundry.said.extended', { name, minutes }),
      );
      if (isDone) desk.close();
    },
    takeOut: async (reason: OutOfOrderReason) => {
      const input = { operationId: anOperation(), machineId, reason };
      const isDone = await attempt(invoke('laundry.takeOut', input), () =>
        t('laundry.said.takenOut', { name }),
      );
      if (isDone) desk.close();
    },
    putBack: () => {
      const input = { operationId: anOperation(), machineId };
      void attempt(invoke('laundry.putBack', input), () => t('laundry.said.putBack', { number }));
    },
  };
}
