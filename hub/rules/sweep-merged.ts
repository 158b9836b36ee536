import { parse, v5 } from 'uuid';
import {
  type AccountName,
  householdAccount,
  isHouseholdAccount,
  type Purse,
  parseAccount,
  unitOfPurse,
} from '../../shared/domain/account.ts';
import { type HouseholdId, type OperationId, operationIdSchema } from '../../shared/domain/ids.ts';
import { type LocalDate, localDateAt } from '../../shared/domain/local-date.ts';
import type { MergeSide } from '../../shared/domain/merge.ts';
import { keyOfSweep, planSweep, SWEEPS, type SweepPlan } from '../../shared/domain/merge-sweep.ts';
import { beneficiariesStream } from '../../shared/operations/kind.ts';
import { householdMergeSwept } from '../../shared/operations/merge-operations.ts';
import { canonicalText } from '../../shared/operations/operation.ts';
import { balancesStream } from '../../shared/sync/grants.ts';
import type { AccountState } from '../../shared/sync/protocol.ts';
import type { HubTx } from '../store/hub-store.ts';
import { createAccountChanges } from './account-changes.ts';
import { FIRST_EPOCH } from './enrol.ts';
import { insertTaken } from './insert-taken.ts';
import { type MergedHousehold, readMerged, sideOf } from './read-merged.ts';
import { AGAIN_WHILE_NOBODY_WAITS_MS, findToRecall, recallLetters } from './recall-leases.ts';
import { claimsHoldSince } from './take-claims.ts';
import { type HubDraft, type HubPen, holdHubChain, hubDraft, writeAsHub } from './write-as-hub.ts';

/**
 * Brings along what came late to households that are read as another one, these and those that they are one with
 * (`planSweep`). Of what is leased to devices the leases are asked back; it follows once they are here. Answers how many
 * operations it wrote; null where there is nothing to do, and no account is held.
 *
 * Laws: what came is brought along once, whatever happens: two processes, a restart, a hub restored from its backup; by no
 * merge that is undone; and neither from nor to a household that an act has to itself, which was planned by what was there.
 * It follows once that act is made or given up, or its device was not heard of for a month. To be called in a transaction that holds no account and no stream yet.
 */
export async function sweepMerged(
  tx: HubTx,
  pen: HubPen,
  householdIds: readonly HouseholdId[],
): Promise<number | null> {
  const today = localDateAt(pen.now());
  const households = await readMerged(tx, pen, householdIds, today);
  if (households.length === 0) return null; // the usual answer
  const standing = await tx.listAccountsOf([
    ...new Set(households.flatMap(({ householdId, intoHouseholdId }) => [householdId, intoHouseholdId])),
  ]);
  const first = planAll(households, standing, today);
  // While a device has not said what it holds since a restore, what looks free may be in its hands.
  if ((first.sweeps.length === 0 && first.wanted.length === 0) || (await tx.isAwaiting())) return null;
  const recalled = await findToRecall(tx, {
    accounts: first.wanted,
    now: pen.now(),
    againMs: AGAIN_WHILE_NOBODY_WAITS_MS,
  });
  if (first.sweeps.length === 0 && recalled.length === 0) return null;
  const free = await unclaimedOf(tx, first.sweeps, pen.now());
  if (free.length === 0 && recalled.length === 0) return null;
  await holdHubChain(tx, pen);
  const accounts = new Map(free.flatMap(accountsOf).map((each) => [each.account, each]));
  const states = await tx.lockAccounts([...accounts.values()].sort(byAccount));
  const sweeps = states.size === 0 ? [] : await planAgain(tx, pen, free, [...states.values()], today);
  const written = await writeAsHub(tx, pen, [...sweeps.map(draftOf), ...recallLetters(recalled)]);
  const changes = createAccountChanges();
  for (const { account, unit, amount } of written.flatMap(({ postings }) => postings)) {
    if (isHouseholdAccount(account)) changes.add(account, unit, { posted: amount });
  }
  const saveBesides = () => tx.lastly(tx.markRecalled(recalled, pen.now()));
  const brought = changes.list();
  await insertTaken(tx, { taken: written, changes: brought, saveBesides, now: pen.now() });
  // A hub that was restored may have taken sales again before it brings along again what they were paid from.
  if ((await tx.epoch()) > FIRST_EPOCH) {
    tx.lastly(tx.tightenUncovered(brought.map(({ account }) => account)));
  }
  return written.length;
}

/** Those whose households nobody has to itself, nor comes to before the transaction ends: whoever claims one knows of it then. */
async function unclaimedOf(tx: HubTx, sweeps: readonly Sweep[], now: number): Promise<readonly Sweep[]> {
  const subjectsOf = ({ household: { householdId, intoHouseholdId } }: Sweep) =>
    [householdId, intoHouseholdId].map((id) => `household:${id}` as const);
  const subjects = [...new Set(sweeps.flatMap(subjectsOf))];
  const free = new Set(subjects.length === 0 ? [] : await tx.holdUnclaimed(subjects, claimsHoldSince(now)));
  return sweeps.filter((sweep) => subjectsOf(sweep).every((subject) => free.has(subject)));
}

/**
 * The same plans under the locks: merges, their undoings and sweeps are all of `beneficiaries`, whose head is held from
 * here on, so that no merge is undone in between. Heads of streams are held by name, and none that is raised later comes
 * before these.
 */
