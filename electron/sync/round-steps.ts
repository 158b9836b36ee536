import type { StreamName } from '../../shared/operations/operation.ts';
import type { CheckedPage } from '../../shared/sync/checked-page.ts';
import { type DeclareAnswer, splitDeclaration } from '../../shared/sync/declaration.ts';
import { isBehind } from '../../shared/sync/engine.ts';
import { LONGEST_POLL_MS, PROTOCOL_VERSION, type PushAnswer } from '../../shared/sync/protocol.ts';
import type { SyncEffect, SyncEvent } from '../../shared/sync/sync-machine.ts';
import { setHubHeard } from '../database/sync.ts';
import { holdsOperationsOf } from '../database/withdraw-streams.ts';
import { applyPage, bringsNothing, eventOfFault } from './apply-page.ts';
import { giveUpForgotten } from './close-cover.ts';
import type { ExchangeStanding } from './exchange-standing.ts';
import { problemOf } from './hub-client.ts';
import { readDeclaration } from './read-declaration.ts';
import { readOutbox } from './read-outbox.ts';
import { noteQuarantined } from './save-progress.ts';
import { inStride, type Stride } from './stride.ts';
import type { SyncDeskOptions } from './sync-desk-types.ts';
import type { SyncLine } from './sync-line.ts';
import type { Run } from './sync-run.ts';
import { topicsOf, touchedTopics } from './touched-topics.ts';

/** Between two looks at a hub that has nothing new. */
const SHORTEST_WAIT_MS = 1000;
/** While an order to delete is held all else is read so often, and what is recorded is sent at once. */
const ROUND_WHILE_HELD_MS = 15_000;

