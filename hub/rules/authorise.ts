import type { AccountName } from '../../shared/domain/account.ts';
import type { DeviceId } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import type {
  AccountState,
  AuthoriseAnswer,
  AuthoriseFailure,
  AuthoriseRequest,
  ClaimRefusal,
  Spend,
} from '../../shared/sync/protocol.ts';
import type { AuthorisationRow, HubDeviceRow, HubStore, HubTx, LeaseRow } from '../store/hub-store.ts';
import { createAccountChanges } from './account-changes.ts';
import { findSilentHolder } from './find-silent-holder.ts';
import { insertTaken } from './insert-taken.ts';
import { AGAIN_WHILE_SOMEBODY_WAITS_MS, findToRecall, recallLetters } from './recall-leases.ts';
import { askToCede, takeClaims } from './take-claims.ts';
import { findUntold } from './without-entering.ts';
import { type HubPen, writeAsHub } from './write-as-hub.ts';

/**
 * May an act spend from accounts, and have to itself what it claims? All of it or nothing: what is granted is set aside until
 * the device's own chain closes it. Each question has an id, whose answer is kept and final, so that a lost answer is asked for again and nothing is set
 * aside twice. Where an account is short because other devices hold leases of it, they are asked to give them back.
 *
 * Law: the sum of what is spent under leases and authorisations never exceeds what is posted.
 */
export async function authorise(
  store: HubStore,
  pen: HubPen,
  deviceId: DeviceId,
  request: AuthoriseRequest,
): Promise<Result<AuthoriseAnswer, AuthoriseFailure>> {
  const answered = await store.inTransaction((tx) => decide(tx, pen.now(), deviceId, request));
  if (!answered.ok || answered.value.type === 'granted') return answered;
  const refused = answered.value;
  if (refused.because === 'HeldByWriter') await askToCede(store, pen, deviceId, request.claims);
  if (refused.because !== 'LeasedElsewhere') return answered;
  // In a transaction of its own, after the answer is kept: the hub's chain comes before accounts in the order of locks.
  await recall(store, pen, deviceId, refused);
  const spends = joinSpends(request.spends);
  const silent = await store.inSnapshot((tx) => findSilentHolder(tx, deviceId, spends, refused, pen.now()));
  return silent === null ? answered : ok({ ...refused, silent });
}

async function decide(
  tx: HubTx,
  now: number,
  deviceId: DeviceId,
  request: AuthoriseRequest,
): Promise<Result<AuthoriseAnswer, AuthoriseFailure>> {
  const { epoch: knownEpoch, authorisationId, operationId, spends } = request;
  const asked = joinSpends(spends);
  const accounts = asked.map(({ account }) => account);
  // All in one go, carried out in this order: a till waits, and each trip to the database is a wait behind others' work. What
  // is claimed is held before accounts are, and whose accounts are all here is read once they are held: a counter that enters may
  // have brought one while this waited for it.
  const hold = (of: readonly AccountName[]) =>
    Promise.all([tx.lockStanding(of), findUntold(tx, deviceId, of)]);
  const [device, [before], epoch, isAwaiting, leases, held] = await Promise.all([
    tx.lockDevice(deviceId),
    tx.findAuthorisations([authorisationId]),
    tx.epoch(),
    tx.isAwaiting(),
    tx.listLeasesOn(accounts),
    request.claims.length === 0 ? hold(accounts) : null,
  ]);
  if (device === null) return err({ type: 'DeviceUnknown' });
  if (device.state !== 'active') return err({ type: 'DeviceRevoked' });
  // Also what the backup still has as granted: the device says first what it holds.
  if (epoch !== knownEpoch) return err({ type: 'EpochIsOther', epoch });
  if (before !== undefined) {
    // An id of somebody else's question is no question of this device.
    if (before.deviceId !== deviceId) return err({ type: 'DeviceUnknown' });
    return ok(mayBeWithdrawn(before, device, epoch) ? holdBack(asked) : before.answer);
  }
  const isHeldBack = isAwaiting || device.declaredEpoch !== epoch;
  const refusal = isHeldBack ? null : await takeClaims(tx, device, request, now);
  const [states, untold] = held ?? (await hold(isHeldBack || refusal !== null ? [] : accounts));
  const own = new Map(
    leases.filter((lease) => lease.deviceId === deviceId).map((lease) => [lease.account, lease]),
  );
  const heldByOthers = leases.filter((lease) => lease.deviceId !== deviceId);
  const judged =
    refusal === null
      ? await withoutClosed(tx, judge(asked, states, own, untold), asked, heldByOthers)
      : refuse(refusal);
  const answer = isHeldBack ? holdBack(asked) : judged;
  if (answer.type === 'refused' && request.claims.length > 0) tx.lastly(tx.releaseClaims([authorisationId]));
  const row = {
    authorisationId,
    deviceId,
    operationId,
    spends: asked,
    answer,
    askedAt: now,
    closedAt: answer.type === 'granted' ? null : now,
  };
  tx.lastly(tx.insertAuthorisation(row));
  if (answer.type === 'granted') setAside(tx, asked, own);
  return ok(answer);
}

/**
 * A grant that the backup still has and whose answer its device asks for again: it does not know that it was granted, so that
 * its declaration will not name it, which withdraws it. It is told now what it will be told from then on. Nothing is kept of
 * that: what is set aside is the declaration's to free.
 */
