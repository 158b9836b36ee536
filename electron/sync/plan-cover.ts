import { type AccountName, parseAccount, type Unit } from '../../shared/domain/account.ts';
import type { Cover, Posting } from '../../shared/domain/posting.ts';
import type { Spend } from '../../shared/sync/protocol.ts';
import type { Db } from '../database/database.ts';
import { findOwnLease } from '../database/leases.ts';
import { findMembership, isTakenOut } from '../database/sync.ts';

/** What an act takes from one account of a household, in its unit. */
export type Expense = { readonly account: AccountName; readonly unit: Unit; readonly amount: number };

export type CoverPlan =
  /** No hub: this counter is the authority of its accounts. */
  | { readonly type: 'alone' }
  /** All of it is set aside for this device: no network, no wait. */
  | { readonly type: 'covered'; readonly covers: ReadonlyMap<AccountName, Cover> }
  /** The hub has to be asked for `spends`; the rest is covered. */
  | {
      readonly type: 'ask';
      readonly covers: ReadonlyMap<AccountName, Cover>;
      readonly spends: readonly Spend[];
    };

/** What postings take from households. What counts against limits is no value and needs no cover. */
export function expensesOf(postings: readonly Posting[]): Expense[] {
  const byAccount = new Map<AccountName, Expense>();
  for (const { account, unit, amount } of postings) {
    if (amount > 0 || unit === 'uses' || parseAccount(account)?.kind !== 'household') continue;
    byAccount.set(account, { account, unit, amount: (byAccount.get(account)?.amount ?? 0) - amount });
  }
  return [...byAccount.values()];
}

/**
 * What covers an act here and now (design, section 5). One account is covered by one thing: its lease, where that is enough
 * for all that the act takes from it, else the hub's word, into which the lease goes. A counter that is not in the network any
 * more has no lease.
 */
export function planCover(db: Db, expenses: readonly Expense[]): CoverPlan {
  if (findMembership(db) === null) return { type: 'alone' };
  const isMember = !isTakenOut(db);
  const covers = new Map<AccountName, Cover>();
  const spends: Spend[] = [];
  for (const { account, unit, amount } of expenses) {
    const lease = isMember ? findOwnLease(db, account) : null;
    const left = Math.max(0, lease?.amount ?? 0);
    if (lease !== null && left >= amount) covers.set(account, { kind: 'lease', id: lease.leaseId });
    else spends.push({ account, unit, amount, fromLease: left });
  }
  return spends.length === 0 ? { type: 'covered', covers } : { type: 'ask', covers, spends };
}
