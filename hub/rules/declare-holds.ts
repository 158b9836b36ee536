import type { AccountName } from '../../shared/domain/account.ts';
import type { DeviceId } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { deviceStream } from '../../shared/operations/kind.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import {
  type DeclareAnswer,
  type DeclareFailure,
  type DeclareRequest,
  isPartOfLength,
  joinDeclaration,
  MOST_HELD,
  MOST_LOST_OPERATIONS,
  MOST_UNKNOWN_SEEN,
  type SeenHead,
} from '../../shared/sync/declaration.ts';
import type { AuthoriseAnswer } from '../../shared/sync/protocol.ts';
import type {
  AccountChange,
  AuthorisationRow,
  HubDeviceRow,
  HubStore,
  HubTx,
  LeaseRow,
} from '../store/hub-store.ts';
import { createAccountChanges, householdsFreed } from './account-changes.ts';
import { grantsUsed, leasesUsedUp, listUndecided, spentUnder } from './undecided-acts.ts';

/** In the place of a grant that its device has not heard of: asked again, the question is answered so. */
const WITHDRAWN: AuthoriseAnswer = { type: 'refused', because: 'Restoring', short: [] };

/**
 * What a device holds, once in each epoch after the hub was restored: from then on exactly that is set aside for it. The
 * hub of the backup has forgotten what was given later; the device knows it, and says so once the hub has all of its chain
 * and it has read all of its mailbox, from which both follow. Whatever was granted and is not declared is withdrawn: its
 * device never heard of it.
 *
 * One that is long comes in parts, of one head, and is taken with the last of them.
 *
 * Laws: computed at another head nothing is taken; the second declaration in an epoch changes nothing; once every device
 * has declared, no more is set aside than is there, unless more was spent than was ever set aside.
 */
export async function declareHolds(
  { store, now }: { readonly store: HubStore; readonly now: () => number },
  deviceId: DeviceId,
  request: DeclareRequest,
): Promise<Result<DeclareAnswer, DeclareFailure>> {
  return store.inTransaction(async (tx) => {
    const [device, epoch] = await Promise.all([tx.lockDevice(deviceId), tx.epoch()]);
    if (device === null) return err({ type: 'DeviceUnknown' });
    if (device.state !== 'active') return err({ type: 'DeviceRevoked' });
    if (request.epoch !== epoch) return err({ type: 'EpochIsOther', epoch });
    // An answer that was lost, or a request that came late: what it had then is not what it has now.
    if (device.declaredEpoch === epoch) return ok({ type: 'declared' });
    if (request.headSeq !== device.headSeq || request.headHash !== device.headHash) {
      return ok({ type: 'headDiffers', headSeq: device.headSeq });
    }
    const mailbox = await tx.findStreamHead(deviceStream(deviceId));
    if (mailbox.number !== request.mailboxCursor) return ok({ type: 'mailboxDiffers' });
    if (!isPartOfLength(request)) return err({ type: 'DeclarationInvalid' });
    const isFirst = request.part === 0;
    // The first one begins: what is there before it is of one that was cut off.
    const before = isFirst || request.isLast ? await tx.takeDeclarationParts(deviceId) : [];
    if (!request.isLast) {
      await tx.saveDeclarationPart(deviceId, request);
      return ok({ type: 'kept' });
    }
    const whole = joinDeclaration(isFirst ? [request] : [...before, request]);
    if (whole === null) return ok({ type: 'partsMissing' });
    if (!hasEachOnce(whole)) return err({ type: 'DeclarationInvalid' });
    await takeHolds(tx, device, whole, now());
    return ok({ type: 'declared' });
  });
}

/**
 * Nothing is named twice. What it names may be another device's, by mistake or by malice, before or after that one: leases
 * are each device's own whatever their ids, and an authorisation stays whose it is.
 */
function hasEachOnce({ leases, authorisations, seen }: DeclareRequest): boolean {
  const lists: readonly (readonly string[])[] = [
    leases.map(({ leaseId }) => leaseId),
    leases.map(({ account }) => account),
    authorisations.map(({ authorisationId }) => authorisationId),
    seen.map(({ deviceId }) => deviceId),
  ];
  return lists.every((names) => new Set(names).size === names.length);
}

