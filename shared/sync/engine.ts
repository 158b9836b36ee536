import type { StreamName } from '../operations/operation.ts';
import { NOTHING } from './checksum.ts';
import type { DeclareAnswer } from './declaration.ts';
import type { GrantChange, LeasesAnswer, PullFailure, PushAnswer } from './protocol.ts';
import { keepAppointment, rest, stop } from './rests.ts';
import type { SucceedAnswer } from './succession.ts';
import type { OwnChainAtHub, SyncEvent, SyncState, SyncStep } from './sync-machine.ts';

/** Failed waits beyond these make a rest no longer. */
const MOST_WAITS_COUNTED = 4;

export const startSync = (
  from: Pick<SyncState, 'headSeq' | 'acknowledgedSeq' | 'epoch' | 'cursors'> & {
    readonly isClosing?: boolean;
  },
): SyncState => ({
  isClosing: false,
  ...from,
  isCompared: false,
  phase: { type: 'resting', attempts: 0 },
  toPull: [],
  isRevoked: false,
  isReplaced: false,
  isToDeclare: false,
  forkedAtSeq: null,
  isDirty: false,
  attempts: 0,
  hasFault: false,
  faultyRounds: 0,
  failedWaits: 0,
});

/**
 * What a counter does with its hub, as a pure machine: it is told what happened and says what to do next. Clock,
 * network, disk and chance are outside. Nothing of what is right depends on its memory: a new one, given the device's
 * own numbers and cursors, goes on where the last one ended.
 *
 * One step. `jitter` is a number from 0 to 1: rests are spread by it, so that a thousand counters do not come back in
 * one second. Laws: an acknowledged number and a cursor only grow, except where the hub was restored and says so; a
 * cursor is saved by whoever applies, never before; whatever fails, there is one effect under way or a timer.
 */
