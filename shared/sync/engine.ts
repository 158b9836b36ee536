import type { StreamName } from '../operations/operation.ts';
import type { CheckedPage } from './checked-page.ts';
import type { DeclareAnswer, DeclareFailure } from './declaration.ts';
import type {
  GrantChange,
  LeasesAnswer,
  LeasesFailure,
  PullFailure,
  PushAnswer,
  PushFailure,
  StreamHead,
} from './protocol.ts';
import type { SucceedAnswer, SucceedFailure } from './succession.ts';

/**
 * What a counter does with its hub, as a pure machine: it is told what happened and says what to do next. Clock,
 * network, disk and chance are outside. Nothing of what is right depends on its memory: a new one, given the device's
 * own numbers and cursors, goes on where the last one ended.
 */
export type SyncState = {
  readonly phase: /** Before anything is sent: whether the hub has more of this device's chain than there is here. */
    | { readonly type: 'comparing' }
    /** It has: this device's disk is of an older day, and what it writes from now on is a new device's. */
    | { readonly type: 'beginningAgain' }
    /** Of the old chain, what the hub has beyond what is here. */
    | { readonly type: 'fetching'; readonly fromSeq: number }
    /** All of the old chain is here and there: the new device goes on for the old one. */
    | { readonly type: 'succeeding' }
    | { readonly type: 'pushing'; readonly fromSeq: number }
    /** Everything is sent: the hub sets parts of accounts aside for this device, which its mailbox then tells. */
    | { readonly type: 'leasing' }
    /** The hub was restored, has all of this device's chain and is told what this device holds. */
    | { readonly type: 'declaring' }
    | { readonly type: 'pulling'; readonly stream: StreamName; readonly cursor: number }
    | { readonly type: 'applying'; readonly stream: StreamName }
    /** Everything is sent and read: the hub answers when there is something new. */
    | { readonly type: 'waiting' }
    /** The last attempt failed: tried again when the timer rings. */
    | { readonly type: 'resting'; readonly attempts: number }
    /** Goes on only when a person has decided. */
    | { readonly type: 'stopped'; readonly because: StopCause };
  /**
   * Own data are of an older day: the numbers are of the old chain, which is completed and closed, and nothing else is done.
   * What this counter records meanwhile is the new device's, and is sent once that one has gone on.
   */
  readonly isClosing: boolean;
  /** The hub's end of the own chain was looked at since the start. */
  readonly isCompared: boolean;
  /** The newest number of the device's own chain. */
  readonly headSeq: number;
  readonly acknowledgedSeq: number;
  /** Of the hub, as its last answer had it. */
  readonly epoch: number;
  readonly cursors: ReadonlyMap<StreamName, number>;
  /** Streams that are still to be read in this round. */
  readonly toPull: readonly StreamName[];
  /** Taken out of the network: for some days the hub still takes what this device has, and it is given nothing any more. */
  readonly isRevoked: boolean;
  /** Another PC goes on for this device: the hub still keeps what this one has, for whoever decides. */
  readonly isReplaced: boolean;
  /** The hub waits to be told what this device holds: once its mailbox is read to the end. */
  readonly isToDeclare: boolean;
  /** The chain has two branches: what this device has of its own is handed in to be kept, and then it stops. */
  readonly forkedAtSeq: number | null;
  /** Something was recorded while something else went on. */
  readonly isDirty: boolean;
  /** Failures in a row; rests grow with them. */
  readonly attempts: number;
  /** A stream of this round could not be read; the others are all the same. */
  readonly hasFault: boolean;
  /** Rounds in a row with a stream that could not be read. */
  readonly faultyRounds: number;
};

export type StopCause =
  | { readonly type: 'Forked'; readonly atSeq: number }
  | { readonly type: 'Revoked' }
  /** Another PC goes on for this device: of two copies of one disk this is the second. */
  | { readonly type: 'Replaced' };

/** What a look at the own chain at the hub comes to. */
export type OwnChainAtHub = {
  /** Where it ends there. */
  readonly headSeq: number;
  /** What is there follows what is here, or the other way round: nobody wrote on both sides. */
  readonly isSame: boolean;
  /** Another device goes on for this one. */
  readonly isReplaced: boolean;
};

