import { useState } from 'react';
import type { Answer } from '../../../shared/contract/contract.ts';
import type {
  LaundryBoard,
  LaundryGuest,
  MachineTile,
  VisitTile,
  WashProgrammeChoice,
} from '../../../shared/contract/laundry-contract.ts';
import { cycleIdSchema, type MachineId, type WashProgrammeId } from '../../../shared/domain/ids.ts';
import type { WashCost } from '../../../shared/domain/laundry-machine.ts';
import type { LaundryOverrideReason } from '../../../shared/domain/laundry-rules.ts';
import { invoke } from '../../client/client.ts';
import { newId } from '../../client/new-id.ts';
import { formatTimeAt } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { playSound } from '../../ui/sound.ts';
import { desk, type StartOf } from './desk.ts';
import { costWords, machineName, residualWords, sayFailure, tagOf } from './laundry-words.ts';

const MOST_DOSES = 4;
const MS_PER_MINUTE = 60_000;

type Programmes = Extract<Answer<'laundry.programmes'>, { ok: true }>['value'];
type StartFailed = Extract<Answer<'laundry.start'>, { ok: false }>['error'];

export type StartForm = {
  readonly machines: readonly MachineTile[];
  readonly machine: MachineTile | null;
  readonly programme: WashProgrammeChoice | null;
  readonly detergent: WashCost | null;
  readonly doses: number;
  /** What starting takes, by what is chosen; the counter decides it again. */
  readonly charges: readonly WashCost[];
  readonly failure: StartFailed | null;
  readonly isBusy: boolean;
  readonly nextMachine: () => void;
  readonly forgetMachine: () => void;
  readonly nextProgramme: () => void;
  readonly nextDoses: () => void;
  readonly start: (because?: LaundryOverrideReason) => Promise<void>;
};

/** What is chosen for a start: the proposal until somebody chooses otherwise. */
export function useStart(
  of: StartOf,
  board: LaundryBoard,
  visit: VisitTile,
  guest: LaundryGuest,
  known: Programmes | null,
): StartForm {
  const words = useWords();
  const { t } = words;
  // One cycle for as long as the dialog is open: start pressed twice is one start.
  const [cycleId] = useState(() => cycleIdSchema.parse(newId()));
  const [machineId, setMachineId] = useState<MachineId | null>(of.machineId ?? null);
  const [programmeId, setProgrammeId] = useState<WashProgrammeId | null>(null);
  const [doses, setDoses] = useState(0);
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<StartFailed | null>(null);

  const machines = board.machines.filter(
    ({ kind, state }) => kind === of.kind && (state === 'free' || state === 'booked'),
  );
  const wanted = machineId ?? guest.proposal?.machineId;
  const machine = machines.find((each) => each.machineId === wanted) ?? null;
  const programmes = known?.programmes.filter(({ kind }) => kind === of.kind) ?? [];
  const wantedProgramme = programmeId ?? guest.proposal?.washProgrammeId;
  const programme =
    programmes.find(({ washProgrammeId }) => washProgrammeId === wantedProgramme) ?? programmes[0] ?? null;
  const detergent = of.kind === 'washer' ? (known?.detergent ?? null) : null;
  const sold = detergent === null || doses === 0 ? [] : [{ ...detergent, amount: detergent.amount * doses }];
  const charges = programme === null ? [] : [programme.cost, ...sold];

  const choose = (change: () => void) => () => {
    setFailure(null);
    change();
  };
  const start = async (because?: LaundryOverrideReason) => {
    if (machine === null || programme === null || isBusy) return;
    setIsBusy(true);
    // The hub may be asked for seconds, and the next one comes meanwhile.
    const isStillOpen = desk.watchDialog();
    const started = await invoke('laundry.start', {
      cycleId,
      visitId: visit.visitId,
      machineId: machine.machineId,
      washProgrammeId: programme.washProgrammeId,
      detergentDoses: doses,
      ...(because === undefined ? {} : { capOverride: because }),
      ...(of.movesFrom === undefined ? {} : { movesFrom: of.movesFrom }),
    });
    setIsBusy(false);
    if (!started.ok && !isStillOpen()) {
      const why = sayFailure(started.error, words);
      return desk.say('problem', t('laundry.said.notStarted', { tag: tagOf(visit), why }));
    }
    if (!started.ok) {
      playSound('refusal');
      setFailure(started.error);
      return;
    }
    const { charges: taken } = started.value;
    const said = {
      name: machineName(machine, words),
      tag: tagOf(visit),
      // Information for who waits; the board counts by a clock that nobody can set.
      at: formatTimeAt(Date.now() + programme.minutes * MS_PER_MINUTE),
      cost: costWords(taken, words),
      residual: residualWords(started.value, words),
    };
    if (isStillOpen()) {
      desk.close();
      desk.choose(null);
    }
    const isWithoutCover = started.value.isWithoutCover;
    const sentence = t(taken.length === 0 ? 'laundry.said.startedForNothing' : 'laundry.said.started', said);
    desk.say(
      isWithoutCover ? 'warning' : 'ok',
      isWithoutCover ? `${sentence} ${t('laundry.said.withoutCover')}` : sentence,
    );
  };
  return {
    machines,
    machine,
    programme,
    detergent,
    doses,
    charges,
    failure,
    isBusy,
    start,
    nextMachine: choose(() => setMachineId(after(machines, machine)?.machineId ?? null)),
    forgetMachine: choose(() => setMachineId(null)),
    nextProgramme: choose(() => setProgrammeId(after(programmes, programme)?.washProgrammeId ?? null)),
    nextDoses: choose(() => setDoses((doses + 1) % (MOST_DOSES + 1))),
  };
}

/** The next of a list, the first after the last. */
const after = <Item>(list: readonly Item[], current: Item | null): Item | undefined =>
  list[(current === null ? 0 : list.indexOf(current) + 1) % Math.max(1, list.length)];