export function stepSync(state: SyncState, event: SyncEvent, jitter: number): SyncStep {
  if (event.type === 'recorded') return takeRecorded(state, event.headSeq);
  if (state.phase.type === 'stopped')
    return event.type === 'started' ? beginRound(state) : { state, effects: [] };
  switch (event.type) {
    case 'started':
      return beginRound(state);
    case 'rested':
      return state.phase.type === 'resting' ? beginRound(state) : { state, effects: [] };
    case 'woken':
      return state.phase.type === 'waiting'
        ? beginRound({ ...state, failedWaits: 0 })
        : { state, effects: [] };
    case 'regranted':
      return state.phase.type === 'waiting'
        ? takeGrants({ ...state, failedWaits: 0 }, event.change)
        : { state, effects: [] };
    case 'compared':
      return state.phase.type === 'comparing' ? takeComparison(state, event.hub) : { state, effects: [] };
    case 'fetched':
      return state.phase.type === 'fetching'
        ? takeFetched(
            // What is refused again and again is asked less and less.
            { ...state, headSeq: event.ownSeq, attempts: event.ownSeq > state.headSeq ? 0 : state.attempts },
            event.hub,
          )
        : { state, effects: [] };
    case 'ownRevoked':
      return state.phase.type === 'comparing' || state.phase.type === 'fetching'
        ? takeRevocation(state)
        : { state, effects: [] };
    case 'succeeded':
      return state.phase.type === 'succeeding' ? takeSuccession(state, event.answer) : { state, effects: [] };
    case 'succeedRefused':
      if (event.failure.type === 'AlreadySucceeded') return stop(state, { type: 'Replaced' });
      return event.failure.type === 'DeviceRevoked' ? stop(state, { type: 'Revoked' }) : rest(state, jitter);
    case 'pushed':
      // An answer to a question of before changes nothing: the next one says the same again.
      return state.phase.type === 'pushing' ? takePushAnswer(state, event.answer) : { state, effects: [] };
    case 'pushRefused':
      if (state.isReplaced) return stop(state, { type: 'Replaced' });
      // The days in which it still took something are over.
      return event.failure.type === 'DeviceRevoked' ? stop(state, { type: 'Revoked' }) : rest(state, jitter);
    case 'leased':
      return state.phase.type === 'leasing' ? takeLeases(state, event.answer) : { state, effects: [] };
    case 'leasesRefused':
      if (state.phase.type !== 'leasing') return { state, effects: [] };
      if (event.failure.type === 'DeviceRevoked') return compare(state);
      // Of a restored hub the next pull says where to go on.
      return event.failure.type === 'EpochIsOther' ? pullNext(state) : rest(state, jitter);
    case 'declared':
      return state.phase.type === 'declaring'
        ? takeDeclareAnswer(state, event.answer)
        : { state, effects: [] };
    case 'declareRefused':
      if (state.phase.type !== 'declaring') return { state, effects: [] };
      if (event.failure.type === 'DeviceRevoked') return compare(state);
      // Only what the hub would promise waits for what is held: the rest is read all the same.
      if (event.failure.type === 'DeclarationInvalid') return pullNext({ ...state, isToDeclare: false });
      return event.failure.type === 'EpochIsOther' ? pullNext(state) : rest(state, jitter);
    case 'pulled': {
      const { phase } = state;
      if (phase.type !== 'pulling') return { state, effects: [] };
      // The disk was put back while this went on.
      if (event.answer.type === 'balances' && event.answer.yourHead > state.headSeq) return compare(state);
      return {
        state: { ...state, phase: { type: 'applying', stream: phase.stream } },
        effects: [{ type: 'apply', answer: event.answer, stream: phase.stream }],
      };
    }
    case 'pullRefused':
      return restAfterFault(takePullFailure(state, event.failure, jitter), jitter);
    case 'applied': {
      const cursors = new Map([...state.cursors, [event.stream, event.cursor]]);
      const next = { ...state, cursors, attempts: 0 };
      if (event.hasMore) return pullStream(next, event.stream);
      return next.isToDeclare ? declare(next) : restAfterFault(pullNext(next), jitter);
    }
    case 'pageInvalid':
      // What does not hold together may be of a chain that the hub has more of than there is here.
      return restAfterFault(
        pullNext({ ...state, isCompared: false, isToDeclare: false, hasFault: true }),
        jitter,
      );
    case 'misplaced':
      return restAfterFault(pullNext({ ...standAt(state, event), hasFault: true }), jitter);
    case 'failed':
      if (state.phase.type === 'resting') return { state, effects: [] };
      if (state.phase.type === 'waiting') return restAfterWait(state, jitter);
      return event.comeAgainMs === undefined
        ? rest(state, jitter)
        : keepAppointment(state, event.comeAgainMs, jitter);
  }
}

function takeRecorded(state: SyncState, headSeq: number): SyncStep {
  if (state.isClosing) return { state, effects: [] };
  const next = { ...state, headSeq: Math.max(state.headSeq, headSeq) };
  if (state.phase.type === 'stopped' && state.phase.because.type === 'Revoked') return takeRevocation(next);
  if (state.phase.type === 'stopped' && state.phase.because.type === 'Replaced') return takeReplacement(next);
  if (state.phase.type !== 'waiting') return { state: { ...next, isDirty: true }, effects: [] };
  const { state: begun, effects } = beginRound(next);
  return { state: begun, effects: [{ type: 'stopWaiting' }, ...effects] };
}

/** First what is to be sent, then what is to be read: a family's points are spent where they are known. */
function beginRound(state: SyncState): SyncStep {
  if (state.isClosing) return fetchOwn(state);
  if (!state.isCompared) return compare(state);
  const next = {
    ...state,
    isDirty: false,
    isToDeclare: false,
    forkedAtSeq: null,
    hasFault: false,
    toPull: [...state.cursors.keys()],
  };
  if (next.isRevoked) return takeRevocation(next);
  return next.headSeq > next.acknowledgedSeq ? pushFrom(next, next.acknowledgedSeq + 1) : askLeases(next);
}

/** Also where the hub gives this device nothing any more: whether it was taken out, or another goes on for it. */
const compare = (state: SyncState): SyncStep => ({
  // All is still to be read: a first download says so while the hub does not answer.
  state: { ...state, isCompared: false, toPull: [...state.cursors.keys()], phase: { type: 'comparing' } },
  effects: [{ type: 'compare' }],
});

