import type { InTransaction, Tx } from '../electron/database/database.ts';
import { createRecorder, type RecordOperation } from '../electron/database/log.ts';
import { type DeviceId, type OperationId, type OperatorId, operationIdSchema } from '../shared/domain/ids.ts';
import type { LocalDate } from '../shared/domain/local-date.ts';
import { assert } from '../shared/domain/result.ts';
import type { OperationKind } from '../shared/operations/kind.ts';
import type { Random } from './random.ts';

/** Where a simulated past is written. */
export type SimulationTarget = {
  readonly inTransaction: InTransaction;
  readonly appendHead: (deviceId: DeviceId, seq: number, hash: string) => void;
};

export type Act = {
  readonly operatorId?: OperatorId;
  readonly causeId?: OperationId;
  readonly reversesId?: OperationId;
};

/**
 * A past that is played through at once, with a clock, ids and salts of its own, all from the seed: the
 * same seed gives the same operations. What it records goes through the log like everything else.
 */
export type Simulation = {
  /** Sets the clock: a day, and minutes after its midnight in local time. Never backwards within a day. */
  readonly moveTo: (day: LocalDate, minutes: number) => void;
  /** Minutes after the midnight of a day, as `moveTo` takes them, of an instant in UTC milliseconds. */
  readonly minuteAt: (atMs: number, day: LocalDate) => number;
  readonly newId: () => string;
  readonly today: () => LocalDate;
  readonly tx: () => Tx;
  /** The log's own `record`, on the simulated clock. */
  readonly recordOperation: RecordOperation;
  readonly record: <Body>(kind: OperationKind<Body>, body: NoInfer<Body>, act?: Act) => OperationId;
  /** Plays the steps, as many in one transaction as given; lets other work run between two transactions. */
  readonly play: (steps: Iterable<unknown>, stepsPerTransaction: number) => Promise<void>;
};

const MS_PER_MINUTE = 60_000;

export function createSimulation(target: SimulationTarget, random: Random): Simulation {
  let nowMs = 0;
  let day: LocalDate | null = null;
  let openTx: Tx | null = null;
  let head: Parameters<SimulationTarget['appendHead']> | null = null;

  const tx = (): Tx => {
    assert(openTx !== null, 'a simulated act happens inside a step');
    return openTx;
  };
  const today = (): LocalDate => {
    assert(day !== null, 'a simulation has been moved to its first day');
    return day;
  };
  const newId = (): string => {
    nowMs += 1;
    return uuid7(nowMs, random.bytes(10));
  };
  const recordOperation = createRecorder({
    now: () => nowMs,
    newSalt: () => random.bytes(32).toString('hex'),
    appendHead: (...newest) => {
      head = newest;
    },
  });

  return {
    moveTo: (newDay, minutes) => {
      // An hour for Italian winter time: the clock of an operation is information only.
      const atMs = Date.parse(`${newDay}T00:00:00Z`) + (minutes - 60) * MS_PER_MINUTE;
      nowMs = newDay === day ? Math.max(nowMs, atMs) : atMs;
      day = newDay;
    },
    minuteAt: (atMs, day) => (atMs - Date.parse(`${day}T00:00:00Z`)) / MS_PER_MINUTE + 60,
    newId,
    today,
    tx,
    recordOperation,
    record: (kind, body, act = {}) => {
      const id = operationIdSchema.parse(newId());
      recordOperation(tx(), { id, kind, body, businessOn: today(), ...act });
      return id;
    },
    play: async (steps, stepsPerTransaction) => {
      const iterator = steps[Symbol.iterator]();
      let isDone = false;
      while (!isDone) {
        target.inTransaction((given) => {
          openTx = given;
          for (let step = 0; step < stepsPerTransaction && !isDone; step++) {
            isDone = iterator.next().done === true;
          }
          openTx = null;
        });
        // One line for each transaction: only the newest is ever read.
        if (head !== null) target.appendHead(...head);
        await new Promise(setImmediate);
      }
    },
  };
}

/** A UUID of version 7 for an instant, its other bits from the given bytes. */
function uuid7(ms: number, bytes: Buffer): string {
  const time = ms.toString(16).padStart(12, '0');
  const rest = bytes.toString('hex');
  const variant = ((bytes.readUInt8(2) & 0x3f) | 0x80).toString(16);
  return (
    `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(1, 4)}-` +
    `${variant}${rest.slice(6, 8)}-${rest.slice(8)}`
  );
}
