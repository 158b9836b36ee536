import { type AccountName, parseAccount } from '../../shared/domain/account.ts';
import {
  type AuthorisationId,
  authorisationIdSchema,
  type DeviceId,
  type HouseholdId,
  type LeaseId,
  leaseIdSchema,
  type OperationId,
} from '../../shared/domain/ids.ts';
import type { Posting } from '../../shared/domain/posting.ts';
import { actFlagged, type FlagPart, type FlagReason } from '../../shared/operations/flag-operations.ts';
import { householdSet } from '../../shared/operations/household-operations.ts';
import { basketAbandoned, leaseReturned, reversalCeded } from '../../shared/operations/lease-operations.ts';
import { householdMerged } from '../../shared/operations/merge-operations.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import type {
  AccountChange,
  AuthorisationRow,
  FlagRow,
  HomeChange,
  HubDeviceRow,
  HubTx,
  LeaseRow,
} from '../store/hub-store.ts';
import { createAccountChanges } from './account-changes.ts';
import { findDoubleReversals } from './find-double-reversals.ts';
import { type Came, openFloorBook } from './floor-book.ts';
import { holderOf } from './holder.ts';
import { type HubDraft, hubDraft } from './write-as-hub.ts';

/** What taken operations do beside being numbered. */
export type Effects = {
  readonly changes: readonly AccountChange[];
  /** What the device is told of them: to be written into its mailbox. */
  readonly letters: readonly HubDraft[];
  /** Writes all but the accounts, once these are held: none of it waits for another. */
  readonly save: () => void;
};

/**
 * What a device's operations do to accounts, leases, authorisations and the homes of households, in the device's order. A
 * spending posting says what covers it, and exactly that is debited: what is spent under a lease or an authorisation was
 * set aside before, so it takes nothing from what is free. What has no cover, or more than its cover, is a fact all the same:
 * it is taken, and flagged.
 *
 * The device's head is locked, and that of whoever holds what covers its acts (`holderOf`): nobody else changes their leases
 * and authorisations meanwhile.
 */