/** Before this device has written anything by which two chains would come of one. */
function takeComparison(state: SyncState, { headSeq, isSame, isReplaced }: OwnChainAtHub): SyncStep {
  if (isReplaced) return takeReplacement(state);
  const hasToSend = state.headSeq > state.acknowledgedSeq;
  // The other branch is handed in, so that the hub keeps it for whoever decides: its answer says that there are two.
  if (!isSame && !hasToSend) return stop(state, { type: 'Forked', atSeq: Math.min(headSeq, state.headSeq) });
  if (!isSame || headSeq <= state.headSeq) return beginRound({ ...state, isCompared: true, attempts: 0 });
  return { state: { ...state, phase: { type: 'beginningAgain' } }, effects: [{ type: 'beginAgain' }] };
}

const fetchOwn = (state: SyncState): SyncStep => {
  const fromSeq = state.headSeq + 1;
  return {
    state: { ...state, phase: { type: 'fetching', fromSeq } },
    effects: [{ type: 'fetchOwn', fromSeq }],
  };
};

/** Of the old chain both sides get what the other has; then it is closed. */
function takeFetched(state: SyncState, { headSeq, isSame, isReplaced }: OwnChainAtHub): SyncStep {
  const next = { ...state, acknowledgedSeq: headSeq };
  // Where the two are other chains, the answer to the push says so, and the hub keeps both.
  if (headSeq < state.headSeq) return pushFrom(next, headSeq + 1);
  // Whoever goes on already had all of it: this is another PC.
  if (isReplaced && (!isSame || headSeq > state.headSeq)) return stop(state, { type: 'Replaced' });
  if (!isSame) return stop(state, { type: 'Forked', atSeq: state.headSeq });
  return headSeq > state.headSeq ? fetchOwn(state) : succeed(next);
}

const succeed = (state: SyncState): SyncStep => ({
  state: { ...state, phase: { type: 'succeeding' } },
  effects: [{ type: 'succeed' }],
});

/** The run ends with it: the next one is the new device's. */
const takeSuccession = (state: SyncState, answer: SucceedAnswer): SyncStep =>
  answer.type === 'headDiffers' ? fetchOwn(state) : { state, effects: [{ type: 'goOn', answer }] };

/** What it has is still handed in, and what it records later too; nothing else is asked of the hub. */
function takeRevocation(state: SyncState): SyncStep {
  const next = { ...state, isRevoked: true, isDirty: false };
  if (next.headSeq > next.acknowledgedSeq) return pushFrom(next, next.acknowledgedSeq + 1);
  return stop(next, { type: 'Revoked' });
}

/** Another PC goes on for it: what only this one has is handed in all the same, and what it records later. */
function takeReplacement(state: SyncState): SyncStep {
  const next = { ...state, isReplaced: true, isDirty: false };
  if (next.headSeq > next.acknowledgedSeq) return pushFrom(next, next.acknowledgedSeq + 1);
  return stop(next, { type: 'Replaced' });
}

const askLeases = (state: SyncState): SyncStep => ({
  state: { ...state, phase: { type: 'leasing' } },
  effects: [{ type: 'lease', epoch: state.epoch }],
});

/**
 * A hub that was restored first has to hear what this device holds. It follows from the device's chain, which is sent, and
 * from its mailbox: what the hub of the backup had given and this device had not read yet is in there.
 */
function takeLeases(state: SyncState, { isDeclared }: Pick<LeasesAnswer, 'isDeclared'>): SyncStep {
  const mailbox = isDeclared ? undefined : mailboxOf(state);
  return mailbox === undefined ? pullNext(state) : pullStream({ ...state, isToDeclare: true }, mailbox);
}

const mailboxOf = ({ cursors }: SyncState): StreamName | undefined =>
  [...cursors.keys()].find((stream) => stream.startsWith('device:'));

const declare = (state: SyncState): SyncStep => ({
  state: { ...state, phase: { type: 'declaring' } },
  effects: [{ type: 'declare', epoch: state.epoch }],
});

