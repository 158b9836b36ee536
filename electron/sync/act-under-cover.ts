import type { ClaimFailure } from '../../shared/contract/claim-failure.ts';
import type { CoverFailure, NoWord } from '../../shared/contract/cover-failure.ts';
import type { AccountName } from '../../shared/domain/account.ts';
import type { AuthorisationId, OperationId } from '../../shared/domain/ids.ts';
import type { Cover, Posting } from '../../shared/domain/posting.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import { type Claim, subjectOf } from '../../shared/sync/claims.ts';
import type { AuthoriseAnswer, ClaimRefusal, Spend } from '../../shared/sync/protocol.ts';
import type { Db, InTransaction, Tx } from '../database/database.ts';
import { closeAuthorisation, findOwnLease } from '../database/leases.ts';
import { type Covers, type Draft, getOwnHead, type Recorded } from '../database/log.ts';
import { findCounterLabel } from '../database/network.ts';
import { abandonAuthorisation, type Pen } from './close-cover.ts';
import { coverByFloor } from './cover-by-floor.ts';
import { findClosing } from './going-on.ts';
import type { AskHub } from './hub-questions.ts';
import { expensesOf, planCover } from './plan-cover.ts';

/** A lease that another device is asked for takes a moment to come back. */
const ASK_AGAIN_MS = 700;
/** So long F9 holds the till at most, all questions of one act together: nobody is asked again whose answer would come later. */
const MOST_PATIENCE_MS = 3000;
const MOST_QUESTIONS = 3;

/** What the hub has to be asked for. */
type Needs = { readonly spends: readonly Spend[]; readonly claims: readonly Claim[] };

/** The hub has to be asked before the act can be recorded. */
export type CoverNeeded = { readonly type: 'CoverNeeded' } & Needs;

/** Says what covers the postings of an act that is about to be recorded. */
export type CoverFor = (tx: Tx, postings: readonly Posting[]) => Result<Covers, CoverNeeded>;

/** As `CoverFor`, of an act that has to have something to itself: only the hub can say so. */
export type ClaimFor = (
  tx: Tx,
  postings: readonly Posting[],
  claims: readonly Claim[],
) => Result<Covers, CoverNeeded>;

type Decide<Value, Failure, For> = (tx: Tx, coverFor: For) => Result<Value, Failure | CoverNeeded>;

/** Makes an act that takes value from a household: at once where it is covered here, else with the hub's word. */
export type ActUnderCover = <Value, Failure extends { readonly type: string }>(
  operationId: OperationId,
  decide: Decide<Value, Failure, CoverFor>,
) => Result<Value, Failure | CoverFailure> | Promise<Result<Value, Failure | CoverFailure>>;

/** As `ActUnderCover`, of what one counter at a time may do. */
export type ActUnderClaim = <Value, Failure extends { readonly type: string }>(
  operationId: OperationId,
  decide: Decide<Value, Failure, ClaimFor>,
) =>
  | Result<Value, Failure | CoverFailure | ClaimFailure>
  | Promise<Result<Value, Failure | CoverFailure | ClaimFailure>>;

type Options = Pen & {
  readonly inTransaction: InTransaction;
  readonly askHub: AskHub;
  /** Somebody stands at the counter: where the hub gives no word, the act may be made without cover, as far as the network allows. */
  readonly mayUseFloor?: boolean;
};

/**
 * Acts that take value from households, or that one counter at a time may do (design, section 5). `decide` is called in a
 * transaction of its own, and again in another one after the hub has answered, whatever changed meanwhile; its error leaves
 * everything as it was. The same act asked for again while the hub is being asked is that act, not a second one.
 */
export function createActUnderClaim(options: Options): ActUnderClaim {
  const { inTransaction } = options;
  const underWay = new Map<OperationId, Promise<unknown>>();
  return <Value, Failure extends { readonly type: string }>(
    operationId: OperationId,
    decide: Decide<Value, Failure, ClaimFor>,
  ) => {
    type Outcome = Result<Value, Failure | CoverFailure | ClaimFailure>;
    const before = underWay.get(operationId);
    // An operation's id belongs to one act, and so to one kind of outcome.
    if (before !== undefined) return before as Promise<Outcome>;
    const outcome = inTransaction((tx) => decide(tx, coverHere));
    if (outcome.ok) return outcome;
    if (!isCoverNeeded(outcome.error)) return err(outcome.error);
    const asked = askAndAct(options, operationId, outcome.error, decide).finally(() =>
      underWay.delete(operationId),
    );
    underWay.set(operationId, asked);
    return asked;
  };
}

