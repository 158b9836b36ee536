import type { StreamName } from '../operations/operation.ts';
import type { DeclareAnswer, DeclareFailure } from './declaration.ts';
import type {
  GrantChange,
  LeasesAnswer,
  LeasesFailure,
  PullAnswer,
  PullFailure,
  PushAnswer,
  PushFailure,
  StreamHead,
} from './protocol.ts';

/**
 * What a counter does with its hub, as a pure machine: it is told what happened and says what to do next. Clock,
 * network, disk and chance are outside. Nothing of what is right depends on its memory: a new one, given the device's
 * own numbers and cursors, goes on where the last one ended.
 */
export type SyncState = {
  readonly phase:
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
  /** The hub waits to be told what this device holds: once its mailbox is read to the end. */
  readonly isToDeclare: boolean;
  /** The chain has two branches: what this device has of its own is handed in to be kept, and then it stops. */
  readonly forkedAtSeq: number | null;
  /** Something was recorded while something else went on. */
  readonly isDirty: boolean;
  /** Failures in a row; rests grow with them. */
  readonly attempts: number;
};

export type StopCause = { readonly type: 'Forked'; readonly atSeq: number } | { readonly type: 'Revoked' };

export type SyncEvent =
  | { readonly type: 'started' }
  | { readonly type: 'recorded'; readonly headSeq: number }
  | { readonly type: 'pushed'; readonly answer: PushAnswer }
  | { readonly type: 'pushRefused'; readonly failure: PushFailure }
  | { readonly type: 'leased'; readonly answer: LeasesAnswer }
  | { readonly type: 'leasesRefused'; readonly failure: LeasesFailure }
  | { readonly type: 'declared'; readonly answer: DeclareAnswer }
  | { readonly type: 'declareRefused'; readonly failure: DeclareFailure }
  | { readonly type: 'pulled'; readonly answer: PullAnswer }
  | { readonly type: 'pullRefused'; readonly failure: PullFailure }
  /** The page and its cursor are on disk. */
  | {
      readonly type: 'applied';
      readonly stream: StreamName;
      readonly cursor: number;
      readonly hasMore: boolean;
    }
  /** The page does not hold together: it was not applied and the cursor did not move. */
  | { readonly type: 'pageInvalid'; readonly stream: StreamName }
  /** The hub says that there is something new, or that the minutes of waiting are over. */
  | { readonly type: 'woken' }
  /** The hub says what this device gets from now on, and what it has to delete. */
  | { readonly type: 'regranted'; readonly change: GrantChange }
  /** No answer, a cut connection, an answer that is none. */
  | { readonly type: 'failed' }
  | { readonly type: 'rested' };

export type SyncEffect =
  | { readonly type: 'push'; readonly fromSeq: number }
  | { readonly type: 'lease'; readonly epoch: number }
  | { readonly type: 'declare'; readonly epoch: number }
  | {
      readonly type: 'pull';
      readonly stream: StreamName;
      readonly cursor: number;
      readonly epoch: number;
    }
  | { readonly type: 'apply'; readonly answer: PullAnswer; readonly stream: StreamName }
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
  from: Pick<SyncState, 'headSeq' | 'acknowledgedSeq' | 'epoch' | 'cursors'>,
): SyncState => ({
  ...from,
  phase: { type: 'resting', attempts: 0 },
  toPull: [],
  isRevoked: false,
  isToDeclare: false,
  forkedAtSeq: null,
  isDirty: false,
  attempts: 0,
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
    case 'pushed':
      // An answer to a question of before changes nothing: the next one says the same again.
      return state.phase.type === 'pushing' ? takePushAnswer(state, event.answer) : { state, effects: [] };
    case 'pushRefused':
      // The days in which it still took something are over.
      return event.failure.type === 'DeviceRevoked' ? stop(state, { type: 'Revoked' }) : rest(state, jitter);
    case 'leased':
      return state.phase.type === 'leasing' ? takeLeases(state, event.answer) : { state, effects: [] };
    case 'leasesRefused':
      if (state.phase.type !== 'leasing') return { state, effects: [] };
      if (event.failure.type === 'DeviceRevoked') return takeRevocation(state);
      // Of a restored hub the next pull says where to go on.
      return event.failure.type === 'EpochIsOther' ? pullNext(state) : rest(state, jitter);
    case 'declared':
      return state.phase.type === 'declaring'
        ? takeDeclareAnswer(state, event.answer)
        : { state, effects: [] };
    case 'declareRefused':
      if (state.phase.type !== 'declaring') return { state, effects: [] };
      if (event.failure.type === 'DeviceRevoked') return takeRevocation(state);
      // Only what the hub would promise waits for what is held: the rest is read all the same.
      if (event.failure.type === 'DeclarationInvalid') return pullNext({ ...state, isToDeclare: false });
      return event.failure.type === 'EpochIsOther' ? pullNext(state) : rest(state, jitter);
    case 'pulled': {
      const { phase } = state;
      if (phase.type !== 'pulling') return { state, effects: [] };
      return {
        state: { ...state, phase: { type: 'applying', stream: phase.stream } },
        effects: [{ type: 'apply', answer: event.answer, stream: phase.stream }],
      };
    }
    case 'pullRefused':
      return takePullFailure(state, event.failure, jitter);
    case 'applied': {
      const cursors = new Map([...state.cursors, [event.stream, event.cursor]]);
      const next = { ...state, cursors, attempts: 0 };
      if (event.hasMore) return pullStream(next, event.stream);
      return next.isToDeclare ? declare(next) : pullNext(next);
    }
    case 'pageInvalid':
    case 'failed':
      return state.phase.type === 'resting' ? { state, effects: [] } : rest(state, jitter);
  }
}

