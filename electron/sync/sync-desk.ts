import { localDateAt } from '../../shared/domain/local-date.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { startSync, stepSync } from '../../shared/sync/engine.ts';
import type { StopCause, SyncEffect, SyncEvent } from '../../shared/sync/sync-machine.ts';
import { findChainHead, getOwnHead } from '../database/log.ts';
import { findMembership, isTakenOut, listCursors, setHubHeard, setSyncStopped } from '../database/sync.ts';
import { giveBackRecalled } from './close-cover.ts';
import { createExchangeStanding } from './exchange-standing.ts';
import { findForgottenAt, isStranger } from './former-devices.ts';
import { beginAgain, findClosing, goOn, goOnAgain } from './going-on.ts';
import { createGoingOnQuestions, type GoingOnRun } from './going-on-questions.ts';
import { createHubQuestions, isHubThere, noWord, SILENT } from './hub-questions.ts';
import { renameBaskets } from './renamed-baskets.ts';
import { createErasureRepeater } from './repeat-erasures.ts';
import { createRoundSteps } from './round-steps.ts';
import { saveProgress } from './save-progress.ts';
import { createStride } from './stride.ts';
import type { SyncDesk, SyncDeskOptions } from './sync-desk-types.ts';
import type { Run } from './sync-run.ts';
import { allTopics } from './touched-topics.ts';

/** What nobody asked for waits so long for the first look at the own chain at the hub. */
const COMPARISON_PATIENCE_MS = 2 * 60_000;
/** After what could not be written down, as on a full disk, the exchange begins again from the database. */
const BEGIN_AGAIN_MS = 15_000;
const WATCHDOG_LOOK_MS = 30_000;
const WATCHDOG_PATIENCE_MS = 5 * 60_000;
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
/** When the hub was heard last is kept at least so often, as long as it is. */
const NOTE_HEARD_MS = 60_000;

