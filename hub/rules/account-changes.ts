import { type AccountName, parseAccount, type Unit } from '../../shared/domain/account.ts';
import type { HouseholdId } from '../../shared/domain/ids.ts';
import type { AccountChange } from '../store/hub-store.ts';

type Figures = Partial<Omit<AccountChange, 'account' | 'unit'>>;

/** Adds up what one transaction changes on each account. */
export function createAccountChanges() {
  const byAccount = new Map<AccountName, AccountChange>();
  return {
    add: (
      account: AccountName,
      unit: Unit,
      { posted = 0, reserved = 0, leased = 0, uncovered = 0 }: Figures,
    ) => {
      const before = byAccount.get(account);
      byAccount.set(account, {
        account,
        unit,
        posted: (before?.posted ?? 0) + posted,
        reserved: (before?.reserved ?? 0) + reserved,
        leased: (before?.leased ?? 0) + leased,
        uncovered: (before?.uncovered ?? 0) + uncovered,
      });
    },
    /** In the order that accounts are locked in. */
    list: (): AccountChange[] => [...byAccount.values()].sort((a, b) => (a.account < b.account ? -1 : 1)),
  };
}

/** Households of which some points were set aside and are no longer. */
export function householdsFreed(changes: readonly AccountChange[]): HouseholdId[] {
  const freed = new Set<HouseholdId>();
  for (const { account, unit, leased, reserved } of changes) {
    const parsed = parseAccount(account);
    if (unit === 'points' && leased + reserved < 0 && parsed?.kind === 'household')
      freed.add(parsed.householdId);
  }
  return [...freed];
}

export type AccountChanges = ReturnType<typeof createAccountChanges>;