/** The steps of a round. Each asks the hub or takes a page in, and answers the event that the engine hears. */
export function createRoundSteps({
  db,
  inTransaction,
  uptimeMs,
  pen,
  withdraw,
  onChange,
  onBug,
  standing,
  stride,
  isCurrent,
  settleQuestions,
  attempt,
}: Pick<SyncDeskOptions, 'db' | 'inTransaction' | 'uptimeMs' | 'pen' | 'withdraw' | 'onChange' | 'onBug'> & {
  readonly standing: ExchangeStanding;
  readonly stride: Stride;
  /** Whether this is still the run that goes on: an answer to an earlier one changes nothing. */
  readonly isCurrent: (run: Run) => boolean;
  /** Has what was left open asked again. */
  readonly settleQuestions: (line: SyncLine) => void;
  /** What fails beside a step is told and holds it up no longer. */
  readonly attempt: (work: () => void) => void;
}) {
  /** Null where it broke: nothing of it is written, and it is told. */
  const take = (stream: StreamName, answer: CheckedPage): ReturnType<typeof applyPage> | null => {
    try {
      return inTransaction((tx) => {
        const outcome = applyPage(tx, stream, answer);
        const heardAt = standing.heardAt();
        if (outcome.ok && heardAt !== null) setHubHeard(tx, heardAt);
        return outcome;
      });
    } catch (error) {
      onBug(error);
      return null;
    }
  };

  return {
    push: async (at: Run, fromSeq: number): Promise<SyncEvent> => {
      const { deviceId } = at.membership;
      const answer = await inStride(
        stride,
        at.line.ask('push', readOutbox(db, deviceId, fromSeq, stride.most())),
      );
      if (answer.type === 'refused') {
        if (answer.failure.type !== 'DeviceRevoked') standing.blame(answer.failure.type);
        return { type: 'pushRefused', failure: answer.failure };
      }
      if (answer.type !== 'answered') return standing.failedFor(problemOf(answer), answer.comeAgainMs);
      const { value } = answer;
      if (!leadsOn(value, fromSeq)) return standing.failedFor('AnswerUnreadable');
      standing.heard();
      if (value.type === 'acknowledged') at.toldAt = value.hubTime;
      if (value.type === 'acknowledged' && value.quarantined.length > 0 && isCurrent(at)) {
        const types = inTransaction((tx) => noteQuarantined(tx, deviceId, value.quarantined));
        // Of a register that was edited the edit before shows again.
        onChange([...new Set(types.flatMap(topicsOf))]);
      }
      return { type: 'pushed', answer: value };
    },
    lease: async (at: Run, epoch: number): Promise<SyncEvent> => {
      const answer = await at.line.ask('leases', { protocol: PROTOCOL_VERSION, epoch });
      if (answer.type === 'refused') return { type: 'leasesRefused', failure: answer.failure };
      if (answer.type !== 'answered') return standing.failedFor(problemOf(answer));
      standing.heard();
      standing.saidRestoring(answer.value.isRestoring);
      // A hub that was restored hears what is held before it is asked anything.
      if (answer.value.isDeclared) attempt(() => settleQuestions(at.line));
      if (isCurrent(at)) attempt(() => inTransaction((tx) => giveUpForgotten(pen, tx, answer.value)));
      return { type: 'leased', answer: answer.value };
    },
    declare: async (at: Run, epoch: number): Promise<SyncEvent> => {
      let last: DeclareAnswer = { type: 'partsMissing' };
      for (const part of splitDeclaration(readDeclaration(db, epoch))) {
        const answer = await at.line.ask('declare', part);
        if (answer.type === 'refused') {
          if (answer.failure.type === 'DeclarationInvalid') standing.blame('Unexpected');
          return { type: 'declareRefused', failure: answer.failure };
        }
        if (answer.type !== 'answered') return standing.failedFor(problemOf(answer), answer.comeAgainMs);
        standing.heard();
        last = answer.value;
        if (last.type !== 'kept') break;
      }
      return { type: 'declared', answer: last };
    },
    pull: async (
      at: Run,
      { stream, cursor, epoch }: Extract<SyncEffect, { type: 'pull' }>,
    ): Promise<SyncEvent> => {
      const limit = stride.mostInPage();
      const asked = at.line.ask('pull', { protocol: PROTOCOL_VERSION, epoch, stream, cursor, limit });
      const answer = await inStride(stride, asked);
      if (answer.type === 'refused') {
        const { failure } = answer;
        if (failure.type === 'DeviceUnknown') standing.blame(failure.type);
        if (isBehind(failure, epoch)) standing.blame('HubBehind');
        return { type: 'pullRefused', failure };
      }
      // Of this stream alone the hub has no page that this version reads: the others do not wait for it.
      if (answer.type === 'AnswerUnreadable' || answer.type === 'HubFailed') {
        return standing.unreadable(stream, answer.type);
      }
      if (answer.type !== 'answered') return standing.failedFor(problemOf(answer));
      standing.heard();
      const page = answer.value.ok ? answer.value.value : null;
      // Whatever is taken at once keeps the main thread: never more than was asked for.
      if (page === null || sizeOf(page) > limit) return standing.unreadable(stream, 'PageInvalid');
      return { type: 'pulled', answer: page };
    },
    apply: (at: Run, stream: StreamName, answer: CheckedPage): SyncEvent => {
      // A page that brings nothing writes nothing: every round asks for every stream.
      if (bringsNothing(db, at.statesEpoch, stream, answer))
        return { type: 'applied', stream, cursor: answer.to, hasMore: answer.hasMore };
      const beganAtMs = uptimeMs();
      const applied = take(stream, answer);
      // Of this stream alone: what is ordered and set aside comes in others, and does not wait for it.
      if (applied === null) return standing.unreadable(stream, 'Unexpected');
      stride.applied(sizeOf(answer), uptimeMs() - beganAtMs);
      if (!applied.ok) {
        standing.unreadable(stream, 'PageInvalid');
        return eventOfFault(stream, applied.error);
      }
      if (answer.type === 'operations') standing.cameIn(answer.operations.length);
      else if (!answer.hasMore) at.statesEpoch = answer.epoch;
      onChange(touchedTopics(answer));
      return { type: 'applied', stream, cursor: applied.value.cursor, hasMore: answer.hasMore };
    },
    wait: async (at: Run, cursors: ReadonlyMap<StreamName, number>): Promise<SyncEvent> => {
      const stop = new AbortController();
      at.waitingStop = stop;
      // The hub would answer with nothing but the order.
      if (standing.isOrderHeld()) {
        await sleep(ROUND_WHILE_HELD_MS, stop.signal);
        return { type: 'woken' };
      }
      const { epoch } = at.state;
      const question = { protocol: PROTOCOL_VERSION, epoch, waitMs: LONGEST_POLL_MS } as const;
      const askedAtMs = uptimeMs();
      const answer = await at.line.ask('wait', { ...question, cursors: [...cursors] }, stop.signal);
      // Given up for something to send: the engine is elsewhere by now and hears nothing of it.
      if (stop.signal.aborted) return { type: 'woken' };
      if (answer.type !== 'answered') {
        return answer.type === 'refused' ? { type: 'failed' } : standing.failedFor(problemOf(answer));
      }
      standing.heard();
      standing.saidTime(answer.value.hubTime);
      // A hub that was restored: the round says how to go on.
      if (answer.value.epoch !== epoch) return { type: 'woken' };
      const change = answer.value.grants;
      if (change !== null && holdsOperationsOf(db, change.withdrawn)) {
        // Where it was done, this run has ended, and nobody hears what it says.
        if (await withdraw(change)) return { type: 'woken' };
        standing.holdOrder();
        return standing.failedFor('Unexpected');
      }
      if (change !== null) return { type: 'regranted', change };
      // A hub that does not wait, for whatever reason, is not asked without a pause.
      const restMs = SHORTEST_WAIT_MS - (uptimeMs() - askedAtMs);
      if (!answer.value.hasNews && restMs > 0) await sleep(restMs, stop.signal);
      return { type: 'woken' };
    },
  };
}

/**
 * Whether an answer takes something of what was sent from this number on, or asks for what comes before it. Another would be asked
 * for again without a pause, and a number that is not written yet would count as acknowledged.
 */
const leadsOn = (answer: PushAnswer, fromSeq: number): boolean =>
  answer.type === 'fork' ||
  (answer.type === 'gap' ? answer.expectedSeq < fromSeq : answer.acknowledgedSeq >= fromSeq);

/** Some time, or less where it is given up. */
const sleep = (ms: number, stop: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
    stop.addEventListener('abort', () => resolve(), { once: true });
  });

/** As limits of pages count it. */
const sizeOf = (page: CheckedPage): number =>
  page.type === 'operations' ? page.operations.length : page.accounts.length;
