import type { CoverFailure } from '../../shared/contract/cover-failure.ts';
import type { AccountName } from '../../shared/domain/account.ts';
import type { AuthorisationId, OperationId } from '../../shared/domain/ids.ts';
import type { Cover, Posting } from '../../shared/domain/posting.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import type { AuthoriseAnswer, Spend } from '../../shared/sync/protocol.ts';
import type { Db, InTransaction, Tx } from '../database/database.ts';
import { closeAuthorisation, findOwnLease } from '../database/leases.ts';
import { type Covers, type Draft, getOwnHead, type Recorded } from '../database/log.ts';
import { abandonAuthorisation, type Pen } from './close-cover.ts';
import type { AskHub } from './hub-questions.ts';
import { expensesOf, planCover } from './plan-cover.ts';

/** A lease that another device is asked for takes a moment to come back. */
const ASK_AGAIN_MS = 700;
const MOST_QUESTIONS = 3;

/** The hub has to be asked before the act can be recorded. */
export type CoverNeeded = { readonly type: 'CoverNeeded'; readonly spends: readonly Spend[] };

/** Says what covers the postings of an act that is about to be recorded. */
export type CoverFor = (tx: Tx, postings: readonly Posting[]) => Result<Covers, CoverNeeded>;

type Decide<Value, Failure> = (tx: Tx, coverFor: CoverFor) => Result<Value, Failure | CoverNeeded>;

/** Makes an act that takes value from a household: at once where it is covered here, else with the hub's word. */
export type ActUnderCover = <Value, Failure extends { readonly type: string }>(
  operationId: OperationId,
  decide: Decide<Value, Failure>,
) => Result<Value, Failure | CoverFailure> | Promise<Result<Value, Failure | CoverFailure>>;

type Options = Pen & {
  readonly inTransaction: InTransaction;
  readonly askHub: AskHub;
};

/**
 * Acts that take value from households (design, section 5). `decide` is called in a transaction of its own, and again in
 * another one after the hub has answered, whatever changed meanwhile; its error leaves everything as it was. The same
 * act asked for again while the hub is being asked is that act, not a second one.
 */
export function createActUnderCover(options: Options): ActUnderCover {
  const { inTransaction } = options;
  const underWay = new Map<OperationId, Promise<unknown>>();
  return <Value, Failure extends { readonly type: string }>(
    operationId: OperationId,
    decide: Decide<Value, Failure>,
  ) => {
    type Outcome = Result<Value, Failure | CoverFailure>;
    const before = underWay.get(operationId);
    // An operation's id belongs to one act, and so to one kind of outcome.
    if (before !== undefined) return before as Promise<Outcome>;
    const outcome = inTransaction((tx) => decide(tx, coverHere));
    if (outcome.ok) return outcome;
    if (!isCoverNeeded(outcome.error)) return err(outcome.error);
    const asked = askAndAct(options, operationId, outcome.error.spends, decide).finally(() =>
      underWay.delete(operationId),
    );
    underWay.set(operationId, asked);
    return asked;
  };
}

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

const isCoverNeeded = (error: { readonly type: string }): error is CoverNeeded =>
  error.type === 'CoverNeeded';

const NONE: Covers = new Map();

/** What is set aside for this device; on a counter that stands alone nothing has to be. */
const coverHere: CoverFor = (tx, postings) => {
  const plan = planCover(tx, expensesOf(postings));
  if (plan.type === 'alone') return ok(NONE);
  return plan.type === 'covered' ? ok(plan.covers) : err({ type: 'CoverNeeded', spends: plan.spends });
};

async function askAndAct<Value, Failure extends { readonly type: string }>(
  options: Options,
  operationId: OperationId,
  firstSpends: readonly Spend[],
  decide: Decide<Value, Failure>,
): Promise<Result<Value, Failure | CoverFailure>> {
  let spends = firstSpends;
  for (let attempt = 1; ; attempt++) {
    const taken = await options.askHub({ operationId, spends }, (authorisationId, answer) =>
      answer.type === 'granted'
        ? actUnderGrant(options, { authorisationId, operationId, spends }, decide)
        : answer,
    );
    if (taken === null) return err(options.inTransaction((tx) => silence(tx, spends)));
    if ('ok' in taken) return taken;
    if (attempt === MOST_QUESTIONS || !mayChange(options, taken)) return err(toFailure(spends, taken));
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    // Meanwhile a lease may have come, or the basket become another.
    const outcome = options.inTransaction((tx) => decide(tx, coverHere));
    if (outcome.ok) return outcome;
    if (!isCoverNeeded(outcome.error)) return err(outcome.error);
    spends = outcome.error.spends;
  }
}

type Refused = Extract<AuthoriseAnswer, { type: 'refused' }>;

/** What is leased elsewhere is being asked back; what this counter wrote may still be on its way to the hub. */
function mayChange({ inTransaction }: Options, { because }: Refused): boolean {
  if (because !== 'NotEnough') return because === 'LeasedElsewhere';
  const { seq, acknowledgedSeq } = inTransaction(getOwnHead);
  return seq > acknowledgedSeq;
}

/** Everything is decided again; what the hub granted is used by this act, or given up. */
function actUnderGrant<Value, Failure extends { readonly type: string }>(
  pen: Options,
  granted: {
    readonly authorisationId: AuthorisationId;
    readonly operationId: OperationId;
    readonly spends: readonly Spend[];
  },
  decide: Decide<Value, Failure>,
): Result<Value, Failure | CoverFailure> {
  const { inTransaction } = pen;
  let isUsed = false;
  const coverFor: CoverFor = (tx, postings) => {
    const covers = new Map<AccountName, Cover>();
    const left = expensesOf(postings).filter(({ account, amount }) => {
      const isGranted = granted.spends.some((spend) => spend.account === account && spend.amount >= amount);
      if (isGranted) covers.set(account, { kind: 'authorisation', id: granted.authorisationId });
      return !isGranted;
    });
    const plan = planCover(tx, left);
    assert(plan.type !== 'alone', 'only a counter that has joined asks');
    if (plan.type === 'ask') return err({ type: 'CoverNeeded', spends: plan.spends });
    isUsed = covers.size > 0;
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
function silence(db: Db, spends: readonly Spend[]): CoverFailure {
  const [first] = spends;
  assert(first !== undefined, 'the hub is asked about something');
  const { account, unit, amount } = first;
  const available = Math.max(0, findOwnLease(db, account)?.amount ?? 0);
  return { type: 'HubSilent', unit, wanted: amount, available };
}

function toFailure(spends: readonly Spend[], { because, short }: Refused): CoverFailure {
  const named = short[0];
  const spend = spends.find(({ account }) => account === named?.account) ?? spends[0];
  assert(spend !== undefined, 'the hub is asked about something');
  const { unit, amount } = spend;
  return { type: 'NotCovered', because, unit, wanted: amount, available: named?.available ?? 0 };
}