const mayBeWithdrawn = (
  { answer, closedAt }: AuthorisationRow,
  { declaredEpoch }: HubDeviceRow,
  epoch: number,
): boolean => answer.type === 'granted' && closedAt === null && declaredEpoch !== epoch;

type Refused = Extract<AuthoriseAnswer, { type: 'refused' }>;

/** One spend per account, in the order that accounts are locked in. */
function joinSpends(spends: readonly Spend[]): Spend[] {
  const byAccount = new Map<AccountName, Spend>();
  for (const spend of spends) {
    const before = byAccount.get(spend.account);
    byAccount.set(spend.account, {
      ...spend,
      amount: spend.amount + (before?.amount ?? 0),
      fromLease: spend.fromLease + (before?.fromLease ?? 0),
    });
  }
  return [...byAccount.values()].sort((a, b) => (a.account < b.account ? -1 : 1));
}

const refuse = (because: ClaimRefusal): AuthoriseAnswer => ({ type: 'refused', because, short: [] });

/** What the hub's books say to a question, before anything is set aside. */
function judge(
  spends: readonly Spend[],
  states: ReadonlyMap<AccountName, AccountState>,
  own: ReadonlyMap<AccountName, LeaseRow>,
  untold: ReadonlyMap<AccountName, DeviceId>,
): AuthoriseAnswer {
  let isElsewhere = true;
  const short: { account: string; available: number }[] = [];
  for (const { account, unit, amount, fromLease } of spends) {
    if (untold.has(account)) {
      short.push({ account, available: 0 });
      continue;
    }
    const state = states.get(account);
    const posted = state?.unit === unit ? state.posted - state.reserved : 0;
    const free = posted - (state?.leased ?? 0);
    // No more of the device's lease than the hub still knows of: what it spent meanwhile is on its way here.
    const available = free + Math.min(fromLease, own.get(account)?.amount ?? 0);
    if (amount <= available) continue;
    short.push({ account, available: Math.max(0, available) });
    if (amount > posted) isElsewhere = false;
  }
  if (short.length === 0) return { type: 'granted' };
  return { type: 'refused', because: isElsewhere ? 'LeasedElsewhere' : 'NotEnough', short };
}

/**
 * What is kept for acts of a chain that is closed nobody gives back: where it is missing, no waiting helps. It is spent, as far as
 * anybody knows.
 */
async function withoutClosed(
  tx: HubTx,
  answer: AuthoriseAnswer,
  spends: readonly Spend[],
  heldByOthers: readonly LeaseRow[],
): Promise<AuthoriseAnswer> {
  if (answer.type === 'granted' || answer.because !== 'LeasedElsewhere') return answer;
  const closed = new Set<DeviceId>();
  for (const deviceId of new Set(heldByOthers.map((lease) => lease.deviceId)))
    if ((await tx.findDevice(deviceId))?.state !== 'active') closed.add(deviceId);
  const isGone = answer.short.some(({ account, available }) => {
    const wanted = spends.find((spend) => spend.account === account)?.amount ?? 0;
    const held = heldByOthers.filter((lease) => lease.account === account);
    const kept = held.filter((lease) => closed.has(lease.deviceId));
    const back = sumOf(held) - sumOf(kept);
    return kept.length > 0 && wanted > available + back;
  });
  return isGone ? { ...answer, because: 'NotEnough' } : answer;
}

const sumOf = (leases: readonly LeaseRow[]): number => leases.reduce((sum, { amount }) => sum + amount, 0);

/** Somebody may hold leases that the hub has forgotten: nothing is promised until they are known. */
const holdBack = (spends: readonly Spend[]): AuthoriseAnswer => ({
  type: 'refused',
  because: 'Restoring',
  short: spends.map(({ account, fromLease }) => ({ account, available: fromLease })),
});

function setAside(tx: HubTx, spends: readonly Spend[], own: ReadonlyMap<AccountName, LeaseRow>): void {
  const changes = createAccountChanges();
  const leases: LeaseRow[] = [];
  for (const { account, unit, amount, fromLease } of spends) {
    const lease = own.get(account);
    const taken = Math.min(fromLease, lease?.amount ?? 0);
    if (lease !== undefined && taken > 0) leases.push({ ...lease, amount: lease.amount - taken });
    changes.add(account, unit, { reserved: amount, leased: -taken });
  }
  // What counters show of an account does not change: no number, so that no question waits for another one's account.
  tx.lastly(tx.changeAccounts(changes.list(), 'unnumbered'));
  tx.lastly(tx.saveLeases(leases));
}

/** Asks the devices that hold leases of what is short to give them back. */
async function recall(store: HubStore, pen: HubPen, askedBy: DeviceId, { short }: Refused): Promise<void> {
  const accounts = short.map(({ account }) => account as AccountName); // written by `judge` from accounts
  const now = pen.now();
  await store.inTransaction(async (tx) => {
    const held = await findToRecall(tx, { accounts, now, againMs: AGAIN_WHILE_SOMEBODY_WAITS_MS, askedBy });
    const letters = recallLetters(held);
    if (letters.length === 0) return;
    const taken = await writeAsHub(tx, pen, letters);
    const saveBesides = () => tx.lastly(tx.markRecalled(held, now));
    await insertTaken(tx, { taken, changes: [], saveBesides, now });
  });
}
