import type { DeviceId } from '../../shared/domain/ids.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import type { SucceedFailure } from '../../shared/sync/succession.ts';
import type { SyncEvent } from '../../shared/sync/sync-machine.ts';
import type { Db, InTransaction } from '../database/database.ts';
import { findChainHead } from '../database/log.ts';
import type { ExchangeStanding } from './exchange-standing.ts';
import { type Closing, compareOwn, keyOfNext, readSuccession, takeOwnPage } from './going-on.ts';
import { problemOf } from './hub-client.ts';
import { inStride, type Stride } from './stride.ts';
import type { SyncLine } from './sync-line.ts';

/** So few in one transaction that a sale in between is not felt. */
const MOST_IN_PAGE = 200;

/** What the questions about the own chain need of a run. */
export type GoingOnRun = {
  readonly line: SyncLine;
  /** As whom the hub knows this counter. */
  readonly deviceId: DeviceId;
  /** Whether this is still the run that goes on: an answer to an earlier one changes nothing. */
  readonly isCurrent: () => boolean;
};

/** Asks the hub about this counter's own chain, and keeps what it answers. Each answers the event that the engine hears. */
export function createGoingOnQuestions({
  db,
  inTransaction,
  standing: { heard, failedFor },
  stride,
}: {
  readonly db: Db;
  readonly inTransaction: InTransaction;
  readonly standing: Pick<ExchangeStanding, 'heard' | 'failedFor'>;
  readonly stride: Stride;
}) {
  const takeOwnRefusal = (type: 'DeviceUnknown' | 'DeviceRevoked'): SyncEvent =>
    type === 'DeviceRevoked' ? { type: 'ownRevoked' } : failedFor(type);
  const askOwn = async ({ line }: GoingOnRun, fromSeq: number, limit: number) =>
    line.ask('own', { protocol: PROTOCOL_VERSION, fromSeq, limit });

  /** What no trying again mends has to be seen, and what takes minutes. */
  const takeRefusal = (failure: SucceedFailure): SyncEvent => {
    if (failure.type === 'DeviceUnknown' || failure.type === 'StillInUse') return failedFor(failure.type);
    if (failure.type === 'ProofInvalid' || failure.type === 'DeviceKnown') return failedFor('Unexpected');
    return { type: 'succeedRefused', failure };
  };

  return {
    /** Whether the hub has more of the chain than there is here, or another. */
    compare: async (run: GoingOnRun): Promise<SyncEvent> => {
      const seq = findChainHead(db, run.deviceId)?.seq ?? 0;
      const answer = await askOwn(run, seq + 1, 1);
      if (answer.type === 'refused') return takeOwnRefusal(answer.failure.type);
      if (answer.type !== 'answered') return failedFor(problemOf(answer));
      heard();
      return { type: 'compared', hub: compareOwn(db, run.deviceId, seq, answer.value) };
    },
    /** A page of what the hub has of the chain and this counter has lost. */
    fetch: async (run: GoingOnRun, fromSeq: number): Promise<SyncEvent> => {
      const answer = await inStride(stride, askOwn(run, fromSeq, Math.min(stride.most(), MOST_IN_PAGE)));
      if (answer.type === 'refused') return takeOwnRefusal(answer.failure.type);
      if (answer.type !== 'answered') return failedFor(problemOf(answer));
      heard();
      const hub = compareOwn(db, run.deviceId, fromSeq - 1, answer.value);
      if (!hub.isSame) return { type: 'fetched', hub, ownSeq: fromSeq - 1 };
      // After whatever waits for its turn: a page never comes between two keys of the till.
      await new Promise((resolve) => setImmediate(resolve));
      if (!run.isCurrent()) return { type: 'failed' };
      const taken = inTransaction((tx) => takeOwnPage(tx, run.deviceId, answer.value));
      return taken.ok ? { type: 'fetched', hub, ...taken.value } : failedFor('PageInvalid');
    },
    /** Closes the chain where it ends here. */
    succeed: async (run: GoingOnRun, closing: Closing): Promise<SyncEvent> => {
      const privateKey = inTransaction((tx) => keyOfNext(tx, closing));
      const answer = await run.line.ask('succeed', readSuccession(db, closing, privateKey));
      if (answer.type === 'refused') return takeRefusal(answer.failure);
      if (answer.type !== 'answered') return failedFor(problemOf(answer));
      heard();
      return { type: 'succeeded', answer: answer.value };
    },
  };
}