async function takeHolds(
  tx: HubTx,
  device: HubDeviceRow,
  request: DeclareRequest,
  now: number,
): Promise<void> {
  const { deviceId } = device;
  const undecided = await listUndecided(tx, deviceId);
  const { withdrawn, added } = await compareGrants(tx, device, request, undecided, now);
  const before = await tx.listLeasesOf(deviceId);
  const leases = withUndecided(deviceId, request, undecided);
  const changes = createAccountChanges();
  for (const { account, unit, amount } of before) changes.add(account, unit, { leased: -amount });
  for (const { account, unit, amount } of leases) changes.add(account, unit, { leased: amount });
  for (const { account, unit, amount } of withdrawn.flatMap(({ spends }) => spends))
    changes.add(account, unit, { reserved: -amount });
  for (const { account, unit, amount } of added.flatMap(({ spends }) => spends))
    changes.add(account, unit, { reserved: amount });
  await changeWhatIsThere(tx, changes.list());
  await tx.replaceLeases(deviceId, leases);
  await tx.withdrawAuthorisations(
    withdrawn.map(({ authorisationId }) => authorisationId),
    WITHDRAWN,
    now,
  );
  // Nobody waits for an act that claimed something: it is asked again, and given up.
  await tx.releaseClaims(withdrawn.map(({ authorisationId }) => authorisationId));
  await Promise.all(added.map((row) => tx.insertAuthorisation(row)));
  await tx.noteSeen(deviceId, await boundSeen(tx, request.seen, now));
  await tx.setDeclared(deviceId);
  // What is free again may be carried over; once nobody is waited for, so may all that waited for that.
  const isLast = !(await tx.isAwaiting());
  await tx.askForAllowances(isLast ? 'all' : householdsFreed(changes.list()));
}

/**
 * What others are said to have written is one device's word, by malice or mistake any number of any device: of each no more is
 * believed than a counter writes in months, nothing later than now, and no more devices that the hub does not know than a
 * network enrols meanwhile; and of one that enrolled in this epoch nothing that this hub has not taken, since nobody can have
 * read it. Who said it is kept beside it.
 */
async function boundSeen(tx: HubTx, seen: readonly SeenHead[], now: number): Promise<SeenHead[]> {
  const [devices, epoch] = await Promise.all([tx.listDevices(), tx.epoch()]);
  const heads = new Map(devices.map(({ deviceId, headSeq }) => [deviceId, headSeq]));
  const isNew = new Set(
    devices.filter(({ enrolledEpoch }) => enrolledEpoch === epoch).map(({ deviceId }) => deviceId),
  );
  const known = seen.filter(({ deviceId }) => heads.has(deviceId) && !isNew.has(deviceId));
  const unknown = seen.filter(({ deviceId }) => !heads.has(deviceId)).slice(0, MOST_UNKNOWN_SEEN);
  return [...known, ...unknown].map(({ deviceId, seq, writtenAt }) => ({
    deviceId,
    seq: Math.min(seq, (heads.get(deviceId) ?? 0) + MOST_LOST_OPERATIONS),
    writtenAt: Math.min(writtenAt, now),
  }));
}

/**
 * Frees what is set aside for a device whose chain is closed: it spends nothing any more. What its acts took that are kept
 * aside, or in another branch, stays set aside for them, as long as they may be taken. Its row is locked. Where the hub was
 * restored this is what it declares.
 */
export async function releaseHolds(tx: HubTx, device: HubDeviceRow, now: number): Promise<void> {
  const { deviceId } = device;
  const undecided = await listUndecided(tx, deviceId);
  const undecidedIds = new Set(undecided.map(({ id }) => id));
  const open = (await tx.listOpenAuthorisations(deviceId)).filter(
    ({ operationId }) => !undecidedIds.has(operationId),
  );
  const isDeclaring = device.declaredEpoch < (await tx.epoch());
  const before = await tx.listLeasesOf(deviceId);
  const kept = isDeclaring
    ? leasesUsedUp(deviceId, [], undecided)
    : before
        .map((lease) => ({ ...lease, amount: Math.min(lease.amount, spentUnder(lease, undecided)) }))
        .filter(({ amount }) => amount > 0);
  const used = isDeclaring ? await withoutKnown(tx, grantsUsed(deviceId, undecided, now)) : [];
  const changes = createAccountChanges();
  for (const { account, unit, amount } of before) changes.add(account, unit, { leased: -amount });
  for (const { account, unit, amount } of kept) changes.add(account, unit, { leased: amount });
  for (const { account, unit, amount } of open.flatMap(({ spends }) => spends))
    changes.add(account, unit, { reserved: -amount });
  for (const { account, unit, amount } of used.flatMap(({ spends }) => spends))
    changes.add(account, unit, { reserved: amount });
  if (isDeclaring) await changeWhatIsThere(tx, changes.list());
  else {
    await tx.lockAccounts(changes.list());
    await tx.changeAccounts(changes.list(), 'unnumbered');
  }
  const ids = open.map(({ authorisationId }) => authorisationId);
  await tx.replaceLeases(deviceId, kept);
  for (const row of used) await tx.insertAuthorisation(row);
  await tx.closeAuthorisations(ids, now);
  await tx.releaseClaims(ids);
  await tx.takeDeclarationParts(deviceId); // it declares no more
  await tx.setDeclared(deviceId);
  await tx.askForAllowances(householdsFreed(changes.list()));
}