function takeDeclareAnswer(state: SyncState, answer: DeclareAnswer): SyncStep {
  switch (answer.type) {
    case 'declared':
      return askLeases({ ...state, isToDeclare: false, attempts: 0 });
    case 'mailboxDiffers':
    case 'partsMissing':
    case 'kept':
      return takeLeases(state, { isDeclared: false });
    case 'headDiffers': {
      // What was recorded since is sent first; where there is nothing to send, the hub has more, or another chain.
      if (answer.headSeq >= state.headSeq) return compare(state);
      const acknowledgedSeq = answer.headSeq;
      return saveAcknowledged(pushFrom({ ...state, acknowledgedSeq }, acknowledgedSeq + 1), acknowledgedSeq);
    }
  }
}

const pushFrom = (state: SyncState, fromSeq: number): SyncStep => ({
  state: { ...state, phase: { type: 'pushing', fromSeq } },
  effects: [{ type: 'push', fromSeq }],
});

function afterPushes(state: SyncState): SyncStep {
  if (state.isReplaced) return takeReplacement(state);
  if (state.isClosing && !state.isRevoked) return succeed(state);
  return state.isRevoked ? takeRevocation(state) : askLeases(state);
}

/** Of the old chain nothing is kept but the chain itself: the number that is on disk is the new one's. */
function saveAcknowledged(step: SyncStep, seq: number): SyncStep {
  if (step.state.isClosing) return step;
  return { ...step, effects: [{ type: 'saveAcknowledged', seq }, ...step.effects] };
}

function takePushAnswer(state: SyncState, answer: PushAnswer): SyncStep {
  // Two branches stay two, whatever else is said of the rest of this one.
  if (state.forkedAtSeq !== null && answer.type !== 'fork') return stopForked(state, state.forkedAtSeq);
  switch (answer.type) {
    case 'acknowledged': {
      // More than there is here: the hub has operations that this device has lost.
      if (answer.acknowledgedSeq > state.headSeq) {
        if (state.isRevoked) return stop(state, { type: 'Revoked' });
        return state.isClosing ? fetchOwn(state) : compare(state);
      }
      const acknowledgedSeq = Math.max(state.acknowledgedSeq, answer.acknowledgedSeq);
      const next = { ...state, acknowledgedSeq, attempts: 0 };
      const after = next.headSeq > acknowledgedSeq ? pushFrom(next, acknowledgedSeq + 1) : afterPushes(next);
      return saveAcknowledged(after, acknowledgedSeq);
    }
    case 'gap': {
      // The hub was restored from before: it is told again what it has lost.
      const acknowledgedSeq = answer.expectedSeq - 1;
      return saveAcknowledged(pushFrom({ ...state, acknowledgedSeq }, answer.expectedSeq), acknowledgedSeq);
    }
    case 'fork':
      return takeFork(state, answer);
  }
}

/** The rest of the branch follows as long as the hub keeps more of it. */
function takeFork(before: SyncState, answer: Extract<PushAnswer, { type: 'fork' }>): SyncStep {
  const { atSeq, keptSeq } = answer;
  const state = { ...before, isReplaced: before.isReplaced || answer.isReplaced };
  const forkedAtSeq = state.forkedAtSeq ?? atSeq;
  const hasKeptMore = keptSeq !== null && state.phase.type === 'pushing' && keptSeq >= state.phase.fromSeq;
  return hasKeptMore && keptSeq < state.headSeq
    ? pushFrom({ ...state, forkedAtSeq }, keptSeq + 1)
    : stopForked(state, forkedAtSeq);
}

const stopForked = (state: SyncState, atSeq: number): SyncStep =>
  stop({ ...state, forkedAtSeq: null }, state.isReplaced ? { type: 'Replaced' } : { type: 'Forked', atSeq });

/**
 * Whether a hub that answers so is of before what this device has read: its keeper has not said that it was restored. Of one
 * from before an earlier restore the epoch is no higher, and a hub of an older version says it as any other.
 */
export const isBehind = (failure: PullFailure, knownEpoch: number): boolean =>
  failure.type === 'HubBehind' || (failure.type === 'EpochChanged' && failure.epoch <= knownEpoch);

