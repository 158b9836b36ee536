import type { CSSProperties } from 'react';
import type { MachineTile } from '../../../shared/contract/laundry-contract.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { desk, useDesk } from './desk.ts';
import { clockOf, machineName, tagOf } from './laundry-words.ts';
import { useMinutesLeft } from './use-cycle-time.ts';

/** Beside its word, so that no state is told by colour alone. */
const STATE_ICONS = {
  free: 'ok',
  booked: 'clock',
  running: 'play',
  finished: 'done',
  outOfOrder: 'close',
} as const satisfies Record<MachineTile['state'], IconName>;

/** All machines at once, in the order of their numbers, as large as their number allows. */
export function MachineGrid(props: { readonly machines: readonly MachineTile[]; readonly readAt: number }) {
  const { t } = useWords();
  const { machines } = props;
  const columns = columnsFor(machines.length);
  const rows = Math.max(1, Math.ceil(machines.length / columns));
  // The grid's own figures, which no style sheet can know.
  const style = { '--columns': columns, '--rows': rows } as CSSProperties; // custom properties are not in its type
  if (machines.length === 0) return <p className="machines machines--none">{t('laundry.noMachines')}</p>;
  return (
    <ul
      className={`machines machines--${densityOf(machines.length)}`}
      style={style}
      aria-label={t('laundry.machines')}
    >
      {machines.map((machine) => (
        <li key={machine.machineId}>
          <Machine machine={machine} readAt={props.readAt} />
        </li>
      ))}
    </ul>
  );
}

const COLUMNS = [
  [4, 2],
  [6, 3],
  [12, 4],
  [24, 6],
] as const;

const columnsFor = (count: number): number => COLUMNS.find(([most]) => count <= most)?.[1] ?? 8;

const densityOf = (count: number): 'roomy' | 'usual' | 'crowded' =>
  count <= 6 ? 'roomy' : count <= 24 ? 'usual' : 'crowded';

function Machine(props: { readonly machine: MachineTile; readonly readAt: number }) {
  const words = useWords();
  const { t } = words;
  const { machine } = props;
  const { drum, nextBooking, state } = machine;
  const isChosen = useDesk(({ chosen }) => chosen === machine.number);
  return (
    // A plain button: a tile needs none of what React Aria adds, and there may be forty of them.
    <button
      type="button"
      className={`machine machine--${state}`}
      aria-pressed={isChosen}
      onClick={() => desk.choose(machine.number)}
    >
      <span className="machine__head">
        <span className="only-heard">{machineName(machine, words)}</span>
        <strong className="machine__number" aria-hidden="true">
          {machine.number}
        </strong>
        <Icon name={machine.kind} />
        <span>{t('laundry.kilograms', { kilograms: machine.capacityKilograms })}</span>
      </span>
      <span className="machine__state">
        <Icon name={STATE_ICONS[state]} />
        {machine.outOfOrder !== null && state === 'outOfOrder'
          ? t(`laundry.outOfOrder.${machine.outOfOrder}`)
          : t(`laundry.state.${state}`)}
      </span>
      {drum !== null && (
        <span className="machine__turn">
          <strong className="machine__tag">
            <span className="only-heard">{t('laundry.tag')}</span>
            <Icon name="bag" /> {tagOf(drum)}
          </strong>
          {state === 'running' && <MinutesLeft drum={drum} readAt={props.readAt} />}
        </span>
      )}
      {nextBooking !== null && (
        <span className="machine__next">
          <Icon name="clock" />
          {clockOf(nextBooking.slot.from)} {nextBooking.shortCode}
        </span>
      )}
    </button>
  );
}

function MinutesLeft(props: { readonly drum: NonNullable<MachineTile['drum']>; readonly readAt: number }) {
  const { t } = useWords();
  const minutes = useMinutesLeft(props.drum, props.readAt);
  return <span className="machine__minutes">{t('laundry.minutesLeft', { minutes })}</span>;
}