/** What the device holds, with what acts took of it that may still be taken: it has spent that and does not declare it. */
const withUndecided = (
  deviceId: DeviceId,
  { leases }: DeclareRequest,
  undecided: readonly Operation[],
): LeaseRow[] => [
  ...leases.map((lease) => ({
    ...lease,
    deviceId,
    amount: Math.min(lease.amount + spentUnder(lease, undecided), MOST_HELD),
    recalledAt: null,
  })),
  ...leasesUsedUp(deviceId, leases, undecided),
];

/**
 * Grants that the hub has forgotten, and grants that the device never heard of. Those that both know stay, as does what is
 * another device's, and what covers an act that may still be taken.
 */
async function compareGrants(
  tx: HubTx,
  { deviceId }: HubDeviceRow,
  { authorisations }: DeclareRequest,
  undecided: readonly Operation[],
  now: number,
): Promise<{ readonly withdrawn: readonly AuthorisationRow[]; readonly added: readonly AuthorisationRow[] }> {
  const declared = new Set(authorisations.map(({ authorisationId }) => authorisationId));
  const undecidedIds = new Set(undecided.map(({ id }) => id));
  const open = await tx.listOpenAuthorisations(deviceId);
  const granted = authorisations.map(
    (each): AuthorisationRow => ({
      ...each,
      deviceId,
      answer: { type: 'granted' },
      askedAt: now,
      closedAt: null,
    }),
  );
  const used = grantsUsed(deviceId, undecided, now).filter(
    ({ authorisationId }) => !declared.has(authorisationId),
  );
  return {
    withdrawn: open.filter(
      ({ authorisationId, operationId }) => !declared.has(authorisationId) && !undecidedIds.has(operationId),
    ),
    added: await withoutKnown(tx, [...granted, ...used]),
  };
}

async function withoutKnown(tx: HubTx, rows: readonly AuthorisationRow[]): Promise<AuthorisationRow[]> {
  const found = await tx.findAuthorisations(rows.map(({ authorisationId }) => authorisationId));
  const known = new Set(found.map(({ authorisationId }) => authorisationId));
  return rows.filter(({ authorisationId }) => !known.has(authorisationId));
}

/**
 * Sets aside what is declared, also where it is not there: what it was taken from may come back with another device's chain.
 * What is noted as uncovered is then made exact, here and where chains have come back in pieces.
 */
async function changeWhatIsThere(tx: HubTx, changes: readonly AccountChange[]): Promise<void> {
  const loose = await tx.listLoose();
  const units = new Map([...loose, ...changes].map(({ account, unit }) => [account, unit]));
  const touched = [...units].map(([account, unit]) => ({ account, unit })).sort(byAccount);
  const states = await tx.lockAccounts(touched);
  await tx.changeAccounts(
    changes.map((change) => {
      const { posted, reserved, leased } = states.get(change.account) ?? {
        posted: 0,
        reserved: 0,
        leased: 0,
      };
      const missing = reserved + change.reserved + leased + change.leased - posted;
      return { ...change, uncovered: Math.max(0, missing) };
    }),
    'unnumbered', // what counters show of an account does not change
  );
  await tx.tightenUncovered(touched.map(({ account }) => account));
}

const byAccount = (a: { readonly account: AccountName }, b: { readonly account: AccountName }): number =>
  a.account < b.account ? -1 : 1;
