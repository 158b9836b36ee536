import { type AccountName, householdAccount, isHouseholdAccount } from '../../shared/domain/account.ts';
import {
  type AllowanceAccount,
  type AllowanceFacts,
  allowanceAccount,
  type DueAllowance,
  keyOfDue,
} from '../../shared/domain/allowance-due.ts';
import type { HouseholdId, SiteId } from '../../shared/domain/ids.ts';
import { addDays, type LocalDate, localDateAt } from '../../shared/domain/local-date.ts';
import { allowancePosted } from '../../shared/operations/household-operations.ts';
import { allowanceCarriedOver } from '../../shared/operations/scheme-operations.ts';
import type { AccountState } from '../../shared/sync/protocol.ts';
import type { HubStore, HubTx, LeaseRow } from '../store/hub-store.ts';
import { createAccountChanges } from './account-changes.ts';
import { idOfAllowance } from './allowance-id.ts';
import { decideAllowances, mayCarryOver, postedLately, WAIT_DAYS } from './decide-allowances.ts';
import { areAllowanceFactsFilled } from './fill-allowance-facts.ts';
import { insertTaken } from './insert-taken.ts';
import { type HouseholdToGive, readAllowanceFacts } from './read-allowance-facts.ts';
import { AGAIN_WHILE_NOBODY_WAITS_MS, findToRecall, recallLetters } from './recall-leases.ts';
import { sweepMerged } from './sweep-merged.ts';
import { withoutEntering } from './without-entering.ts';
import { type HubDraft, type HubPen, holdHubChain, hubDraft, writeAsHub } from './write-as-hub.ts';

export type PostingContext = {
  readonly store: HubStore;
  readonly pen: HubPen;
  /** Told of a household whose allowance could not be worked out. The others are given theirs. */
  readonly onFault: (error: unknown) => void;
};

const MS_PER_HOUR = 3_600_000;
/** Households of one transaction: whoever asks for a lease or an authorisation meanwhile waits that long. */
const MOST_AT_ONCE = 50;
/** Times in a row that something is brought along to one household in one run: what is left follows in the next hour. */
const MOST_SWEEPS = 20;

/**
 * Posts what is due: first to households of which something was taken, then to those that were not looked at in this hour,
 * which begins where a day in Rome does. In slices, each one transaction, and what is due is read from what was taken: killed
 * at any moment it simply goes on. Answers how many operations it wrote.
 *
 * Laws: each household, purse, period and revision is given once, whatever happens: two processes, a restart, a clock set
 * back, a hub restored from its backup. Nothing is posted before the hub has all that its network gave when it stood alone.
 */
export const postAllowances = async (context: PostingContext): Promise<number> =>
  (await postAsked(context)) + (await postEach(context, nextOfHour));

/** To those only of which something was taken. */
export const postAsked = (context: PostingContext): Promise<number> => postEach(context, nextAsked);

async function postEach(context: PostingContext, next: NextTurn): Promise<number> {
  const siteId = await context.store.inSnapshot(findReadySite);
  if (siteId === null) return 0;
  let written = 0;
  const sweepLate = createSweep(context);
  for (;;) {
    const slice = await postSlice(context, siteId, next, sweepLate);
    if (slice === null) return written;
    written += slice;
  }
}

/** Brings along what came late to these households, those left out for which that has no end. */
type Sweep = (tx: HubTx, householdIds: readonly HouseholdId[]) => Promise<number | null>;

/**
 * Lets a run end whatever is in the log: a slice that brings something along leaves its households their turn, and where
 * there always was something more nobody behind them would be given anything.
 */
function createSweep({ pen, onFault }: PostingContext): Sweep {
  const times = new Map<HouseholdId, number>();
  return async (tx, householdIds) => {
    const asked = householdIds.filter((id) => (times.get(id) ?? 0) < MOST_SWEEPS);
    const written = await sweepMerged(tx, pen, asked);
    for (const id of asked) times.set(id, written === null ? 0 : (times.get(id) ?? 0) + 1);
    if (asked.some((id) => times.get(id) === MOST_SWEEPS)) {
      onFault(new Error(`what is brought along to merged households has no end after ${MOST_SWEEPS} times`));
    }
    return written;
  };
}

/**
 * The site of the device that brought the network, once the hub has all that it wrote while it was its own authority and
 * knows what it took before it kept facts; null until then. A device that is shut out will bring no more.
 */
async function findReadySite(tx: HubTx): Promise<SiteId | null> {
  if (!(await areAllowanceFactsFilled(tx))) return null;
  const founderId = await tx.findFounder();
  const founder = founderId === null ? null : await tx.findDevice(founderId);
  if (founder === null) return null;
  const isAllHere = founder.headSeq >= founder.aloneUntilSeq || founder.state !== 'active';
  return isAllHere ? founder.place.siteId : null;
}

