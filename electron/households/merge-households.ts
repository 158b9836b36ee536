import type { ClaimFailure } from '../../shared/contract/claim-failure.ts';
import type { CoverFailure } from '../../shared/contract/cover-failure.ts';
import type { MergeFailure, UndoMergeFailure } from '../../shared/contract/merges-contract.ts';
import { MOST_DELEGATES } from '../../shared/contract/registers-contract.ts';
import type { Purse } from '../../shared/domain/account.ts';
import {
  type HouseholdId,
  type OperationId,
  type OperatorId,
  operationIdSchema,
} from '../../shared/domain/ids.ts';
import type { LocalDate } from '../../shared/domain/local-date.ts';
import {
  joinMonths,
  type MergeMove,
  type MergePlan,
  sumPlans,
  undoMerge,
} from '../../shared/domain/merge.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { householdSet } from '../../shared/operations/household-operations.ts';
import type { BodyOf } from '../../shared/operations/kind.ts';
import {
  householdMerged,
  householdMergeSwept,
  householdMergeUndone,
  type MergeTransfer,
} from '../../shared/operations/merge-operations.ts';
import { ensureAllowance } from '../database/allowance-posting.ts';
import { listPeriodAccounts } from '../database/allowances.ts';
import type { Db, Tx } from '../database/database.ts';
import { findKeptHousehold } from '../database/erasures.ts';
import { balanceOf, findHousehold, type HouseholdRow } from '../database/households.ts';
import { findOperation, listHistory } from '../database/log.ts';
import { sweepInto } from '../database/merge-sweep.ts';
import { claimsToMerge, findMergeOf, headOf, listMergedInto } from '../database/merges.ts';
import { findOwnSite } from '../database/network.ts';
import type { ServiceContext } from '../services/service-context.ts';
import { type ClaimFor, type CoverNeeded, claiming, recordUnder } from '../sync/act-under-cover.ts';
import { type PlannedMerge, planHouseholdMerge } from './plan-household-merge.ts';
import { changesOf } from './register-household.ts';

/** Without what the hub says, which whoever asked it adds. */
type Decided<Failure> = Exclude<Failure, ClaimFailure | CoverFailure> | CoverNeeded;

type MergeContext = Pick<ServiceContext, 'record' | 'newId' | 'today'>;

/** Brings both households up to today, so that a plan reckons with what is there. */
export function bringUpToDate(context: MergeContext, tx: Tx, householdIds: readonly HouseholdId[]): void {
  const siteId = findOwnSite(tx)?.siteId;
  for (const householdId of householdIds) {
    const household = findHousehold(tx, headOf(tx, householdId));
    if (household === null || siteId === undefined) continue;
    sweepInto(context, tx, household);
    ensureAllowance(context, tx, household, siteId);
  }
}

/**
 * Joins a household to another: accounts, cards, people and delegates. See `planMerge` for what happens to points. In a network
 * of counters both households have to be claimed of the hub, and what leaves an account covered.
 */
export function mergeHouseholds(
  context: MergeContext,
  tx: Tx,
  operatorId: OperatorId,
  operationId: OperationId,
  pair: { readonly householdId: HouseholdId; readonly intoHouseholdId: HouseholdId; readonly size: number },
  claimFor: ClaimFor,
): Result<null, Decided<MergeFailure>> {
  bringUpToDate(context, tx, [pair.householdId, pair.intoHouseholdId]);
  const planned = planHouseholdMerge(tx, pair.householdId, pair.intoHouseholdId, pair.size, context.today());
  if (!planned.ok) return planned;
  const { from, into, plan } = planned.value;
  const claims = claimsToMerge(tx, [from.householdId, into.householdId]);
  const recorded = recordUnder(context, tx, claiming(claimFor, claims), {
    id: operationId,
    kind: householdMerged,
    body: toBody(from.householdId, into.householdId, plan),
    operatorId,
    businessOn: context.today(),
  });
  if (!recorded.ok) return recorded;
  const changes = changesOf(countersFacts(into), joinFacts(planned.value, pair.size));
  setHousehold(context, tx, operatorId, operationId, into.householdId, changes);
  return ok(null);
}

const countersFacts = ({ size, delegateNames, childBirthMonths }: HouseholdRow) => ({
  size,
  delegateNames: [...delegateNames],
  childBirthMonths: [...childBirthMonths],
});

function joinFacts({ from, into }: PlannedMerge, size: number) {
  const others = from.delegateNames.filter((name) => !into.delegateNames.includes(name));
  return {
    size,
    delegateNames: [...into.delegateNames, ...others].slice(0, MOST_DELEGATES),
    childBirthMonths: joinMonths(into.childBirthMonths, from.childBirthMonths).slice(0, 15),
  };
}

/**
 * Takes a merge back: each household has its accounts again, as far as what was moved is still there; what was spent since
 * stays where it was spent. Of what the merge told counters, only what nobody has changed since is taken back.
 */