/** Of acts that claim nothing. */
export function createActUnderCover(options: Options): ActUnderCover {
  const act = createActUnderClaim(options);
  return (operationId, decide) => {
    const outcome = act(operationId, (tx, claimFor) => decide(tx, claiming(claimFor, [])));
    return outcome instanceof Promise ? outcome.then(withoutClaims) : withoutClaims(outcome);
  };
}

function withoutClaims<Value, Failure extends { readonly type: string }>(
  outcome: Result<Value, Failure | ClaimFailure>,
): Result<Value, Failure> {
  if (outcome.ok) return outcome;
  assert(!isClaimFailure(outcome.error), 'what claims nothing is refused no claim');
  return err(outcome.error);
}

const isClaimFailure = (error: { readonly type: string }): error is ClaimFailure =>
  error.type === 'ClaimRefused';

/** Of an act that claims something. */
export const claiming =
  (claimFor: ClaimFor, claims: readonly Claim[]): CoverFor =>
  (tx, postings) =>
    claimFor(tx, postings, claims);

/** Records an act under what covers it. */
export function recordUnder<Body>(
  { record }: Pick<Pen, 'record'>,
  tx: Tx,
  coverFor: CoverFor,
  draft: Draft<Body>,
): Result<Recorded, CoverNeeded> {
  const covers = coverFor(tx, draft.kind.postings(draft.body));
  return covers.ok ? ok(record(tx, { ...draft, covers: covers.value })) : covers;
}

/** Whether some of what an act took was let out without cover. */
export const isAtFloor = ({ postings }: Pick<Operation, 'postings'>): boolean =>
  postings.some(({ cover }) => cover?.kind === 'floor');

const isCoverNeeded = (error: { readonly type: string }): error is CoverNeeded =>
  error.type === 'CoverNeeded';

const NONE: Covers = new Map();

/** What is set aside for this device; on a counter that stands alone nothing has to be. */
const coverHere: ClaimFor = (tx, postings, claims) => {
  const plan = planCover(tx, expensesOf(postings));
  if (plan.type === 'alone') return ok(NONE);
  if (plan.type === 'covered' && claims.length === 0) return ok(plan.covers);
  return err({ type: 'CoverNeeded', spends: plan.type === 'ask' ? plan.spends : [], claims });
};

async function askAndAct<Value, Failure extends { readonly type: string }>(
  options: Options,
  operationId: OperationId,
  first: Needs,
  decide: Decide<Value, Failure, ClaimFor>,
): Promise<Result<Value, Failure | CoverFailure | ClaimFailure>> {
  let { spends, claims } = first;
  let refused: Refused | null = null;
  const beganAtMs = performance.now();
  const refusal = (needs: Needs, word: Refused) => options.inTransaction((tx) => toFailure(tx, needs, word));
  for (let attempt = 1; ; attempt++) {
    const askedAtMs = performance.now();
    const word = await options.askHub({ operationId, spends, claims }, (authorisationId, answer) =>
      answer.type === 'granted'
        ? actUnderGrant(options, { authorisationId, operationId, spends, claims }, decide)
        : answer,
    );
    if (word.type !== 'answered') {
      // A hub that has answered is there: what it said holds, though it says nothing more.
      if (refused !== null) return err(refusal({ spends, claims }, refused));
      const because = word.type === 'silent' ? 'HubSilent' : word.because;
      const atOnce = word.type === 'silent' ? atFloor(options, decide) : null;
      return atOnce ?? err(options.inTransaction((tx) => withoutWord(tx, { spends, claims }, because)));
    }
    const taken = word.value;
    if ('ok' in taken) return taken;
    refused = taken;
    const answeredAtMs = performance.now();
    const againByMs = answeredAtMs + ASK_AGAIN_MS + (answeredAtMs - askedAtMs) - beganAtMs;
    if (attempt === MOST_QUESTIONS || againByMs > MOST_PATIENCE_MS || !mayChange(options, taken))
      return err(refusal({ spends, claims }, taken));
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    // Meanwhile a lease may have come, or the basket become another.
    const outcome = options.inTransaction((tx) => decide(tx, coverHere));
    if (outcome.ok) return outcome;
    if (!isCoverNeeded(outcome.error)) return err(outcome.error);
    ({ spends, claims } = outcome.error);
  }
}

/** Where the hub is silent, and only there: null where the network does not let it out. */
function atFloor<Value, Failure extends { readonly type: string }>(
  { inTransaction, today, mayUseFloor = false }: Options,
  decide: Decide<Value, Failure, ClaimFor>,
): Result<Value, Failure> | null {
  if (!mayUseFloor) return null;
  const outcome = inTransaction((tx) =>
    decide(tx, (_tx, postings, claims) => {
      const here = coverHere(tx, postings, claims);
      // While it goes on as a new device a counter does not know what it let out since the day that its data are of.
      if (here.ok || claims.length > 0 || findClosing(tx) !== null) return here;
      const floor = coverByFloor(tx, today(), here.error.spends);
      const plan = planCover(tx, expensesOf(postings));
      return floor === null || plan.type === 'alone' ? here : ok(new Map([...plan.covers, ...floor]));
    }),
  );
  if (outcome.ok) return outcome;
  return isCoverNeeded(outcome.error) ? null : err(outcome.error);
}