/** Households to look at, whose turns are held, and what is to be noted once they were. */
type Turn = { readonly householdIds: readonly HouseholdId[]; readonly end: () => Promise<void> };
type NextTurn = (tx: HubTx, now: number, limit: number) => Promise<Turn | null>;

const nextAsked: NextTurn = async (tx, _now, limit) => {
  const asks = await tx.listAllowanceAsks(limit);
  if (asks.length === 0) return null;
  const householdIds = [...new Set(asks.map(({ householdId }) => householdId))].sort();
  await tx.lockAllowanceTurns(householdIds);
  return { householdIds, end: () => tx.deleteAllowanceAsks(asks.map(({ ask }) => ask)) };
};

const nextOfHour: NextTurn = async (tx, now, limit) => {
  const hour = Math.floor(now / MS_PER_HOUR);
  const householdIds = await tx.claimAllowanceTurns(hour, limit);
  if (householdIds.length === 0) return null;
  return { householdIds, end: () => tx.setAllowanceTurns(householdIds, hour) };
};

/** Does something in a turn; null where there was nothing to do, and the turn is still theirs. */
type TurnWork = (tx: HubTx, turn: Turn) => Promise<number | null>;

/**
 * One slice; null where nobody is left. Where something came late to merged households it is brought along first, in a
 * slice of its own, after which their turn is still theirs: accounts are locked before streams. After a fault again, one by
 * one up to whose it is, and either by itself: what cannot be brought along withholds nobody's allowance.
 */
async function postSlice(
  { store, pen, onFault }: PostingContext,
  siteId: SiteId,
  next: NextTurn,
  sweepLate: Sweep,
): Promise<number | null> {
  const inTurn = (limit: number, work: TurnWork) =>
    store.inTransaction(async (tx) => {
      const turn = await next(tx, pen.now(), limit);
      return turn === null ? null : work(tx, turn);
    });
  const end: TurnWork = async (_tx, turn) => {
    await turn.end();
    return 0;
  };
  const sweep: TurnWork = (tx, { householdIds }) => sweepLate(tx, householdIds);
  const give: TurnWork = async (tx, turn) => {
    const written = await postTo(tx, pen, siteId, await withoutEntering(tx, turn.householdIds));
    await turn.end();
    return written;
  };
  const both: TurnWork = async (tx, turn) => (await sweep(tx, turn)) ?? (await give(tx, turn));
  try {
    return await inTurn(MOST_AT_ONCE, both);
  } catch {
    try {
      const swept = await inTurn(1, sweep);
      if (swept !== null) return swept;
    } catch (error) {
      onFault(error);
    }
    try {
      return await inTurn(1, give);
    } catch (error) {
      onFault(error);
      // Looked at again in the next hour. Where it is the database that fails, this does too, and the caller hears of it.
      return (await inTurn(1, end)) ?? 0;
    }
  }
}

async function postTo(
  tx: HubTx,
  pen: HubPen,
  siteId: SiteId,
  householdIds: readonly HouseholdId[],
): Promise<number> {
  const today = localDateAt(pen.now());
  const households = await readAllowanceFacts(tx, householdIds);
  const carrying = households.filter(({ facts }) => mayCarryOver(facts));
  // While a device has not said what it holds since a restore, what looks free may be in its hands.
  const isAwaiting = carrying.length > 0 && (await tx.isAwaiting());
  const standing = await tx.findAccounts(carrying.flatMap((each) => accountsOf(each, [], today)));
  const first = households.map((each) => decide(each, standing, isAwaiting, today));
  const recalled = await findEnded(tx, pen.now(), carrying, standing, today);
  const isNothingDue = first.every((due) => due.length === 0);
  if (isNothingDue && recalled.length === 0) return 0; // the usual answer, for which nothing is held
  await holdHubChain(tx, pen);
  const accounts = households.flatMap((each, index) => accountsOf(each, first[index] ?? [], today));
  const states = await tx.lockAccounts(
    [...new Set(accounts)].sort().map((account) => ({ account, unit: 'points' })),
  );
  const drafts = households.flatMap((each) =>
    decide(each, states, isAwaiting, today).map((due) => draftOf(each, siteId, due)),
  );
  const written = await writeAsHub(tx, pen, [...drafts, ...recallLetters(recalled)]);
  const changes = createAccountChanges();
  for (const { account, unit, amount } of written.flatMap(({ postings }) => postings)) {
    if (isHouseholdAccount(account)) changes.add(account, unit, { posted: amount });
  }
  const saveBesides = () => tx.lastly(tx.markRecalled(recalled, pen.now()));
  const given = changes.list();
  await insertTaken(tx, { taken: written, changes: given, saveBesides, now: pen.now() });
  // A hub that was restored may have taken sales again before it gives again what they were paid from.
  tx.lastly(tx.tightenUncovered(given.map(({ account }) => account)));
  return written.length;
}

