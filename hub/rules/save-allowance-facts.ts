import type { HouseholdId } from '../../shared/domain/ids.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import type { AllowanceFact, AllowanceFactRow } from '../store/allowance-tables.ts';
import { householdsOf } from '../store/households-of-facts.ts';
import type { HubTx } from '../store/hub-store.ts';
import { findAllowanceFacts } from './find-allowance-facts.ts';

/** An operation with its number in its stream. */
export type Numbered = { readonly operation: Operation; readonly number: number };

/**
 * Keeps what numbered operations say of allowances. Law: whatever the order and however often, what stays of each section is
 * what its stream said last.
 */
export async function saveAllowanceFacts(
  tx: HubTx,
  numbered: readonly Numbered[],
): Promise<AllowanceFactRow[]> {
  const rows = numbered.flatMap(({ operation, number }) =>
    findAllowanceFacts(operation).map((said) => ({ ...said, number })),
  );
  if (rows.length > 0) await tx.saveAllowanceFacts(rows);
  return rows;
}

/** The same, and asks that the households be looked at: all of them where it is of a scheme. */
export async function takeAllowanceFacts(tx: HubTx, numbered: readonly Numbered[]): Promise<void> {
  const rows = await saveAllowanceFacts(tx, numbered);
  if (rows.some(({ fact }) => fact.of === 'version')) return tx.askForAllowances('all');
  const toLookAt = new Set<HouseholdId>();
  for (const { subject, fact } of rows) {
    if (fact.of === 'merge') toLookAt.add(fact.householdId).add(fact.intoHouseholdId);
    else if (!NOTHING_NEW.has(fact.of)) for (const id of householdsOf([{ subject }])) toLookAt.add(id);
  }
  if (toLookAt.size > 0) await tx.askForAllowances([...toLookAt].sort());
}

/** What was given makes nothing more due. */
const NOTHING_NEW: ReadonlySet<AllowanceFact['of']> = new Set(['posted', 'carried']);
