import { localDateAt } from '../../shared/domain/local-date.ts';
import { err, ok } from '../../shared/domain/result.ts';
import type { StreamName } from '../../shared/operations/operation.ts';
import type { CheckedPage } from '../../shared/sync/checked-page.ts';
import { type DeclareAnswer, splitDeclaration } from '../../shared/sync/declaration.ts';
import { isBehind, startSync, stepSync } from '../../shared/sync/engine.ts';
import { LONGEST_POLL_MS, PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import type { StopCause, SyncEffect, SyncEvent, SyncState } from '../../shared/sync/sync-machine.ts';
import { findChainHead, getOwnHead } from '../database/log.ts';
import {
  findMembership,
  isTakenOut,
  listCursors,
  type Membership,
  setHubHeard,
  setSyncStopped,
} from '../database/sync.ts';
import { holdsOperationsOf } from '../database/withdraw-streams.ts';
import { applyPage, bringsNothing } from './apply-page.ts';
import { giveBackRecalled, giveUpForgotten } from './close-cover.ts';
import { findForgottenAt, isStranger } from './former-devices.ts';
import { beginAgain, type Closing, findClosing, goOn, goOnAgain } from './going-on.ts';
import { createGoingOnQuestions, type GoingOnRun } from './going-on-questions.ts';
import { problemOf } from './hub-client.ts';
import { createHubQuestions, isHubThere, noWord, SILENT } from './hub-questions.ts';
import { readDeclaration } from './read-declaration.ts';
import { readOutbox } from './read-outbox.ts';
import { renameBaskets } from './renamed-baskets.ts';
import { createErasureRepeater } from './repeat-erasures.ts';
import { noteQuarantined, saveProgress } from './save-progress.ts';
import { createStride, inStride } from './stride.ts';
import type { SyncDesk, SyncDeskOptions, SyncProblem } from './sync-desk-types.ts';
import type { SyncLine } from './sync-line.ts';
import { allTopics, touchedTopics } from './touched-topics.ts';

/** What is over in so long is shown to nobody who works. */
const TROUBLE_AFTER_MS = 2 * 60_000;
/** An answer of so little ago says that the hub is there. */
const FRESH_MS = 2000;
/** Between two looks at a hub that has nothing new. */
const SHORTEST_WAIT_MS = 1000;
/** What nobody asked for waits so long for the first look at the own chain at the hub. */
const COMPARISON_PATIENCE_MS = 2 * 60_000;
const WATCHDOG_LOOK_MS = 30_000;
const WATCHDOG_PATIENCE_MS = 5 * 60_000;
/** An order to delete that could not be carried out, a full disk, is not asked for again for so long. */
const ORDER_HELD_MS = 10 * 60_000;
/** Meanwhile all else is read so often, and what is recorded is sent at once. */
const ROUND_WHILE_HELD_MS = 15_000;
/** Events that show that the exchange goes on: anything else may repeat itself for ever. */
const MOVES: ReadonlySet<SyncEvent['type']> = new Set([
  'compared',
  'fetched',
  'succeeded',
  'pushed',
  'applied',
  'woken',
  'regranted',
]);
/** Screens are told of counts and times at most so often. */
const ANNOUNCE_MS = 250;

/** One run of the engine over one line. What belongs to an earlier run is told apart by the object. */
type Run = {
  readonly line: SyncLine;
  readonly membership: Membership;
  /** Null where this counter writes as the member that it is. */
  readonly closing: Closing | null;
  /** By the clock that never jumps. */
  readonly beganAtMs: number;
  state: SyncState;
  waitingStop: AbortController | null;
  restTimer: NodeJS.Timeout | null;
  /** The epoch of which every state was read in this run. */
  statesEpoch: number | null;
  /** When the hub last acknowledged something, by its own clock; by this PC's before. */
  toldAt: number;
};

/** The main thread's side of the exchange: the pure engine, the database, and a line that another thread serves. */
export function createSyncDesk(options: SyncDeskOptions): SyncDesk {
  const { db, inTransaction, now, uptimeMs } = options;
  const questions = createHubQuestions({
    ...options,
    // Whoever waits for news at such a hub may wait for half a minute: the round that says how to go on begins now.
    onOtherEpoch: () => run?.waitingStop?.abort(),
    onHeard: () => heard(),
  });
  const repeatErasures = createErasureRepeater(options);
  let run: Run | null = null;
  let heardAt: number | null = null;
  let movedAtMs = uptimeMs();
  let problem: SyncProblem | null = null;
  /** Why a stream could not be read, until a round has read them all: other answers come meanwhile. */
  let streamProblem: SyncProblem | null = null;
  let isHubRestoring = false;
  /** Since when no round came to its end for a reason that does not pass by itself, by the clock that never jumps. */
  let troubledSinceMs: number | null = null;
  let received = 0;
  let clockDifferenceMs: number | null = null;
  let announceTimer: NodeJS.Timeout | null = null;
  let watchdog: NodeJS.Timeout | null = null;

  /** By the clock that never jumps. */
  let orderHeldUntilMs = Number.NEGATIVE_INFINITY;
  const isOrderHeld = () => uptimeMs() < orderHeldUntilMs;

  const announceSoon = () => {
    announceTimer ??= setTimeout(() => {
      announceTimer = null;
      options.onChange(['sync']);
    }, ANNOUNCE_MS);
    announceTimer.unref();
  };
  /** By the clock that never jumps. */
  let heardAtMs = Number.NEGATIVE_INFINITY;
  const heard = () => {
    heardAt = now();
    heardAtMs = uptimeMs();
    problem = null;
  };

  /** A bug or a broken disk must not end the till: it is told, and the watchdog begins again from the database. */
  const deliver = (at: Run, event: SyncEvent) => {
    try {
      step(at, event);
    } catch (error) {
      options.onBug(error);
    }
  };
  const step = (at: Run, event: SyncEvent) => {
    if (run !== at) return;
    if (MOVES.has(event.type)) movedAtMs = uptimeMs();
    const before = at.state.phase.type;
    const { state, effects } = stepSync(at.state, event, options.jitter());
    at.state = state;
    if (state.phase.type === 'resting' && isTrouble(problem ?? streamProblem)) troubledSinceMs ??= uptimeMs();
    for (const effect of effects) perform(at, effect);
    if (state.phase.type === 'stopped' && before !== 'stopped') noteStopped(state.phase.because);
    if (state.phase.type === 'waiting' && before !== 'waiting') {
      streamProblem = null;
      troubledSinceMs = null;
      // All was asked and answered, as only a member is: what stopped it before is over. Until then it holds, also without the hub.
      if (findMembership(db)?.stoppedBecause != null) inTransaction((tx) => setSyncStopped(tx, null));
      options.onCaughtUp();
      repeatErasures(at.line).catch(options.onBug);
    }
    announceSoon();
  };
  const noteStopped = (because: StopCause) => inTransaction((tx) => setSyncStopped(tx, because.type));

  /** What cannot be taken is told, and tried again later. */
  const guarded = async (at: Run, work: () => Promise<SyncEvent> | SyncEvent): Promise<void> => {
    let event: SyncEvent;
    try {
      event = await work();
    } catch (error) {
      options.onBug(error);
      event = failedFor('Unexpected');
    }
    if (event.type === 'failed' && isStranger(problem) && (await goesOnAgain(at))) return;
    deliver(at, event);
  };
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      options.onBug(error);
    }
  };
  /** A hub that was restored from before this counter went on knows it by the device of before: it goes on once more. */
  const goesOnAgain = async (at: Run): Promise<boolean> => {
    try {
      const former = await findForgottenAt(db, at.membership.address, options.openLine);
      if (former === null || run !== at) return false;
      inTransaction((tx) => goOnAgain(options.pen, tx, former));
    } catch (error) {
      options.onBug(error);
      return false;
    }
    restart();
    options.onChange(allTopics());
    return true;
  };
  /** What the hub asked back goes into this device's chain, and is pushed with the rest of it. */
  const giveBack = () => attempt(() => inTransaction((tx) => giveBackRecalled(options.pen, tx)));
  const failedFor = (reason: SyncProblem, comeAgainMs?: number): SyncEvent => {
    problem = reason;
    return { type: 'failed', comeAgainMs };
  };

  const stride = createStride();
  const own = createGoingOnQuestions({ db, inTransaction, heard, failedFor, stride });
  const goingOn = (at: Run): GoingOnRun => ({
    line: at.line,
    deviceId: at.membership.deviceId,
    isCurrent: () => run === at,
  });

  const perform = (at: Run, effect: SyncEffect): void => {
    const { closing } = at;
    switch (effect.type) {
      case 'compare':
        void guarded(at, () => own.compare(goingOn(at)));
        return;
      case 'beginAgain':
        inTransaction((tx) => beginAgain(options.pen, tx));
        restart();
        options.onChange(allTopics());
        return;
      case 'fetchOwn':
        void guarded(at, () => own.fetch(goingOn(at), effect.fromSeq)).then(() =>
          options.onChange(allTopics()),
        );
        return;
      case 'succeed':
        if (closing !== null) void guarded(at, () => own.succeed(goingOn(at), closing));
        return;
      case 'goOn':
        if (closing !== null) inTransaction((tx) => goOn(tx, closing, effect.answer, now()));
        restart();
        options.onChange(allTopics());
        return;
      case 'push':
        void guarded(at, () => push(at, effect.fromSeq));
        return;
      case 'lease':
        giveBack();
        void guarded(at, () => lease(at, effect.epoch));
        return;
      case 'declare':
        void guarded(at, () => declare(at, effect.epoch));
        return;
      case 'pull':
        void guarded(at, () => pull(at, effect));
        return;
      case 'apply':
        // After whatever waits for its turn: a page never comes between two keys of the till.
        setImmediate(() => {
          if (run === at) void guarded(at, () => apply(at, effect.stream, effect.answer)).then(giveBack);
        });
        return;
      case 'saveAcknowledged':
      case 'lowerCursors':
        inTransaction((tx) => {
          saveProgress(tx, effect, localDateAt(at.toldAt));
          if (heardAt !== null) setHubHeard(tx, heardAt);
        });
        return;
      case 'changeGrants':
        inTransaction((tx) => saveProgress(tx, effect, localDateAt(at.toldAt)));
        options.onChange(allTopics());
        return;
      case 'wait':
        void guarded(at, () => wait(at, effect.cursors));
        return;
      case 'stopWaiting':
        at.waitingStop?.abort();
        return;
      case 'rest':
        at.restTimer = setTimeout(() => deliver(at, { type: 'rested' }), effect.afterMs);
        at.restTimer.unref();
    }
  };

  const push = async (at: Run, fromSeq: number): Promise<SyncEvent> => {
    const { deviceId } = at.membership;
    const answer = await inStride(
      stride,
      at.line.ask('push', readOutbox(db, deviceId, fromSeq, stride.most())),
    );
    if (answer.type === 'refused') {
      if (answer.failure.type !== 'DeviceRevoked') problem = answer.failure.type;
      return { type: 'pushRefused', failure: answer.failure };
    }
    if (answer.type !== 'answered') return failedFor(problemOf(answer), answer.comeAgainMs);
    const { value } = answer;
    heard();
    if (value.type === 'acknowledged') at.toldAt = value.hubTime;
    if (value.type === 'acknowledged' && value.quarantined.length > 0 && run === at) {
      inTransaction((tx) => noteQuarantined(tx, deviceId, value.quarantined));
    }
    return { type: 'pushed', answer: value };
  };
  const lease = async (at: Run, epoch: number): Promise<SyncEvent> => {
    const answer = await at.line.ask('leases', { protocol: PROTOCOL_VERSION, epoch });
    if (answer.type === 'refused') return { type: 'leasesRefused', failure: answer.failure };
    if (answer.type !== 'answered') return failedFor(problemOf(answer));
    heard();
    ({ isRestoring: isHubRestoring } = answer.value);
    // A hub that was restored hears what is held before it is asked anything.
    if (answer.value.isDeclared) attempt(() => questions.settle(at.line));
    if (run === at) attempt(() => inTransaction((tx) => giveUpForgotten(options.pen, tx, answer.value)));
    return { type: 'leased', answer: answer.value };
  };
  const declare = async (at: Run, epoch: number): Promise<SyncEvent> => {
    let last: DeclareAnswer = { type: 'partsMissing' };
    for (const part of splitDeclaration(readDeclaration(db, epoch))) {
      const answer = await at.line.ask('declare', part);
      if (answer.type === 'refused') {
        if (answer.failure.type === 'DeclarationInvalid') problem = 'Unexpected';
        return { type: 'declareRefused', failure: answer.failure };
      }
      if (answer.type !== 'answered') return failedFor(problemOf(answer), answer.comeAgainMs);
      heard();
      last = answer.value;
      if (last.type !== 'kept') break;
    }
    return { type: 'declared', answer: last };
  };
  const pull = async (
    at: Run,
    { stream, cursor, epoch }: Extract<SyncEffect, { type: 'pull' }>,
  ): Promise<SyncEvent> => {
    const limit = stride.mostInPage();
    const asked = at.line.ask('pull', { protocol: PROTOCOL_VERSION, epoch, stream, cursor, limit });
    const answer = await inStride(stride, asked);
    if (answer.type === 'refused') {
      const { failure } = answer;
      if (failure.type === 'DeviceUnknown') problem = failure.type;
      if (isBehind(failure, epoch)) problem = 'HubBehind';
      return { type: 'pullRefused', failure };
    }
    // Of this stream alone the hub has no page that this version reads: the others do not wait for it.
    if (answer.type === 'AnswerUnreadable' || answer.type === 'HubFailed') {
      return unreadable(stream, answer.type);
    }
    if (answer.type !== 'answered') return failedFor(problemOf(answer));
    heard();
    if (!answer.value.ok) return unreadable(stream, 'PageInvalid');
    return { type: 'pulled', answer: answer.value.value };
  };
  const unreadable = (stream: StreamName, reason: SyncProblem): SyncEvent => {
    streamProblem = reason;
    return { type: 'pageInvalid', stream };
  };
  const apply = (at: Run, stream: StreamName, answer: CheckedPage): SyncEvent => {
    // A page that brings nothing writes nothing: every round asks for every stream.
    if (bringsNothing(db, at.statesEpoch, stream, answer))
      return { type: 'applied', stream, cursor: answer.to, hasMore: answer.hasMore };
    const beganAtMs = uptimeMs();
    const applied = inTransaction((tx) => {
      const outcome = applyPage(tx, stream, answer);
      if (outcome.ok && heardAt !== null) setHubHeard(tx, heardAt);
      return outcome;
    });
    stride.applied(sizeOf(answer), uptimeMs() - beganAtMs);
    if (!applied.ok) {
      const invalid = unreadable(stream, 'PageInvalid');
      const fault = applied.error;
      return fault.type === 'NotWhereWeAre' ? { type: 'misplaced', stream, cursor: fault.cursor } : invalid;
    }
    if (answer.type === 'operations') received += answer.operations.length;
    else if (!answer.hasMore) at.statesEpoch = answer.epoch;
    options.onChange(touchedTopics(answer));
    return { type: 'applied', stream, cursor: applied.value.cursor, hasMore: answer.hasMore };
  };
  const wait = async (at: Run, cursors: ReadonlyMap<StreamName, number>): Promise<SyncEvent> => {
    const stop = new AbortController();
    at.waitingStop = stop;
    // The hub would answer with nothing but the order.
    if (isOrderHeld()) {
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
      return answer.type === 'refused' ? { type: 'failed' } : failedFor(problemOf(answer));
    }
    heard();
    clockDifferenceMs = answer.value.hubTime - now();
    // A hub that was restored: the round says how to go on.
    if (answer.value.epoch !== epoch) return { type: 'woken' };
    const change = answer.value.grants;
    if (change !== null && holdsOperationsOf(db, change.withdrawn)) {
      // Where it was done, this run has ended, and nobody hears what it says.
      if (await options.withdraw(change)) return { type: 'woken' };
      orderHeldUntilMs = uptimeMs() + ORDER_HELD_MS;
      return failedFor('Unexpected');
    }
    if (change !== null) return { type: 'regranted', change };
    // A hub that does not wait, for whatever reason, is not asked without a pause.
    const restMs = SHORTEST_WAIT_MS - (uptimeMs() - askedAtMs);
    if (!answer.value.hasNews && restMs > 0) await sleep(restMs, stop.signal);
    return { type: 'woken' };
  };

  const end = (): Promise<void> => {
    const ending = run;
    run = null;
    if (ending === null) return Promise.resolve();
    if (ending.restTimer !== null) clearTimeout(ending.restTimer);
    return ending.line.close();
  };
  const begin = () => {
    const membership = findMembership(db);
    if (membership === null) return;
    heardAt ??= membership.heardAt;
    const closing = findClosing(db);
    if (closing !== null) inTransaction((tx) => renameBaskets(tx, options.pen.newId));
    const { address, deviceId, privateKey } = membership;
    const head = getOwnHead(db);
    const state = startSync({
      headSeq: findChainHead(db, deviceId)?.seq ?? 0,
      acknowledgedSeq: closing === null ? head.acknowledgedSeq : 0,
      isClosing: closing !== null,
      epoch: membership.epoch,
      cursors: new Map([...listCursors(db)].map(([stream, { cursor }]) => [stream, cursor])),
    });
    const line = options.openLine({ address, deviceId, privateKey });
    run = {
      line,
      membership,
      closing,
      beganAtMs: uptimeMs(),
      state,
      waitingStop: null,
      restTimer: null,
      statesEpoch: null,
      toldAt: now(),
    };
    movedAtMs = uptimeMs();
    deliver(run, { type: 'started' });
  };
  /** What this counter writes as has changed: nothing of the run before is true any more. */
  const restart = () => {
    end().catch(options.onBug);
    begin();
  };
  const look = () => {
    if (run === null || run.state.phase.type === 'stopped') return;
    if (uptimeMs() - movedAtMs < WATCHDOG_PATIENCE_MS) return;
    options.onRebuild();
    restart();
  };

  return {
    start: () => {
      if (run !== null) return;
      begin();
      watchdog ??= setInterval(look, WATCHDOG_LOOK_MS);
      watchdog.unref();
    },
    restart,
    recorded: (headSeq) => {
      if (run !== null) deliver(run, { type: 'recorded', headSeq });
    },
    condition: () => {
      if (run === null) return null;
      const { state, closing } = run;
      const { phase } = state;
      const { seq, acknowledgedSeq } = getOwnHead(db);
      const isReading = phase.type === 'pulling' || phase.type === 'applying';
      return {
        waiting: seq - acknowledgedSeq,
        heardAt,
        isUnderWay: phase.type !== 'waiting' && phase.type !== 'resting' && phase.type !== 'stopped',
        streamsToRead: state.toPull.length + (isReading ? 1 : 0),
        received,
        clockDifferenceMs,
        problem: isOrderHeld() ? 'Unexpected' : phase.type === 'waiting' ? null : (problem ?? streamProblem),
        isHubRestoring,
        isTroubled: troubledSinceMs !== null && uptimeMs() - troubledSinceMs > TROUBLE_AFTER_MS,
        isGoingOn: closing !== null && phase.type !== 'stopped',
        stoppedBecause: phase.type === 'stopped' ? phase.because.type : state.isRevoked ? 'Revoked' : null,
      };
    },
    line: () => {
      if (run === null) return err({ type: 'NotJoined' });
      return run.closing === null ? ok(run.line) : err({ type: 'GoingOn' });
    },
    mayWriteUnasked: () => {
      if (run === null || run.closing !== null || run.state.isCompared) return true;
      return run.state.phase.type === 'stopped' || uptimeMs() - run.beganAtMs > COMPARISON_PATIENCE_MS;
    },
    askHub: async (question, take) => {
      const at = run;
      if (isTakenOut(db)) return noWord('TakenOut');
      if (at === null || at.closing !== null) return SILENT;
      // A question without an answer keeps what it took of a lease: it is asked only of a hub that is there at this moment.
      const beganAtMs = uptimeMs();
      const isFresh = problem === null && beganAtMs - heardAtMs < FRESH_MS;
      const hindrance = isFresh ? null : await isHubThere(at.line, at.state);
      if (hindrance !== null) return hindrance;
      return questions.ask(at.line, question, take, uptimeMs() - beganAtMs);
    },
    close: async () => {
      if (watchdog !== null) clearInterval(watchdog);
      if (announceTimer !== null) clearTimeout(announceTimer);
      watchdog = null;
      await end();
    },
  };
}

/** A hub that is away or has too much to do is nobody's fault and passes by itself. */
const isTrouble = (problem: SyncProblem | null): boolean =>
  problem !== null && problem !== 'Unreachable' && problem !== 'HubBusy';

/** Some time, or less where it is given up. */
const sleep = (ms: number, stop: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
    stop.addEventListener('abort', () => resolve(), { once: true });
  });

/** As limits of pages count it. */
const sizeOf = (page: CheckedPage): number =>
  page.type === 'operations' ? page.operations.length : page.accounts.length;