export async function findEffects(
  tx: HubTx,
  device: HubDeviceRow,
  came: Came,
  now: number,
): Promise<Effects> {
  const { taken } = came;
  const book = await openBook(tx, device, taken);
  const twice = await findDoubleReversals(tx, taken);
  const floor = await openFloorBook(tx, device, came, now);
  const changes = createAccountChanges();
  const flagged: FlaggedParts[] = [];
  const homes = new Map<HouseholdId, HomeChange>();
  const toLookAt = new Set<HouseholdId>();
  const ceded = new Set<OperationId>();
  const setHome = (change: HomeChange) =>
    homes.set(change.householdId, { ...homes.get(change.householdId), ...change });

  for (const operation of taken) {
    const closing = new Set<OpenAuthorisation>();
    const parts = new Map<AccountName, FlagPart>();
    const flag = (part: FlagPart) => {
      if (operation.seq <= Math.max(device.aloneUntilSeq, device.broughtUntilSeq)) return; // its own authority
      const before = parts.get(part.account);
      parts.set(
        part.account,
        before === undefined ? part : { ...before, amount: before.amount + part.amount },
      );
    };
    for (const posting of operation.postings) {
      const parsed = parseAccount(posting.account);
      if (parsed?.kind !== 'household') continue;
      const { account, unit, amount } = posting;
      changes.add(account, unit, { posted: amount });
      const isTwice = unit !== 'uses' && amount !== 0 && twice.has(operation.id);
      if (isTwice) flag({ account, unit, amount: Math.abs(amount), reason: 'ReversedTwice' });
      if (amount > 0) continue;
      const covered = coverOf(book, operation, posting, closing);
      if (covered.lease !== null) {
        covered.lease.amount -= covered.amount;
        changes.add(account, unit, { leased: -covered.amount });
      }
      const uncovered = -amount - covered.amount;
      if (uncovered > 0) {
        changes.add(account, unit, { uncovered });
        if (unit !== 'uses' && covered.reason !== null && !isTwice)
          flag({ account, unit, amount: uncovered, reason: covered.reason });
        const beyond = floor.judge(operation, posting);
        if (beyond !== null) flag({ account, unit, ...beyond });
      }
      // What is judged again of one that is gone sends nobody to it.
      if (unit !== 'uses' && device.state === 'active')
        setHome({ householdId: parsed.householdId, deviceId: device.deviceId });
    }
    if (operation.type === basketAbandoned.type) closeNamed(book, operation, closing);
    for (const granted of book.authorisations.values()) {
      if (granted.hasClaims && granted.row.operationId === operation.id) closing.add(granted);
    }
    if (operation.type === reversalCeded.type) {
      for (const id of read(reversalCeded, operation).operationIds) if (book.own.has(id)) ceded.add(id);
    }
    if (operation.type === leaseReturned.type) {
      for (const { leaseId, amount } of read(leaseReturned, operation).leases) {
        const lease = book.leases.get(leaseId);
        if (lease === undefined) continue;
        const back = Math.min(amount, lease.amount);
        lease.amount -= back;
        changes.add(lease.account, lease.unit, { leased: -back });
        const parsed = parseAccount(lease.account);
        // What is free again may be carried over.
        if (lease.unit === 'points' && parsed?.kind === 'household') toLookAt.add(parsed.householdId);
      }
    }
    if (operation.type === householdSet.type && operation.body !== undefined) {
      const { householdId, siteId } = read(householdSet, operation);
      if (siteId !== undefined) setHome({ householdId, siteId });
    }
    if (parts.size > 0) flagged.push({ operationId: operation.id, parts: [...parts.values()] });
    for (const {
      row: { authorisationId, spends },
    } of closing) {
      for (const { account, unit, amount } of spends) changes.add(account, unit, { reserved: -amount });
      book.authorisations.delete(authorisationId);
      book.closed.push(authorisationId);
    }
  }
  const { deviceId } = device;
  const changed = changes.list();
  const moved = new Set(
    changed.flatMap(({ account }) => {
      const parsed = parseAccount(account);
      return parsed?.kind === 'household' ? [parsed.householdId] : [];
    }),
  );
  const faults = await faultsOf(tx, device, flagged);
  const flags = faults.flatMap(({ operationId, parts }) =>
    parts.map(
      ({ account, reason, amount }): FlagRow => ({
        operationId,
        deviceId,
        account,
        reason,
        amount,
        raisedAt: now,
      }),
    ),
  );
  return {
    changes: changed,
    letters: faults.map(({ operationId, parts }) =>
      hubDraft(actFlagged, { deviceId, operationId, parts: [...parts] }),
    ),
    save: () => {
      tx.lastly(tx.saveLeases([...book.leases.values()]));
      tx.lastly(tx.closeAuthorisations(book.closed, now));
      tx.lastly(tx.releaseClaims(book.closed));
      tx.lastly(tx.setReversalsCeded([...ceded]));
      tx.lastly(tx.setHomes([...homes.values()]));
      tx.lastly(tx.insertFlags(flags));
      tx.lastly(tx.askForAllowances([...toLookAt]));
      tx.lastly(tx.askAboutMerged([...moved]));
    },
  };
}

/**
 * Until a device has said what it holds since the hub was restored, what it spent under leases and authorisations may have
 * been set aside by the hub that is gone: that is no fault of anybody.
 */
async function faultsOf(
  tx: HubTx,
  { declaredEpoch }: HubDeviceRow,
  flagged: readonly FlaggedParts[],
): Promise<readonly FlaggedParts[]> {
  const areUnknown = flagged.length > 0 && declaredEpoch < (await tx.epoch());
  if (!areUnknown) return flagged;
  return flagged
    .map(({ operationId, parts }) => ({
      operationId,
      parts: parts.filter(({ reason }) => reason === 'NoCover'),
    }))
    .filter(({ parts }) => parts.length > 0);
}

/** What is wrong with one act, account by account. */
type FlaggedParts = { readonly operationId: OperationId; readonly parts: readonly FlagPart[] };

/** With what is left of each account, so that two postings of one act share what was authorised. */
type OpenAuthorisation = {
  readonly row: AuthorisationRow;
  readonly left: Map<AccountName, number>;
  /** It is closed by its operation, whether a posting names it or not. */
  readonly hasClaims: boolean;
};

type Book = {
  readonly leases: Map<LeaseId, LeaseRow & { amount: number }>;
  /** Granted to whoever holds what covers this device's acts, and still open. */
  readonly authorisations: Map<AuthorisationId, OpenAuthorisation>;
  readonly closed: AuthorisationId[];
  /** Of what is ceded: what this device wrote. */
  readonly own: ReadonlySet<OperationId>;
};