function takeRecorded(state: SyncState, headSeq: number): SyncStep {
  const next = { ...state, headSeq: Math.max(state.headSeq, headSeq) };
  if (state.phase.type === 'stopped' && state.phase.because.type === 'Revoked') return takeRevocation(next);
  if (state.phase.type !== 'waiting') return { state: { ...next, isDirty: true }, effects: [] };
  const { state: begun, effects } = beginRound(next);
  return { state: begun, effects: [{ type: 'stopWaiting' }, ...effects] };
}

/** First what is to be sent, then what is to be read: a family's points are spent where they are known. */
function beginRound(state: SyncState): SyncStep {
  const next = {
    ...state,
    isDirty: false,
    isToDeclare: false,
    forkedAtSeq: null,
    toPull: [...state.cursors.keys()],
  };
  if (next.isRevoked) return takeRevocation(next);
  return next.headSeq > next.acknowledgedSeq ? pushFrom(next, next.acknowledgedSeq + 1) : askLeases(next);
}

/** What it has is still handed in, and what it records later too; nothing else is asked of the hub. */
function takeRevocation(state: SyncState): SyncStep {
  const next = { ...state, isRevoked: true, isDirty: false };
  if (next.headSeq > next.acknowledgedSeq) return pushFrom(next, next.acknowledgedSeq + 1);
  return stop(next, { type: 'Revoked' });
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
      // What was recorded since is sent first; where there is nothing to send, the chains are two.
      if (answer.headSeq >= state.headSeq) return stop(state, { type: 'Forked', atSeq: state.headSeq });
      const acknowledgedSeq = answer.headSeq;
      const again = pushFrom({ ...state, acknowledgedSeq }, acknowledgedSeq + 1);
      return {
        state: again.state,
        effects: [{ type: 'saveAcknowledged', seq: acknowledgedSeq }, ...again.effects],
      };
    }
  }
}

const pushFrom = (state: SyncState, fromSeq: number): SyncStep => ({
  state: { ...state, phase: { type: 'pushing', fromSeq } },
  effects: [{ type: 'push', fromSeq }],
});

const afterPushes = (state: SyncState): SyncStep =>
  state.isRevoked ? takeRevocation(state) : askLeases(state);

function takePushAnswer(state: SyncState, answer: PushAnswer): SyncStep {
  // Two branches stay two, whatever else is said of the rest of this one.
  if (state.forkedAtSeq !== null && answer.type !== 'fork')
    return stop(state, { type: 'Forked', atSeq: state.forkedAtSeq });
  switch (answer.type) {
    case 'acknowledged': {
      // More than there is here: the hub knows operations that this device has lost. That is a person's matter.
      if (answer.acknowledgedSeq > state.headSeq) {
        return stop(state, { type: 'Forked', atSeq: state.headSeq + 1 });
      }
      const acknowledgedSeq = Math.max(state.acknowledgedSeq, answer.acknowledgedSeq);
      const saved: SyncEffect = { type: 'saveAcknowledged', seq: acknowledgedSeq };
      const next = { ...state, acknowledgedSeq, attempts: 0 };
      const after = next.headSeq > acknowledgedSeq ? pushFrom(next, acknowledgedSeq + 1) : afterPushes(next);
      return { state: after.state, effects: [saved, ...after.effects] };
    }
    case 'gap': {
      // The hub was restored from before: it is told again what it has lost.
      const acknowledgedSeq = answer.expectedSeq - 1;
      const again = pushFrom({ ...state, acknowledgedSeq }, answer.expectedSeq);
      return {
        state: again.state,
        effects: [{ type: 'saveAcknowledged', seq: acknowledgedSeq }, ...again.effects],
      };
    }
    case 'fork':
      return takeFork(state, answer);
  }
}

/** The rest of the branch follows as long as the hub keeps more of it. */
function takeFork(state: SyncState, { atSeq, keptSeq }: Extract<PushAnswer, { type: 'fork' }>): SyncStep {
  const forkedAtSeq = state.forkedAtSeq ?? atSeq;
  const hasKeptMore = keptSeq !== null && state.phase.type === 'pushing' && keptSeq >= state.phase.fromSeq;
  return hasKeptMore && keptSeq < state.headSeq
    ? pushFrom({ ...state, forkedAtSeq }, keptSeq + 1)
    : stop(state, { type: 'Forked', atSeq: forkedAtSeq });
}

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
      return takeRevocation(state);
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
    state: { ...state, phase: { type: 'waiting' }, attempts: 0 },
    effects: [{ type: 'wait', cursors: state.cursors }],
  };
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

const stop = (state: SyncState, because: StopCause): SyncStep => ({
  state: { ...state, phase: { type: 'stopped', because } },
  effects: [],
});