async function planAgain(
  tx: HubTx,
  pen: HubPen,
  sweeps: readonly Sweep[],
  states: readonly AccountState[],
  today: LocalDate,
): Promise<readonly Sweep[]> {
  await tx.raiseStreams(
    [balancesStream, beneficiariesStream].map((name) => ({ name, count: 0, hashes: [] })),
  );
  const households = await readMerged(
    tx,
    pen,
    sweeps.map(({ household }) => household.householdId),
    today,
  );
  // Where something was joined, parted or given meanwhile, other accounts are held than those that count now: whoever
  // wrote that has asked that the households be looked at again.
  const held = new Set(sweeps.map(({ household }) => placeOf(household)));
  const still = households.filter((household) => held.has(placeOf(household)));
  return planAll(still, states, today).sweeps;
}

const placeOf = ({ mergeId, intoHouseholdId, intoPeriodStartsOn }: MergedHousehold): string =>
  `${mergeId} ${intoHouseholdId} ${intoPeriodStartsOn}`;

type Sweep = { readonly household: MergedHousehold; readonly plan: SweepPlan };

/** What is to be brought along by how accounts stand, each plan reckoning with those before it; and whose leases are wanted. */
function planAll(
  households: readonly MergedHousehold[],
  standing: readonly AccountState[],
  today: LocalDate,
): { readonly sweeps: Sweep[]; readonly wanted: AccountName[] } {
  const states = new Map(standing.map((state) => [state.account, state]));
  const freeOf = (account: AccountName) => {
    const state = states.get(account);
    return state === undefined ? 0 : state.posted - setAsideOf(state);
  };
  const namesByHousehold = Map.groupBy(states.keys(), (account) => {
    const parsed = parseAccount(account);
    return parsed?.kind === 'household' ? parsed.householdId : null;
  });
  const sweeps: Sweep[] = [];
  const wanted: AccountName[] = [];
  for (const household of households) {
    const { householdId, intoHouseholdId, intoPeriodStartsOn } = household;
    const own = (namesByHousehold.get(householdId) ?? []).flatMap((account) => states.get(account) ?? []);
    const side = sideOf(household, own, today);
    const plan = planSweep({
      from: side,
      intoPeriodStartsOn,
      setAsideOf: (...of) => setAsideOf(states.get(nameOf(householdId, ...of))),
      freeOf: (...of) => freeOf(nameOf(intoHouseholdId, ...of)),
    });
    const short = plan.short.map(({ purse, periodStartsOn }) =>
      nameOf(intoHouseholdId, purse, periodStartsOn),
    );
    const leased = [...namesOf(side), ...short].filter((account) => (states.get(account)?.leased ?? 0) > 0);
    wanted.push(...leased);
    if (plan.moves.length === 0 && plan.recomputed.length === 0) continue;
    sweeps.push({ household, plan });
    for (const { account, amount } of householdMergeSwept.postings(bodyOf({ household, plan }))) {
      const state = states.get(account);
      if (state !== undefined) states.set(account, { ...state, posted: state.posted + amount });
    }
  }
  return { sweeps, wanted: [...new Set(wanted)] };
}

const setAsideOf = (state: AccountState | undefined): number =>
  state === undefined ? 0 : state.reserved + state.leased;

const nameOf = (householdId: HouseholdId, purse: Purse, periodStartsOn: LocalDate | null): AccountName =>
  householdAccount(householdId, purse, periodStartsOn ?? undefined);

const namesOf = ({ householdId, plain, periods }: MergeSide): AccountName[] =>
  [...plain, ...periods].map(({ purse, periodStartsOn }) => nameOf(householdId, purse, periodStartsOn));

/** The accounts that a sweep takes from, with those that it may bring what it finds there to. */
function accountsOf({ household, plan }: Sweep): Pick<AccountState, 'account' | 'unit'>[] {
  const { householdId, intoHouseholdId, intoPeriodStartsOn } = household;
  const touched = [
    ...plan.moves.map(({ purse, periodStartsOn = null }) => ({ purse, periodStartsOn })),
    ...plan.recomputed.map(({ purse, periodStartsOn }) => ({ purse, periodStartsOn })),
  ];
  return touched.flatMap(({ purse, periodStartsOn }) => {
    const isOfPeriod = purse === 'points' || purse === 'points-baby';
    const into = isOfPeriod ? intoPeriodStartsOn : periodStartsOn;
    const unit = unitOfPurse(purse);
    const from = { account: nameOf(householdId, purse, periodStartsOn), unit };
    return isOfPeriod && into === null
      ? [from]
      : [from, { account: nameOf(intoHouseholdId, purse, into), unit }];
  });
}

const byAccount = (a: { readonly account: string }, b: { readonly account: string }): number =>
  a.account < b.account ? -1 : 1;

const bodyOf = ({ household: { householdId, intoHouseholdId }, plan: { moves, recomputed } }: Sweep) => ({
  householdId,
  intoHouseholdId,
  moves,
  recomputed,
});

function draftOf(sweep: Sweep): HubDraft {
  const { mergeId, sweeps } = sweep.household;
  const { moves, recomputed } = sweep.plan;
  const id = idOfSweep(keyOfSweep(mergeId, sweeps, canonicalText({ moves, recomputed })));
  return hubDraft(householdMergeSwept, bodyOf(sweep), { id, causeId: mergeId });
}

const namespace = parse(SWEEPS);
const idOfSweep = (key: string): OperationId => operationIdSchema.parse(v5(key, namespace));