type Refused = Extract<AuthoriseAnswer, { type: 'refused' }>;

/** What is held elsewhere is being asked back; what this counter wrote may still be on its way to the hub. */
function mayChange({ inTransaction }: Options, { because, silent }: Refused): boolean {
  if (because !== 'NotEnough' && silent === undefined) return because !== 'Restoring';
  const { seq, acknowledgedSeq } = inTransaction(getOwnHead);
  return seq > acknowledgedSeq;
}

/** Everything is decided again; what the hub granted is used by this act, or given up. */
function actUnderGrant<Value, Failure extends { readonly type: string }>(
  pen: Options,
  granted: Needs & { readonly authorisationId: AuthorisationId; readonly operationId: OperationId },
  decide: Decide<Value, Failure, ClaimFor>,
): Result<Value, Failure | CoverFailure | ClaimFailure> {
  const { inTransaction } = pen;
  const grantedSubjects = new Set(granted.claims.map(subjectOf));
  let isUsed = false;
  const coverFor: ClaimFor = (tx, postings, claims) => {
    const covers = new Map<AccountName, Cover>();
    const left = expensesOf(postings).filter(({ account, amount }) => {
      const isGranted = granted.spends.some((spend) => spend.account === account && spend.amount >= amount);
      if (isGranted) covers.set(account, { kind: 'authorisation', id: granted.authorisationId });
      return !isGranted;
    });
    const plan = planCover(tx, left);
    assert(plan.type !== 'alone', 'only a counter that has joined asks');
    const missing = claims.filter((claim) => !grantedSubjects.has(subjectOf(claim)));
    if (plan.type === 'ask' || missing.length > 0) {
      return err({ type: 'CoverNeeded', spends: plan.type === 'ask' ? plan.spends : [], claims: missing });
    }
    isUsed = covers.size > 0 || claims.length > 0;
    return ok(new Map([...covers, ...plan.covers]));
  };
  const outcome = inTransaction((tx) => {
    const decided = decide(tx, coverFor);
    if (decided.ok && isUsed) closeAuthorisation(tx, granted.authorisationId);
    else if (decided.ok) abandonAuthorisation(pen, tx, granted);
    return decided;
  });
  if (outcome.ok) return outcome;
  inTransaction((tx) => abandonAuthorisation(pen, tx, granted));
  return err(isCoverNeeded(outcome.error) ? { type: 'ChangedMeanwhile' } : outcome.error);
}

/** What went into a question that is still open is not counted: it may have been granted. */
function withoutWord(
  db: Db,
  { spends, claims }: Needs,
  because: NoWord | 'HubSilent',
): CoverFailure | ClaimFailure {
  const [claim] = claims;
  if (claim !== undefined) return { type: 'ClaimRefused', of: claim.kind, because };
  const [first] = spends;
  assert(first !== undefined, 'the hub is asked about something');
  const { account, unit, amount } = first;
  const lease = because === 'TakenOut' ? null : findOwnLease(db, account);
  const shortage = { unit, wanted: amount, available: Math.max(0, lease?.amount ?? 0) };
  return because === 'HubSilent'
    ? { type: 'HubSilent', ...shortage }
    : { type: 'NotCovered', because, ...shortage };
}

function toFailure(
  db: Db,
  { spends, claims }: Needs,
  { because, short, silent }: Refused,
): CoverFailure | ClaimFailure {
  const [claim] = claims;
  if (because !== 'NotEnough' && because !== 'LeasedElsewhere' && claim !== undefined) {
    return { type: 'ClaimRefused', of: claim.kind, because };
  }
  assert(!isOfClaim(because), 'what claims nothing is refused no claim');
  const named = short[0];
  const spend = spends.find(({ account }) => account === named?.account) ?? spends[0];
  assert(spend !== undefined, 'only what is spent can be short');
  const { unit, amount } = spend;
  const shortage = { unit, wanted: amount, available: named?.available ?? 0 };
  if (silent === undefined) return { type: 'NotCovered', because, ...shortage };
  const { deviceId, seenAt } = silent;
  return { type: 'HeldBySilent', holder: findCounterLabel(db, deviceId), seenAt, ...shortage };
}

const isOfClaim = (because: Refused['because']): because is ClaimRefusal =>
  because === 'HeldByWriter' || because === 'ClaimedElsewhere' || because === 'NewsFirst';
