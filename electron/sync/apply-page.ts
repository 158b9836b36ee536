import { err, ok, type Result } from '../../shared/domain/result.ts';
import { readBody } from '../../shared/operations/kinds.ts';
import type { Operation, StreamName } from '../../shared/operations/operation.ts';
import type { CheckedPage } from '../../shared/sync/checked-page.ts';
import { addToChecksum, type Checksum, NOTHING } from '../../shared/sync/checksum.ts';
import { balancesStream, ledgerStream } from '../../shared/sync/grants.ts';
import type { BalancePage, OperationPage } from '../../shared/sync/protocol.ts';
import type { SyncEvent } from '../../shared/sync/sync-machine.ts';
import type { Db, Tx } from '../database/database.ts';
import { findOperation, getOwnHead, insertOperation } from '../database/log.ts';
import { project, projectHubWord } from '../database/project.ts';
import {
  findCursor,
  forgetQuarantined,
  forgetStatesBefore,
  numberOfForeignDevice,
  saveCursor,
  takeAccountState,
} from '../database/sync.ts';

export type PageFault =
  /** Where this counter stands; null where it has no such stream. */
  | { readonly type: 'NotWhereWeAre'; readonly cursor: number | null }
  | { readonly type: 'HoleInNumbers' }
  /** Says that there is more and brings nothing of it, or ends before it begins: asked on, it would be asked for ever. */
  | { readonly type: 'LeadsNowhere' }
  /** Not what was asked for. */
  | { readonly type: 'OtherStream' }
  /** This device's own, and it is not here: the disk is of an older day than what was sent from here. */
  | { readonly type: 'OwnMissing'; readonly seq: number }
  | { readonly type: 'ChecksumDiffers' };

/** What the engine hears of a page that was not taken. */
export const eventOfFault = (stream: StreamName, fault: PageFault): SyncEvent =>
  fault.type === 'NotWhereWeAre'
    ? { type: 'misplaced', stream, cursor: fault.cursor }
    : { type: 'pageInvalid', stream };

/**
 * Nothing new after the cursor, and what is here is what the hub has: there is nothing to write. `statesEpoch` is that of the
 * newest states of accounts that were read to their end in this run; null before.
 */
export function bringsNothing(
  db: Db,
  statesEpoch: number | null,
  stream: StreamName,
  page: CheckedPage,
): boolean {
  const here = findCursor(db, stream);
  // One that begins elsewhere says nothing of where this counter stands.
  if (page.hasMore || page.from !== page.to || page.from !== here?.cursor) return false;
  if (page.type === 'balances') return page.accounts.length === 0 && statesEpoch === page.epoch;
  return page.operations.length === 0 && page.headChecksum === here.checksum;
}

/**
 * Takes a page into the database: operations, projections, cursor and checksum, all in the caller's one transaction.
 * A page with a fault changes nothing. A page that was taken before is told apart by the cursor and changes nothing
 * either. A kind that this version does not know stays in the log as it is. Nothing is hashed here: the page was checked
 * where it was read.
 */
export function applyPage(
  tx: Tx,
  stream: StreamName,
  page: CheckedPage,
): Result<{ cursor: number }, PageFault> {
  if ((page.type === 'balances' ? balancesStream : page.stream) !== stream)
    return err({ type: 'OtherStream' });
  const before = findCursor(tx, stream);
  if (before === null || page.from !== before.cursor) {
    return err({ type: 'NotWhereWeAre', cursor: before?.cursor ?? null });
  }
  if (page.to < page.from || (page.hasMore && page.to === page.from)) return err({ type: 'LeadsNowhere' });
  return page.type === 'balances'
    ? applyBalances(tx, stream, page)
    : applyOperations(tx, stream, page, before.checksum);
}

function applyOperations(
  tx: Tx,
  stream: StreamName,
  page: OperationPage,
  checksumBefore: Checksum,
): Result<{ cursor: number }, PageFault> {
  if (page.to - page.from !== page.operations.length) return err({ type: 'HoleInNumbers' });
  const checksum = addToChecksum(
    checksumBefore,
    page.operations.map(({ hash }) => hash),
  );
  if (page.headChecksum !== null && page.headChecksum !== checksum) return err({ type: 'ChecksumDiffers' });
  const own = getOwnHead(tx);
  // Headers of the ledger are counted and not kept.
  for (const operation of stream === ledgerStream ? [] : page.operations) {
    if (operation.deviceId === own.deviceId && operation.seq > own.seq)
      return err({ type: 'OwnMissing', seq: operation.seq });
    if (operation.deviceId === own.deviceId) takeOwn(tx, operation);
    else takeOperation(tx, operation);
  }
  saveCursor(tx, stream, { cursor: page.to, checksum });
  return ok({ cursor: page.to });
}

/** This device's own comes back with its number: the hub keeps it aside no longer, and it has its place among others' edits. */
function takeOwn(tx: Tx, operation: Operation): void {
  const logged = findOperation(tx, operation.id);
  if (logged === null) return;
  forgetQuarantined(tx, logged.n);
  projectHubWord(tx, logged, false);
}

/** Another device's. */
function takeOperation(tx: Tx, operation: Operation): void {
  const before = findOperation(tx, operation.id);
  if (before !== null) {
    forgetQuarantined(tx, before.n); // of a chain that this counter went on from
    projectHubWord(tx, before, false); // read before the hub was restored, or brought by a backup
    return;
  }
  const device = numberOfForeignDevice(tx, operation);
  const n = insertOperation(tx, device, operation);
  // A body that does not fit would not have passed the hub: it is kept and stays without effect, like an unknown kind.
  project(tx, { n, device, operation, body: readBody(operation) });
}

function applyBalances(tx: Tx, stream: StreamName, page: BalancePage): Result<{ cursor: number }, PageFault> {
  for (const { number, account, unit, posted, reserved, leased } of page.accounts) {
    if (number <= page.from || number > page.to) return err({ type: 'HoleInNumbers' });
    takeAccountState(tx, { account, unit, posted, reserved, leased }, page.yourHead, page.epoch);
  }
  if (!page.hasMore) forgetStatesBefore(tx, page.epoch);
  saveCursor(tx, stream, { cursor: page.to, checksum: NOTHING }); // states are no chain: none is added up
  return ok({ cursor: page.to });
}