export function undoHouseholdMerge(
  context: MergeContext,
  tx: Tx,
  operatorId: OperatorId,
  operationId: OperationId,
  mergeId: OperationId,
  claimFor: ClaimFor,
): Result<null, Decided<UndoMergeFailure>> {
  const logged = findOperation(tx, mergeId);
  if (logged?.operation.type !== householdMerged.type || logged.operation.body === undefined) {
    return err({ type: 'MergeUnknown' });
  }
  const merged = householdMerged.body.parse(JSON.parse(logged.operation.body));
  const { householdId, intoHouseholdId } = merged;
  if (findMergeOf(tx, householdId)?.mergeId !== mergeId) return err({ type: 'MergeUnknown' });
  if (findMergeOf(tx, intoHouseholdId) !== null) return err({ type: 'MergedFurther' });
  const [from, into] = [findKeptHousehold(tx, householdId), findKeptHousehold(tx, intoHouseholdId)];
  if (from === null || into === null) return err({ type: 'MergeUnknown' }); // one was erased meanwhile
  bringUpToDate(context, tx, [intoHouseholdId]);
  const transfers = [
    merged,
    ...listSweeps(tx, householdId, mergeId),
    ...listSweptPast(tx, { householdId, intoHouseholdId, n: logged.n }),
  ];
  // The same without fields that are there and undefined.
  const done = sumPlans(JSON.parse(JSON.stringify(transfers)) as MergePlan[]);
  const others = [from, ...listMergedInto(tx, intoHouseholdId)].map(({ household }) => household);
  const livePeriods = new Set(
    [from, into].flatMap(({ household, householdId: id }) =>
      listPeriodAccounts(tx, household, others, context.today()).map(
        ({ purse, startsOn }) => `${id} ${purse} ${startsOn}`,
      ),
    ),
  );
  const isLive = (id: HouseholdId, purse: Purse, on: LocalDate | undefined): boolean =>
    livePeriods.has(`${id} ${purse} ${on}`);
  const isStillSpent = ({ purse, periodStartsOn, intoPeriodStartsOn = periodStartsOn }: MergeMove): boolean =>
    !(purse === 'points' || purse === 'points-baby') ||
    (isLive(householdId, purse, periodStartsOn) && isLive(intoHouseholdId, purse, intoPeriodStartsOn));
  const plan = undoMerge(
    { ...done, moves: done.moves.filter(isStillSpent) },
    intoHouseholdId,
    (purse, on) => balanceOf(tx, into.household, on === undefined ? purse : `${purse}/${on}`),
    (each) => isLive(each.householdId, each.purse, each.periodStartsOn),
  );
  const claims = claimsToMerge(tx, [householdId, intoHouseholdId]);
  const recorded = recordUnder(context, tx, claiming(claimFor, claims), {
    id: operationId,
    kind: householdMergeUndone,
    body: toBody(householdId, intoHouseholdId, plan),
    operatorId,
    reversesId: mergeId,
    businessOn: context.today(),
  });
  if (!recorded.ok) return recorded;
  const changes = factsBefore(tx, into, mergeId);
  setHousehold(context, tx, operatorId, operationId, intoHouseholdId, changes);
  // It is given for itself again from today on: the months in which it was read as the other were the other's.
  bringUpToDate(context, tx, [householdId]);
  return ok(null);
}

const toBody = (householdId: HouseholdId, intoHouseholdId: HouseholdId, plan: MergePlan): MergeTransfer =>
  householdMerged.body.parse({ householdId, intoHouseholdId, ...plan });

const MOST_HISTORY = 10_000;

const listSweeps = (
  db: Db,
  householdId: HouseholdId,
  mergeId: OperationId,
  after: number = 0,
): MergeTransfer[] =>
  listHistory(db, `household:${householdId}`, MOST_HISTORY).flatMap(
    ({ n, operation: { type, causeId, body } }) =>
      n > after && type === householdMergeSwept.type && causeId === mergeId && body !== undefined
        ? [householdMergeSwept.body.parse(JSON.parse(body))]
        : [],
  );

/**
 * What came late to households merged into this one before, and went on to the other while this merge held: it goes back to
 * this one, as if it had stopped there. What was given back to schemes stays given back, since those merges still hold.
 */
const listSweptPast = (
  db: Db,
  merge: { readonly householdId: HouseholdId; readonly intoHouseholdId: HouseholdId; readonly n: number },
): MergeTransfer[] =>
  listMergedInto(db, merge.householdId).flatMap((earlier) =>
    listSweeps(db, earlier.householdId, earlier.mergeId, merge.n)
      .filter(({ intoHouseholdId }) => intoHouseholdId === merge.intoHouseholdId)
      .map((swept) => ({ ...swept, recomputed: [] })),
  );

type Facts = Partial<Pick<BodyOf<typeof householdSet>, 'size' | 'delegateNames' | 'childBirthMonths'>>;

/** What a merge told counters, as it was before, without what somebody has changed since. */
function factsBefore(db: Db, now: HouseholdRow, mergeId: OperationId): Facts {
  const sets = listHistory(db, `household:${now.householdId}`, MOST_HISTORY)
    .filter(({ operation }) => operation.type === householdSet.type && operation.body !== undefined)
    .toReversed()
    .map(({ operation }) => ({
      isOfMerge: operation.causeId === mergeId,
      body: householdSet.body.parse(JSON.parse(operation.body ?? '')),
    }));
  const at = sets.findIndex(({ isOfMerge }) => isOfMerge);
  const told = sets[at]?.body;
  if (told === undefined) return {};
  const before: Facts = Object.assign(
    { size: 1, delegateNames: [], childBirthMonths: [] },
    ...sets.slice(0, at).map(({ body }) => body),
  );
  const isStill = (field: keyof Facts) =>
    told[field] !== undefined && JSON.stringify(told[field]) === JSON.stringify(now[field]);
  return {
    ...(isStill('size') ? { size: before.size } : {}),
    ...(isStill('delegateNames') ? { delegateNames: before.delegateNames } : {}),
    ...(isStill('childBirthMonths') ? { childBirthMonths: before.childBirthMonths } : {}),
  };
}

function setHousehold(
  context: MergeContext,
  tx: Tx,
  operatorId: OperatorId,
  causeId: OperationId,
  householdId: HouseholdId,
  changes: Facts,
): void {
  if (Object.keys(changes).length === 0) return;
  context.record(tx, {
    id: operationIdSchema.parse(context.newId()),
    kind: householdSet,
    body: { householdId, ...changes },
    operatorId,
    causeId,
    businessOn: context.today(),
  });
}