function takePullFailure(state: SyncState, failure: PullFailure, jitter: number): SyncStep {
  const { phase } = state;
  if (phase.type !== 'pulling') return { state, effects: [] };
  if (isBehind(failure, state.epoch)) return rest(state, jitter);
  switch (failure.type) {
    case 'EpochChanged': {
      const { epoch, restoredTo, yourHead } = failure;
      const stands = new Map(restoredTo.map((head) => [head.stream, head]));
      const lowered = [...state.cursors]
        // Of a stream that no backup had everything that was read is of before.
        .map(([stream]) => stands.get(stream) ?? { stream, number: 0, checksum: NOTHING })
        .filter(({ stream, number }) => (state.cursors.get(stream) ?? 0) > number);
      const cursors = new Map([
        ...state.cursors,
        ...lowered.map(({ stream, number }): [StreamName, number] => [stream, number]),
      ]);
      // What the hub has lost of this device's own is pushed again, under the same ids and hashes.
      const acknowledgedSeq = Math.min(state.acknowledgedSeq, yourHead);
      const next = beginRound({ ...state, cursors, epoch, acknowledgedSeq });
      return {
        state: next.state,
        effects: [
          { type: 'lowerCursors', epoch, to: lowered },
          { type: 'saveAcknowledged', seq: acknowledgedSeq },
          ...next.effects,
        ],
      };
    }
    case 'HubBehind':
    case 'DeviceUnknown':
      return rest(state, jitter);
    case 'NotGranted':
      // Withdrawn meanwhile: the other streams go on, and the order to delete comes with the answer to the waiting.
      return pullNext(state);
    case 'DeviceRevoked':
      return compare(state);
  }
}

function takeGrants(state: SyncState, change: GrantChange): SyncStep {
  const cursors = new Map(state.cursors);
  for (const stream of change.withdrawn) cursors.delete(stream);
  for (const stream of change.granted) cursors.set(stream, cursors.get(stream) ?? 0);
  const { state: begun, effects } = beginRound({ ...state, cursors });
  return { state: begun, effects: [{ type: 'changeGrants', change }, ...effects] };
}

/** Where the two differ the disk is right: the next round asks from there, or the hub hears that there is no such stream here. */
function standAt(state: SyncState, { stream, cursor }: Extract<SyncEvent, { type: 'misplaced' }>): SyncState {
  const cursors = new Map(state.cursors);
  if (cursor === null) cursors.delete(stream);
  else if (cursors.has(stream)) cursors.set(stream, cursor);
  return { ...state, cursors };
}

function pullNext(state: SyncState): SyncStep {
  const [stream, ...toPull] = state.toPull;
  if (stream !== undefined) return pullStream({ ...state, toPull }, stream);
  if (state.isDirty || state.headSeq > state.acknowledgedSeq) return beginRound(state);
  return {
    state: {
      ...state,
      phase: { type: 'waiting' },
      attempts: 0,
      faultyRounds: state.hasFault ? state.faultyRounds + 1 : 0,
    },
    effects: [{ type: 'wait', cursors: state.cursors }],
  };
}

/** Whoever has read all but a stream that does not hold together has not read everything: that one is tried again, less and less often. */
function restAfterFault(step: SyncStep, jitter: number): SyncStep {
  const { state } = step;
  if (state.phase.type !== 'waiting' || !state.hasFault) return step;
  return rest({ ...state, attempts: state.faultyRounds - 1 }, jitter);
}

/**
 * Each try is a whole round: without longer rests it would be as many questions as the hub takes of a device. They grow to a
 * quarter of a minute only, since all else is answered and what is recorded meanwhile is sent after them.
 */
function restAfterWait(state: SyncState, jitter: number): SyncStep {
  const { failedWaits } = state;
  const attempts = Math.min(failedWaits, MOST_WAITS_COUNTED);
  return rest({ ...state, attempts, failedWaits: failedWaits + 1 }, jitter);
}

function pullStream(state: SyncState, stream: StreamName): SyncStep {
  const cursor = state.cursors.get(stream) ?? 0;
  return {
    state: { ...state, phase: { type: 'pulling', stream, cursor } },
    effects: [{ type: 'pull', stream, cursor, epoch: state.epoch }],
  };
}
