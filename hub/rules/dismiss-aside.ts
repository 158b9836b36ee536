import { type DeviceId, leaseIdSchema, type OperatorId } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import type { NetworkActAnswer, NetworkActFailure } from '../../shared/sync/network-questions.ts';
import type { HubTx, LeaseRow } from '../store/hub-store.ts';
import { createAccountChanges, householdsFreed } from './account-changes.ts';
import { holderOf, lockWithHolder } from './holder.ts';
import { listUndecided, spentUnder } from './undecided-acts.ts';

/**
 * An administrator says that what is kept aside will never be taken. What was set aside for it is free again: as long as it
 * may be taken nobody else may spend that, because the goods may have gone out; and for ever it would be lost to the
 * household. What names it stays aside. It cannot be taken back: what is free may be spent at once.
 */
export async function dismissAside(
  tx: HubTx,
  dismissedBy: OperatorId,
  { deviceId, seq }: { readonly deviceId: DeviceId; readonly seq: number },
  now: number,
): Promise<Result<NetworkActAnswer, NetworkActFailure>> {
  const device = await lockWithHolder(tx, deviceId);
  const dismissed = device === null ? null : await tx.dismissAside(deviceId, seq, dismissedBy, now);
  if (device === null || dismissed === null) return err({ type: 'NothingToDo' });
  // What came when its device had been revoked has nothing set aside any more: what there is waits for what came before.
  if (dismissed.reason !== 'DeviceRevoked')
    await freeCoverOf(tx, await holderOf(tx, device), dismissed.operation, now);
  return ok({ taken: 0 });
}

/**
 * Frees what an act would have been debited to: its authorisations, and what it took from leases. Of a chain that is closed
 * no more is left of a lease than waits for acts that came before: of that nothing.
 */
async function freeCoverOf(tx: HubTx, holderId: DeviceId, operation: Operation, now: number): Promise<void> {
  const open = await tx.listOpenAuthorisations(holderId);
  const granted = open.filter(({ operationId }) => operationId === operation.id);
  const leases = await findLeasesOf(tx, holderId, operation);
  const others = granted.length + leases.size === 0 ? [] : await listUndecided(tx, holderId);
  // Another act may stand under this id, and be the one that may still be taken.
  const closed = others.some(({ id }) => id === operation.id) ? [] : granted;
  const changes = createAccountChanges();
  for (const { account, unit, amount } of closed.flatMap(({ spends }) => spends))
    changes.add(account, unit, { reserved: -amount });
  for (const { account, unit, amount, cover } of operation.postings) {
    const lease = cover?.kind === 'lease' && cover.id !== undefined ? leases.get(cover.id) : undefined;
    if (lease?.account !== account || amount >= 0) continue;
    const back = Math.min(-amount, Math.max(0, lease.amount - spentUnder(lease, others)));
    lease.amount -= back;
    changes.add(account, unit, { leased: -back });
  }
  const listed = changes.list();
  await tx.lockAccounts(listed);
  await tx.changeAccounts(listed, 'unnumbered'); // what counters show of an account does not change
  await tx.saveLeases([...leases.values()]);
  const ids = closed.map(({ authorisationId }) => authorisationId);
  await tx.closeAuthorisations(ids, now);
  await tx.releaseClaims(ids);
  // What is free again may be carried over.
  await tx.askForAllowances(householdsFreed(listed));
}

async function findLeasesOf(
  tx: HubTx,
  holderId: DeviceId,
  { postings }: Operation,
): Promise<Map<string, LeaseRow & { amount: number }>> {
  const ids = postings.flatMap(({ cover }) =>
    cover?.kind === 'lease' && cover.id !== undefined ? [leaseIdSchema.parse(cover.id)] : [],
  );
  const found = ids.length === 0 ? [] : await tx.findLeases(ids);
  return new Map(
    found.filter(({ deviceId }) => deviceId === holderId).map((lease) => [lease.leaseId, { ...lease }]),
  );
}