/** Reads the leases and authorisations that the operations speak of, those of this device only. */
async function openBook(tx: HubTx, device: HubDeviceRow, taken: readonly Operation[]): Promise<Book> {
  const holderId = await holderOf(tx, device);
  const leaseIds = new Set<LeaseId>();
  const authorisationIds = new Set<AuthorisationId>();
  for (const operation of taken) {
    for (const { cover } of operation.postings) {
      if (cover?.id === undefined) continue;
      if (cover.kind === 'lease') leaseIds.add(leaseIdSchema.parse(cover.id));
      if (cover.kind === 'authorisation') authorisationIds.add(authorisationIdSchema.parse(cover.id));
    }
    if (operation.type === leaseReturned.type) {
      for (const { leaseId } of read(leaseReturned, operation).leases) leaseIds.add(leaseId);
    }
    if (operation.type === basketAbandoned.type) {
      authorisationIds.add(read(basketAbandoned, operation).authorisationId);
    }
  }
  // Acts that claim something take something back, or join households.
  const claiming = taken
    .filter(({ type, reversesId }) => reversesId !== undefined || type === householdMerged.type)
    .map(({ id }) => id);
  const claims = claiming.length === 0 ? [] : await tx.listClaimsOf(claiming);
  for (const { authorisationId } of claims) authorisationIds.add(authorisationId);
  const leases = leaseIds.size === 0 ? [] : await tx.findLeases([...leaseIds]);
  const authorisations = new Map<AuthorisationId, OpenAuthorisation>();
  const asked = authorisationIds.size === 0 ? [] : await tx.findAuthorisations([...authorisationIds]);
  for (const row of asked) {
    if (row.deviceId !== holderId || row.answer.type !== 'granted' || row.closedAt !== null) continue;
    const left = new Map(row.spends.map(({ account, amount }) => [account, amount]));
    const hasClaims = claims.some(({ authorisationId }) => authorisationId === row.authorisationId);
    authorisations.set(row.authorisationId, { row, left, hasClaims });
  }
  return {
    leases: new Map(
      leases.filter((lease) => lease.deviceId === holderId).map((lease) => [lease.leaseId, { ...lease }]),
    ),
    authorisations,
    closed: [],
    own: await findOwn(tx, [device.deviceId, holderId], taken),
  };
}

/** Which of the operations that are ceded the device wrote itself: nobody cedes what is another's. */
async function findOwn(
  tx: HubTx,
  writers: readonly DeviceId[],
  taken: readonly Operation[],
): Promise<ReadonlySet<OperationId>> {
  const ceded = taken
    .filter(({ type }) => type === reversalCeded.type)
    .flatMap((operation) => read(reversalCeded, operation).operationIds);
  if (ceded.length === 0) return new Set();
  const rows = await tx.listReversals(ceded);
  // After a restore of the hub what is ceded comes again in one push with its cession.
  const written = [...taken, ...rows.map(({ operation }) => operation)];
  return new Set(written.filter(({ deviceId }) => writers.includes(deviceId)).map(({ id }) => id));
}

type Covered = {
  readonly amount: number;
  readonly lease: (LeaseRow & { amount: number }) | null;
  /** Why the rest, if there is one, is flagged; null where that is the floor's matter. */
  readonly reason: FlagReason | null;
};

/** How much of a spending posting is covered, and by what. */
function coverOf(
  book: Book,
  operation: Operation,
  { account, amount, cover }: Posting,
  closing: Set<OpenAuthorisation>,
): Covered {
  const spent = -amount;
  switch (cover?.kind) {
    case 'lease': {
      const lease = cover.id === undefined ? undefined : book.leases.get(leaseIdSchema.parse(cover.id));
      if (lease?.account !== account) return { amount: 0, lease: null, reason: 'CoverUnknown' };
      return { amount: Math.min(spent, lease.amount), lease, reason: 'CoverExceeded' };
    }
    case 'authorisation': {
      const granted =
        cover.id === undefined ? undefined : book.authorisations.get(authorisationIdSchema.parse(cover.id));
      if (granted?.row.operationId !== operation.id)
        return { amount: 0, lease: null, reason: 'CoverUnknown' };
      closing.add(granted);
      const left = granted.left.get(account) ?? 0;
      const covered = Math.min(spent, left);
      granted.left.set(account, left - covered);
      return { amount: covered, lease: null, reason: 'CoverExceeded' };
    }
    case 'floor':
      return { amount: 0, lease: null, reason: null };
    default:
      return { amount: 0, lease: null, reason: 'NoCover' };
  }
}

function closeNamed(book: Book, operation: Operation, closing: Set<OpenAuthorisation>): void {
  const granted = book.authorisations.get(read(basketAbandoned, operation).authorisationId);
  if (granted !== undefined) closing.add(granted);
}

/** The body of an operation that was checked: it fits its kind. */
const read = <Body>(
  kind: { readonly body: { readonly parse: (value: unknown) => Body } },
  { body }: Operation,
): Body => kind.body.parse(JSON.parse(body ?? ''));