/** The main thread's side of the exchange: the pure engine, the database, and a line that another thread serves. */
export function createSyncDesk(options: SyncDeskOptions): SyncDesk {
  const { db, inTransaction, now, uptimeMs } = options;
  const standing = createExchangeStanding(options);
  const questions = createHubQuestions({
    ...options,
    // Whoever waits for news at such a hub may wait for half a minute: the round that says how to go on begins now.
    onOtherEpoch: () => run?.waitingStop?.abort(),
    onHeard: standing.heard,
  });
  const repeatErasures = createErasureRepeater(options);
  let run: Run | null = null;
  let movedAtMs = uptimeMs();
  let announceTimer: NodeJS.Timeout | null = null;
  let watchdog: NodeJS.Timeout | null = null;
  let againTimer: NodeJS.Timeout | null = null;

  const announceSoon = () => {
    announceTimer ??= setTimeout(() => {
      announceTimer = null;
      options.onChange(['sync']);
    }, ANNOUNCE_MS);
    announceTimer.unref();
  };

  /** A bug or a broken disk must not end the till: it is told, and the exchange begins again from the database. */
  const deliver = (at: Run, event: SyncEvent) => {
    try {
      step(at, event);
    } catch (error) {
      options.onBug(error);
      if (run === at || run === null) beginAgainSoon();
    }
  };
  /** What the engine goes by and what is on disk may be two things, and whatever it was to do next is not under way. */
  const beginAgainSoon = () => {
    if (watchdog === null) return; // closed
    standing.blame('Unexpected');
    standing.rested();
    againTimer ??= setTimeout(() => {
      againTimer = null;
      restartOrLater();
    }, BEGIN_AGAIN_MS);
    againTimer.unref();
    announceSoon();
  };
  const restartOrLater = () => {
    try {
      restart();
    } catch (error) {
      options.onBug(error);
      beginAgainSoon();
    }
  };
  const step = (at: Run, event: SyncEvent) => {
    if (run !== at) return;
    if (MOVES.has(event.type)) movedAtMs = uptimeMs();
    const before = at.state.phase.type;
    const { state, effects } = stepSync(at.state, event, options.jitter());
    at.state = state;
    if (state.phase.type === 'resting') standing.rested();
    for (const effect of effects) perform(at, effect);
    if (state.phase.type === 'stopped' && before !== 'stopped') noteStopped(state.phase.because);
    if (state.phase.type === 'waiting' && before !== 'waiting') {
      standing.caughtUp();
      attempt(noteHeard);
      // All was asked and answered, as only a member is: what stopped it before is over. Until then it holds, also without the hub.
      if (findMembership(db)?.stoppedBecause != null)
        attempt(() => inTransaction((tx) => setSyncStopped(tx, null)));
      attempt(options.onCaughtUp);
      repeatErasures(at.line).catch(options.onBug);
    }
    announceSoon();
  };
  /** Rounds that bring nothing write nothing but this: what is printed here is of then. */
  const noteHeard = () => {
    const heardAt = standing.heardAt();
    const before = findMembership(db)?.heardAt ?? 0;
    if (heardAt !== null && Math.abs(heardAt - before) >= NOTE_HEARD_MS)
      inTransaction((tx) => setHubHeard(tx, heardAt));
  };
  const noteStopped = (because: StopCause) => inTransaction((tx) => setSyncStopped(tx, because.type));

  /** What cannot be taken is told, and tried again later. */
  const guarded = async (at: Run, work: () => Promise<SyncEvent> | SyncEvent): Promise<void> => {
    let event: SyncEvent;
    try {
      event = await work();
    } catch (error) {
      options.onBug(error);
      event = standing.failedFor('Unexpected');
    }
    if (event.type === 'failed' && isStranger(standing.problem()) && (await goesOnAgain(at))) return;
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

  const stride = createStride();
  const own = createGoingOnQuestions({ db, inTransaction, standing, stride });
  const steps = createRoundSteps({
    ...options,
    standing,
    stride,
    isCurrent: (at) => run === at,
    settleQuestions: questions.settle,
    attempt,
  });
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
        void guarded(at, () => steps.push(at, effect.fromSeq));
        return;
      case 'lease':
        giveBack();
        void guarded(at, () => steps.lease(at, effect.epoch));
        return;
      case 'declare':
        void guarded(at, () => steps.declare(at, effect.epoch));
        return;
      case 'pull':
        void guarded(at, () => steps.pull(at, effect));
        return;
      case 'apply':
        // After whatever waits for its turn: a page never comes between two keys of the till.
        setImmediate(() => {
          if (run === at)
            void guarded(at, () => steps.apply(at, effect.stream, effect.answer)).then(giveBack);
        });
        return;
      case 'saveAcknowledged':
      case 'lowerCursors':
        inTransaction((tx) => {
          saveProgress(tx, effect, localDateAt(at.toldAt));
          const heardAt = standing.heardAt();
          if (heardAt !== null) setHubHeard(tx, heardAt);
        });
        return;
      case 'changeGrants':
        inTransaction((tx) => saveProgress(tx, effect, localDateAt(at.toldAt)));
        options.onChange(allTopics());
        return;
      case 'wait':
        void guarded(at, () => steps.wait(at, effect.cursors));
        return;
      case 'stopWaiting':
        at.waitingStop?.abort();
        return;
      case 'rest':
        at.restTimer = setTimeout(() => deliver(at, { type: 'rested' }), effect.afterMs);
        at.restTimer.unref();
    }
  };

  const end = (): Promise<void> => {
    const ending = run;
    run = null;
    if (againTimer !== null) clearTimeout(againTimer);
    againTimer = null;
    if (ending === null) return Promise.resolve();
    if (ending.restTimer !== null) clearTimeout(ending.restTimer);
    return ending.line.close();
  };
  const begin = () => {
    const membership = findMembership(db);
    if (membership === null) return;
    standing.rememberHeard(membership.heardAt);
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
    restartOrLater();
  };

  return {
    start: () => {
      if (run !== null) return;
      watchdog ??= setInterval(look, WATCHDOG_LOOK_MS);
      watchdog.unref();
      begin();
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
        ...standing.told(phase.type === 'waiting'),
        isUnderWay: againTimer === null && !['waiting', 'resting', 'stopped'].includes(phase.type),
        streamsToRead: state.toPull.length + (isReading ? 1 : 0),
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
      const hindrance = standing.isFresh() ? null : await isHubThere(at.line, at.state);
      if (hindrance !== null) return hindrance;
      return questions.ask(at.line, question, take, uptimeMs() - beganAtMs);
    },
    close: async () => {
      if (watchdog !== null) clearInterval(watchdog);
      if (announceTimer !== null) clearTimeout(announceTimer);
      watchdog = null;
      announceTimer = null;
      await end();
    },
  };
}