export type SyncEvent =
  | { readonly type: 'started' }
  | { readonly type: 'recorded'; readonly headSeq: number }
  | { readonly type: 'compared'; readonly hub: OwnChainAtHub }
  /** The hub says nothing of the own chain any more: an administrator has taken this device out. */
  | { readonly type: 'ownRevoked' }
  /** A page of the old chain is on disk, up to `ownSeq`. */
  | { readonly type: 'fetched'; readonly hub: OwnChainAtHub; readonly ownSeq: number }
  | { readonly type: 'succeeded'; readonly answer: SucceedAnswer }
  | { readonly type: 'succeedRefused'; readonly failure: SucceedFailure }
  | { readonly type: 'pushed'; readonly answer: PushAnswer }
  | { readonly type: 'pushRefused'; readonly failure: PushFailure }
  | { readonly type: 'leased'; readonly answer: LeasesAnswer }
  | { readonly type: 'leasesRefused'; readonly failure: LeasesFailure }
  | { readonly type: 'declared'; readonly answer: DeclareAnswer }
  | { readonly type: 'declareRefused'; readonly failure: DeclareFailure }
  | { readonly type: 'pulled'; readonly answer: CheckedPage }
  | { readonly type: 'pullRefused'; readonly failure: PullFailure }
  /** The page and its cursor are on disk. */
  | {
      readonly type: 'applied';
      readonly stream: StreamName;
      readonly cursor: number;
      readonly hasMore: boolean;
    }
  /** The page does not hold together, or is no page: it was not applied and the cursor did not move. */
  | { readonly type: 'pageInvalid'; readonly stream: StreamName }
  /** The hub says that there is something new, or that the minutes of waiting are over. */
  | { readonly type: 'woken' }
  /** The hub says what this device gets from now on, and what it has to delete. */
  | { readonly type: 'regranted'; readonly change: GrantChange }
  /** No answer, a cut connection, an answer that is none; or a hub with too much to do, which says when to come again. */
  | { readonly type: 'failed'; readonly comeAgainMs?: number | undefined }
  | { readonly type: 'rested' };

export type SyncEffect =
  | { readonly type: 'compare' }
  /** A new chain, and a new run which closes the old one. */
  | { readonly type: 'beginAgain' }
  | { readonly type: 'fetchOwn'; readonly fromSeq: number }
  | { readonly type: 'succeed' }
  /** The new device is a member in the place of the old one, in one transaction; then a new run. */
  | { readonly type: 'goOn'; readonly answer: Extract<SucceedAnswer, { type: 'succeeded' }> }
  | { readonly type: 'push'; readonly fromSeq: number }
  | { readonly type: 'lease'; readonly epoch: number }
  | { readonly type: 'declare'; readonly epoch: number }
  | {
      readonly type: 'pull';
      readonly stream: StreamName;
      readonly cursor: number;
      readonly epoch: number;
    }
  | { readonly type: 'apply'; readonly answer: CheckedPage; readonly stream: StreamName }
  | { readonly type: 'saveAcknowledged'; readonly seq: number }
  /** The hub was restored: these cursors go back, and everything is of this epoch from now on. */
  | {
      readonly type: 'lowerCursors';
      readonly epoch: number;
      readonly to: readonly (StreamHead & { readonly stream: StreamName })[];
    }
  /** What was withdrawn goes, what was granted begins, in one transaction. */
  | { readonly type: 'changeGrants'; readonly change: GrantChange }
  | { readonly type: 'wait'; readonly cursors: ReadonlyMap<StreamName, number> }
  /** Gives up waiting: there is something to send. */
  | { readonly type: 'stopWaiting' }
  | { readonly type: 'rest'; readonly afterMs: number };

export type SyncStep = { readonly state: SyncState; readonly effects: readonly SyncEffect[] };

const FIRST_REST_MS = 1000;
/** It never gives up and never rests for longer. */
export const LONGEST_REST_MS = 60_000;

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
});

/**
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
      return state.phase.type === 'waiting' ? beginRound(state) : { state, effects: [] };
    case 'regranted':
      return state.phase.type === 'waiting' ? takeGrants(state, event.change) : { state, effects: [] };
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
    case 'failed':
      if (state.phase.type === 'resting') return { state, effects: [] };
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

function takePullFailure(state: SyncState, failure: PullFailure, jitter: number): SyncStep {
  const { phase } = state;
  if (phase.type !== 'pulling') return { state, effects: [] };
  switch (failure.type) {
    case 'EpochChanged': {
      const { epoch, restoredTo, yourHead } = failure;
      const lowered = restoredTo.filter(({ stream, number }) => (state.cursors.get(stream) ?? 0) > number);
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

function pullStream(state: SyncState, stream: StreamName): SyncStep {
  const cursor = state.cursors.get(stream) ?? 0;
  return {
    state: { ...state, phase: { type: 'pulling', stream, cursor } },
    effects: [{ type: 'pull', stream, cursor, epoch: state.epoch }],
  };
}

/** Each failure in a row doubles the rest, up to a minute; half of it is chance (`jitter` from 0 to 1). */
export function restMsAfter(attempts: number, jitter: number): number {
  const longest = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** Math.min(attempts - 1, 10));
  return Math.round(longest * (0.5 + jitter / 2));
}

function rest(state: SyncState, jitter: number): SyncStep {
  const attempts = state.attempts + 1;
  return {
    state: { ...state, attempts, phase: { type: 'resting', attempts } },
    effects: [{ type: 'rest', afterMs: restMsAfter(attempts, jitter) }],
  };
}

/** Comes when it was told to, within a second: to be put off is no failure, and the next rest is no longer for it. */
function keepAppointment(state: SyncState, comeAgainMs: number, jitter: number): SyncStep {
  const afterMs = Math.min(comeAgainMs, LONGEST_REST_MS) + Math.round(jitter * FIRST_REST_MS);
  return {
    state: { ...state, phase: { type: 'resting', attempts: state.attempts } },
    effects: [{ type: 'rest', afterMs }],
  };
}

const stop = (state: SyncState, because: StopCause): SyncStep => ({
  state: { ...state, phase: { type: 'stopped', because } },
  effects: [],
});