/** Leases on accounts of periods that ended and whose rest is carried over: asked back, once a day. */
async function findEnded(
  tx: HubTx,
  now: number,
  carrying: readonly HouseholdToGive[],
  states: States,
  today: LocalDate,
): Promise<readonly LeaseRow[]> {
  const accounts = carrying.flatMap(({ householdId, facts }) =>
    bothPurses(postedLately(facts.posted, today))
      .filter(({ endsOn }) => endsOn < today && today <= addDays(endsOn, WAIT_DAYS))
      .map(({ purse, startsOn }) => householdAccount(householdId, purse, startsOn))
      .filter((account) => (states.get(account)?.leased ?? 0) > 0),
  );
  return findToRecall(tx, { accounts, now, againMs: AGAIN_WHILE_NOBODY_WAITS_MS });
}

type States = ReadonlyMap<AccountName, AccountState>;

/** What is due to a household by how its accounts stand. */
function decide(
  { householdId, facts }: HouseholdToGive,
  states: States,
  isAwaiting: boolean,
  today: LocalDate,
): DueAllowance[] {
  const posted = postedLately(facts.posted, today);
  if (!mayCarryOver(facts)) return decideAllowances({ ...facts, posted, leftPoints: new Map() }, today);
  const leftPoints = new Map<AllowanceAccount, number>();
  const carriedOver = new Set(facts.carriedOver);
  for (const { purse, startsOn, endsOn } of bothPurses(posted)) {
    const account = allowanceAccount(purse, startsOn);
    const state = states.get(householdAccount(householdId, purse, startsOn));
    if (state === undefined) continue;
    const setAside = state.reserved + state.leased;
    leftPoints.set(account, state.posted - setAside);
    // Carried over once: while something of it may still come back, not yet.
    const mayComeBack = setAside > 0 && today <= waitedUntil(endsOn, posted);
    if (isAwaiting || mayComeBack) carriedOver.add(account);
  }
  return decideAllowances({ ...facts, posted, leftPoints, carriedOver } satisfies AllowanceFacts, today);
}

/** What is left goes to the period that follows, and to no other: a short one is not waited out. */
function waitedUntil(endsOn: LocalDate, posted: AllowanceFacts['posted']): LocalDate {
  const longest = addDays(endsOn, WAIT_DAYS);
  const nextOn = addDays(endsOn, 1);
  const [nextEndsOn] = posted
    .filter(({ startsOn }) => startsOn === nextOn)
    .map((each) => each.endsOn)
    .sort()
    .slice(-1);
  if (nextEndsOn === undefined || nextEndsOn > longest) return longest;
  const beforeLast = addDays(nextEndsOn, -1);
  return beforeLast < nextOn ? nextOn : beforeLast;
}

const bothPurses = (posted: AllowanceFacts['posted']): AllowanceFacts['posted'] =>
  posted.flatMap((each) => [
    { ...each, purse: 'points' },
    { ...each, purse: 'points-baby' },
  ]);

/** The accounts that what is due moves, and whose rest may be carried over. */
function accountsOf(
  { householdId, facts }: HouseholdToGive,
  due: readonly DueAllowance[],
  today: LocalDate,
): AccountName[] {
  const startsOn = new Set<LocalDate>();
  for (const each of due) startsOn.add(each.kind === 'posted' ? each.periodStartsOn : each.toPeriodStartsOn);
  if (mayCarryOver(facts)) {
    for (const each of postedLately(facts.posted, today)) startsOn.add(each.startsOn);
  }
  return [...startsOn].flatMap((day) => [
    householdAccount(householdId, 'points', day),
    householdAccount(householdId, 'points-baby', day),
  ]);
}

function draftOf(
  { householdId, siteId: own }: HouseholdToGive,
  founderSiteId: SiteId,
  due: DueAllowance,
): HubDraft {
  const id = idOfAllowance(keyOfDue(householdId, due));
  const whose = { householdId, siteId: own ?? founderSiteId };
  if (due.kind === 'posted') {
    const { kind: _, ...given } = due;
    return hubDraft(allowancePosted, { ...whose, ...given }, { id });
  }
  const { kind: _, ...carried } = due;
  return hubDraft(allowanceCarriedOver, { ...whose, ...carried }, { id });
}
