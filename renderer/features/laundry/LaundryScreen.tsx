import { useEffect, useEffectEvent } from 'react';
import type { LaundryBoard } from '../../../shared/contract/laundry-contract.ts';
import { invoke } from '../../client/client.ts';
import { useAnswer } from '../../client/use-command.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { useScanner } from '../../scanner/use-scanner.ts';
import { AnswerView } from '../../ui/AnswerView.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { playSound } from '../../ui/sound.ts';
import { DeskDialogs } from './DeskDialogs.tsx';
import { DeskKeys } from './DeskKeys.tsx';
import { desk, openGuest, openVisit, useDesk } from './desk.ts';
import './laundry.css';
import { sayFailure, tagOf } from './laundry-words.ts';
import { MachineGrid } from './MachineGrid.tsx';
import { useReadAgain, useReadAt } from './use-cycle-time.ts';
import { useMachineDigits } from './use-machine-digits.ts';
import { VisitList } from './VisitList.tsx';

/** The laundry attendant's desk: every machine, all laundry that is here, and one key for each act. */
export function LaundryScreen() {
  const { t } = useWords();
  const answer = useAnswer('laundry.board', {});
  const board = answer.data?.ok === true ? answer.data.value : null;
  const readAt = useReadAt(board);
  useReadAgain(board, readAt, () => void answer.refetch());
  useSoundOfEnds(board);
  const forgetDigits = useMachineDigits(board?.machines ?? null);
  const scan = useScan();
  useScanner((text) => {
    forgetDigits();
    return scan(text);
  });
  useEffect(() => desk.leave, []);
  return (
    <main className="laundry">
      <h1 className="only-heard">{t('laundry.title')}</h1>
      <DeskMessage keptBy={board?.keptBy ?? null} />
      <AnswerView answer={answer.data}>
        {({ machines, visits, keptBy }) => (
          <>
            <MachineGrid machines={machines} readAt={readAt} />
            <VisitList visits={visits} />
            {keptBy === null && <DeskKeys machines={machines} visits={visits} />}
          </>
        )}
      </AnswerView>
      {board !== null && <DeskDialogs board={board} />}
    </main>
  );
}

/** One line that never moves: what was just done, what it took, or what to do first. */
function DeskMessage({ keptBy }: { readonly keptBy: string | null }) {
  const { t } = useWords();
  const message = useDesk((state) => state.message);
  const tone = message?.tone ?? 'info';
  const ready = keptBy === null ? t('laundry.ready') : t('laundry.keptBy', { desk: keptBy });
  return (
    <div className={`desk-message desk-message--${tone}`} role="status">
      <Icon name={tone} />
      <strong>{message?.text ?? ready}</strong>
    </div>
  );
}

/** A card, a health card or a tag, wherever the focus is. */
function useScan(): (text: string) => Promise<void> {
  const words = useWords();
  return async (text) => {
    const scanned = await invoke('laundry.scan', { text });
    if (!scanned.ok) desk.say('problem', sayFailure(scanned.error, words));
    else if (scanned.value.type === 'guest') openGuest(scanned.value.guest, 'card');
    else {
      const { visit } = scanned.value;
      openVisit(visit, 'tag');
      if (visit.state === 'inMachine') {
        const numbers = visit.machineNumbers.join(', ');
        desk.say('info', words.t('laundry.said.inMachine', { tag: tagOf(visit), numbers }));
      }
    }
  };
}

/** A note for each machine that comes to its end, beside what is seen. */
function useSoundOfEnds(board: LaundryBoard | null): void {
  const finished = (board?.machines ?? []).filter(({ state }) => state === 'finished').length;
  const ring = useEffectEvent(() => playSound('warning'));
  useEffect(() => {
    if (finished > 0) ring();
  }, [finished]);
}
