import { type AccountName, isHouseholdAccount } from '../../shared/domain/account.ts';
import {
  type AuthorisationId,
  authorisationIdSchema,
  type DeviceId,
  type LeaseId,
  leaseIdSchema,
} from '../../shared/domain/ids.ts';
import type { Cover, Posting } from '../../shared/domain/posting.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import { withoutBody } from '../../shared/operations/personal.ts';
import {
  MOST_DECLARED_AUTHORISATIONS,
  MOST_DECLARED_LEASES,
  MOST_HELD,
} from '../../shared/sync/declaration.ts';
import { MOST_BYTES_IN_FORK } from '../../shared/sync/protocol.ts';
import type { AuthorisationRow, HubTx, LeaseRow } from '../store/hub-store.ts';

const MOST_ASIDE = 10_000;

/**
 * Acts under what is set aside for a device that may still be taken: its own that are kept aside, another branch's, and those
 * of that branch's heir. Each once.
 */
export async function listUndecided(tx: HubTx, deviceId: DeviceId): Promise<Operation[]> {
  const open = (await tx.listOpenFork(deviceId)).map(({ operation }) => operation);
  const known = await tx.findHashesById(open.map(({ id }) => id));
  const aside: Operation[] = [];
  for (const writerId of [deviceId, ...(await tx.listHeirs(deviceId))])
    aside.push(...(await listSpentAside(tx, writerId)));
  return [...aside, ...open.filter(({ id }) => !known.has(id))];
}

/** A chain has fewer operations kept aside that spend something: what is beyond is free, and flagged if it is taken. */
async function listSpentAside(tx: HubTx, writerId: DeviceId): Promise<Operation[]> {
  const acts: Operation[] = [];
  let bytes = 0;
  for (let after = 0; acts.length < MOST_ASIDE && bytes < MOST_BYTES_IN_FORK; ) {
    const rows = await tx.listAsideOf(writerId, after, MOST_ASIDE - acts.length);
    const last = rows.at(-1);
    if (last === undefined) break;
    after = last.seq;
    // Of its body nothing is asked, and that is nearly all of it. What came once its device was revoked is never taken.
    const headers = rows
      .filter(({ reason }) => reason !== 'DeviceRevoked')
      .map(({ operation }) => withoutBody(operation));
    bytes += headers.reduce((sum, each) => sum + JSON.stringify(each).length, 0);
    acts.push(...headers);
  }
  return acts;
}

/** What of a lease acts took that may still be taken. */
export function spentUnder(
  { leaseId, account }: Pick<LeaseRow, 'leaseId' | 'account'>,
  acts: readonly Operation[],
): number {
  const spent = coveredBy('lease', acts).filter(
    ({ cover, posting }) => cover === leaseId && posting.account === account,
  );
  return spent.reduce((sum, { posting }) => sum - posting.amount, 0);
}

/**
 * Leases that acts have used up which may still be taken, beside those that their device declares: one for each account,
 * with what the acts took of it. A hub that was restored may have known none of them, or less of them. Acts that are kept
 * aside may say anything: an id of a lease on one account is none on another.
 */
export function leasesUsedUp(
  deviceId: DeviceId,
  declared: readonly Pick<LeaseRow, 'account' | 'leaseId'>[],
  acts: readonly Operation[],
): LeaseRow[] {
  const accounts = new Set<AccountName>(declared.map(({ account }) => account));
  const ids = new Set<string>(declared.map(({ leaseId }) => leaseId));
  const rows: LeaseRow[] = [];
  for (const { cover, posting } of coveredBy('lease', acts)) {
    const { account, unit } = posting;
    if (accounts.has(account) || ids.has(cover) || rows.length === MOST_DECLARED_LEASES) continue;
    accounts.add(account);
    ids.add(cover);
    const leaseId: LeaseId = leaseIdSchema.parse(cover);
    const amount = Math.min(spentUnder({ leaseId, account }, acts), MOST_HELD);
    rows.push({ leaseId, deviceId, account, unit, amount, recalledAt: null });
  }
  return rows;
}

/** Grants that acts used which may still be taken, as their device was given them: it does not declare what it has used. */
export function grantsUsed(deviceId: DeviceId, acts: readonly Operation[], now: number): AuthorisationRow[] {
  const rows = new Map<AuthorisationId, AuthorisationRow>();
  for (const { cover, posting, operation } of coveredBy('authorisation', acts)) {
    const authorisationId = authorisationIdSchema.parse(cover);
    const before = rows.get(authorisationId);
    if (before === undefined && rows.size === MOST_DECLARED_AUTHORISATIONS) continue;
    // It is one act's.
    if (before !== undefined && before.operationId !== operation.id) continue;
    const { account, unit, amount } = posting;
    const spend = { account, unit, amount: Math.min(-amount, MOST_HELD), fromLease: 0 };
    rows.set(authorisationId, {
      authorisationId,
      deviceId,
      operationId: operation.id,
      spends: [...(before?.spends ?? []), spend],
      answer: { type: 'granted' },
      askedAt: now,
      closedAt: null,
    });
  }
  return [...rows.values()];
}

type CoveredPosting = {
  readonly cover: string;
  readonly posting: Posting;
  readonly operation: Operation;
};

/** What acts took of households' accounts under covers of a kind. */
const coveredBy = (kind: Cover['kind'], acts: readonly Operation[]): CoveredPosting[] =>
  acts.flatMap((operation) =>
    operation.postings.flatMap((posting): CoveredPosting[] =>
      posting.cover?.kind === kind &&
      posting.cover.id !== undefined &&
      posting.amount < 0 &&
      isHouseholdAccount(posting.account)
        ? [{ cover: posting.cover.id, posting, operation }]
        : [],
    ),
  );
