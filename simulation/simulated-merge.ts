import type { Db, Tx } from '../electron/database/database.ts';
import { findMergeOf } from '../electron/database/merges.ts';
import { mergeHouseholds, undoHouseholdMerge } from '../electron/households/merge-households.ts';
import type { ClaimFor, CoverNeeded } from '../electron/sync/act-under-cover.ts';
import { expensesOf, planCover } from '../electron/sync/plan-cover.ts';
import type { AccountName } from '../shared/domain/account.ts';
import type { AuthorisationId, HouseholdId, OperationId, OperatorId } from '../shared/domain/ids.ts';
import type { Cover } from '../shared/domain/posting.ts';
import { err, ok, type Result } from '../shared/domain/result.ts';
import type { Spend } from '../shared/sync/protocol.ts';

/** Joining two records of one household, or parting them again. */
export type MergeAct =
  | { readonly type: 'join'; readonly householdId: HouseholdId; readonly intoHouseholdId: HouseholdId }
  | { readonly type: 'part'; readonly mergeId: OperationId };

type Pen = Parameters<typeof mergeHouseholds>[0];

/** Both records are of the same two people. */
const SIZE = 2;

/** As the service of the merges decides it. */
export const decideMerge = (
  pen: Pen,
  tx: Tx,
  operatorId: OperatorId,
  operationId: OperationId,
  act: MergeAct,
  claimFor: ClaimFor,
): Result<null, { readonly type: string }> =>
  act.type === 'join'
    ? mergeHouseholds(pen, tx, operatorId, operationId, { ...act, size: SIZE }, claimFor)
    : undoHouseholdMerge(pen, tx, operatorId, operationId, act.mergeId, claimFor);

/** What the hub has to be asked first; null where the counter itself refuses. */
export function needsOf(
  pen: Pen,
  tx: Tx,
  operatorId: OperatorId,
  operationId: OperationId,
  act: MergeAct,
): CoverNeeded | null {
  let needs: CoverNeeded | null = null;
  decideMerge(pen, tx, operatorId, operationId, act, (within, postings, claims) => {
    const plan = planCover(within, expensesOf(postings));
    needs = { type: 'CoverNeeded', spends: plan.type === 'ask' ? plan.spends : [], claims };
    return err(needs);
  });
  return needs;
}

/** What the hub granted covers what it was asked for, and leases the rest; else the act is given up. */
export const underGrant =
  (grant: { readonly authorisationId: AuthorisationId; readonly spends: readonly Spend[] }): ClaimFor =>
  (tx, postings, claims) => {
    const covers = new Map<AccountName, Cover>();
    const left = expensesOf(postings).filter(({ account, amount }) => {
      const isGranted = grant.spends.some((spend) => spend.account === account && spend.amount >= amount);
      if (isGranted) covers.set(account, { kind: 'authorisation', id: grant.authorisationId });
      return !isGranted;
    });
    const plan = planCover(tx, left);
    if (plan.type !== 'covered') return err({ type: 'CoverNeeded', spends: [], claims });
    return ok(new Map([...covers, ...plan.covers]));
  };

/** What would part a household from the one that it is read as; null where it is itself. */
export function findPart(db: Db, householdId: HouseholdId): MergeAct | null {
  const merge = findMergeOf(db, householdId);
  return merge === null ? null : { type: 'part', mergeId: merge.mergeId };
}
