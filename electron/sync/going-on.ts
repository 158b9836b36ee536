import { z } from 'zod';
import { type DeviceId, deviceIdSchema, operationIdSchema, siteIdSchema } from '../../shared/domain/ids.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import { deviceStream } from '../../shared/operations/kind.ts';
import { readBody } from '../../shared/operations/kinds.ts';
import { deviceContinued } from '../../shared/operations/network-operations.ts';
import { CHAIN_START, findChainFault, type Operation } from '../../shared/operations/operation.ts';
import { NOTHING } from '../../shared/sync/checksum.ts';
import { balancesStream } from '../../shared/sync/grants.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { successionToSign } from '../../shared/sync/signed-request.ts';
import type { OwnAnswer, SucceedAnswer, SucceedRequest } from '../../shared/sync/succession.ts';
import type { OwnChainAtHub } from '../../shared/sync/sync-machine.ts';
import type { Db, Tx } from '../database/database.ts';
import { sha256 } from '../database/hashing.ts';
import { closeOpenAuthorisations } from '../database/leases.ts';
import { deleteSetting, findSetting, setSetting } from '../database/local-settings.ts';
import {
  findChainHead,
  findInChain,
  findOperation,
  getOwnHead,
  insertOperation,
  numberOfDevice,
  startChain,
} from '../database/log.ts';
import { findOwnSite } from '../database/network.ts';
import { setOutOfDate } from '../database/out-of-date.ts';
import { forgetPrintJobs } from '../database/print-jobs.ts';
import { project } from '../database/project.ts';
import { listOwnDevices } from '../database/sales.ts';
import {
  findCursor,
  findMembership,
  foldHubAccounts,
  forgetCursor,
  insertOverruled,
  saveCursor,
  setMember,
} from '../database/sync.ts';
import type { Pen } from './close-cover.ts';
import { newPrivateKey, proveKey } from './device-key.ts';
import { dropFormerFrom, type Former, keepFormerMember } from './former-devices.ts';
import { dropSoldBasket, forgetRenamedBaskets } from './renamed-baskets.ts';
import { noteQuarantined } from './save-progress.ts';

/*
 * A counter whose data are of an older day than what the hub has of it: restored from a backup, or its disk was put back. It
 * writes as a new device from then on; the old chain is completed on both sides and closed, and the new device goes on in
 * its place. Everything is kept step by step, so that it goes on where it was cut off.
 */

/** The chain that the hub knows this counter by, which is not the one that it writes any more. */
export type Closing = {
  readonly deviceId: DeviceId;
  /** The device that goes on for it: after several restores in a row not yet the one that is written. */
  readonly nextId: DeviceId;
};

/** Null where this counter writes as the member that it is. */
export function findClosing(db: Db): Closing | null {
  const membership = findMembership(db);
  const own = getOwnHead(db);
  if (membership === null || own.deviceId === membership.deviceId) return null;
  const line = [...listOwnDevices(db)];
  const next = line[line.indexOf(membership.deviceId) - 1];
  return { deviceId: membership.deviceId, nextId: next ?? own.deviceId };
}

/** Whether what is recorded here goes into the chain that the hub knows this counter by. */
export const isWrittenAsMember = (db: Db): boolean => findMembership(db) !== null && findClosing(db) === null;

/** What is here and what the hub says of the same chain: `answer` is from the number after `seq` on. */
export function compareOwn(db: Db, deviceId: DeviceId, seq: number, answer: OwnAnswer): OwnChainAtHub {
  const { headSeq, headHash, successorId } = answer;
  const hashAt = (at: number): string | undefined =>
    at === 0 ? CHAIN_START : findInChain(db, deviceId, at)?.operation.hash;
  const [first] = answer.operations;
  const isSame = first === undefined ? hashAt(headSeq) === headHash : first.prevHash === hashAt(seq);
  // Something was written here while the hub was asked.
  const here = first === undefined ? undefined : findInChain(db, deviceId, first.seq)?.operation.hash;
  return {
    headSeq,
    isSame: isSame && (here === undefined || here === first?.hash),
    isReplaced: successorId !== null,
  };
}

/** The data are of an older day: what is written from now on is a new device's, so that no number is given twice. */
export function beginAgain(pen: Pen, tx: Tx): void {
  setOutOfDate(tx);
  forgetPrintJobs(tx);
  startNextChain(pen, tx);
}

/** What is written from now on is a new device's, which goes on from the one that is the member. */
export function startNextChain(pen: Pen, tx: Tx): void {
  const before = getOwnHead(tx);
  const membership = findMembership(tx);
  assert(membership?.deviceId === before.deviceId, 'a counter begins again as the member that it is');
  const deviceId = deviceIdSchema.parse(pen.newId());
  const siteId = findOwnSite(tx)?.siteId ?? siteIdSchema.parse(membership.place.siteId);
  startChain(tx, deviceId);
  pen.record(tx, {
    id: operationIdSchema.parse(pen.newId()),
    kind: deviceContinued,
    body: { deviceId, siteId, from: before.deviceId, seq: before.seq, hash: before.hash },
    businessOn: pen.today(),
  });
}

/**
 * The hub knows this counter as `former` again: every chain since is closed once more, one after the other. What is written from
 * now on is a further device's, so that nothing is spent under leases that the hub has forgotten: their device is closed too.
 */
export function goOnAgain(pen: Pen, tx: Tx, former: Former): void {
  if (isWrittenAsMember(tx)) startNextChain(pen, tx);
  setMember(tx, former);
  dropFormerFrom(tx, former);
  setSetting(tx, 'sync.forgottenByHub', former.deviceId);
}

export type OwnPageFault = { readonly type: 'ChainDiffers'; readonly seq: number };

/**
 * Takes a page of the old chain into the log and the tables, in the caller's one transaction; each operation has to follow
 * the one before it. A page with a fault changes nothing. Answers where the chain ends here.
 */
export function takeOwnPage(
  tx: Tx,
  deviceId: DeviceId,
  { operations, quarantined }: OwnAnswer,
): Result<{ readonly ownSeq: number }, OwnPageFault> {
  const start = findChainHead(tx, deviceId);
  let before = start;
  for (const operation of operations) {
    // An id belongs to one operation: what the new chain has under it already is a person's matter.
    const isOther = operation.deviceId !== deviceId || findOperation(tx, operation.id) !== null;
    if (isOther || findChainFault(sha256, before, operation) !== null)
      return err({ type: 'ChainDiffers', seq: operation.seq });
    before = operation;
  }
  const overruled = new Set(
    quarantined.filter(({ reason }) => reason === 'NetworkHasOwn').map(({ seq }) => seq),
  );
  for (const operation of operations) take(tx, operation, overruled.has(operation.seq));
  noteQuarantined(
    tx,
    deviceId,
    quarantined.filter(({ seq }) => !overruled.has(seq)),
  );
  if (operations.length > 0) setSetting(tx, 'sync.fetchedOwn', String(countFetched(tx) + operations.length));
  return ok({ ownSeq: before?.seq ?? 0 });
}

function take(tx: Tx, operation: Operation, isOverruled: boolean): void {
  const device = numberOfDevice(tx, operation.deviceId);
  const n = insertOperation(tx, device, operation);
  dropSoldBasket(tx, operation.id);
  if (isOverruled) insertOverruled(tx, n);
  // A body that does not fit is kept aside at the hub: it stays without effect here too.
  project(tx, { n, device, operation, body: readBody(operation) });
}

/** How many operations were fetched that were missing here. */
export const countFetched = (db: Db): number => Number(findSetting(db, 'sync.fetchedOwn') ?? 0);

const nextKeySchema = z.object({ deviceId: deviceIdSchema, privateKey: z.string() });

/** The key of the device that goes on: kept before it is brought, so that a lost answer is asked for again by the same. */
export function keyOfNext(tx: Tx, { nextId }: Closing): string {
  const text = findSetting(tx, 'sync.nextKey');
  const kept = text === null ? null : nextKeySchema.parse(JSON.parse(text));
  if (kept?.deviceId === nextId) return kept.privateKey;
  const privateKey = newPrivateKey();
  setSetting(tx, 'sync.nextKey', JSON.stringify({ deviceId: nextId, privateKey }));
  return privateKey;
}

/** Closes the old chain where it ends here. */
export function readSuccession(db: Db, { deviceId, nextId }: Closing, privateKey: string): SucceedRequest {
  const head = findChainHead(db, deviceId);
  return {
    protocol: PROTOCOL_VERSION,
    deviceId: nextId,
    ...proveKey(privateKey, successionToSign(deviceId, nextId)),
    headSeq: head?.seq ?? 0,
    headHash: head?.hash ?? CHAIN_START,
  };
}

/**
 * The new device is the member from now on. What was set aside for the old one is the hub's again; balances are as they were
 * until every state is read anew, with what the new device wrote on top.
 */
export function goOn(
  tx: Tx,
  { deviceId, nextId }: Closing,
  { place, streams }: Extract<SucceedAnswer, { type: 'succeeded' }>,
  at: number,
): void {
  keepFormerMember(tx);
  setMember(tx, { deviceId: nextId, privateKey: keyOfNext(tx, { deviceId, nextId }), place });
  deleteSetting(tx, 'sync.nextKey');
  forgetCursor(tx, deviceStream(deviceId));
  saveCursor(tx, balancesStream, { cursor: 0, checksum: NOTHING });
  for (const stream of streams) {
    if (findCursor(tx, stream) === null) saveCursor(tx, stream, { cursor: 0, checksum: NOTHING });
  }
  closeOpenAuthorisations(tx);
  // Another chain of this counter is to be closed first.
  if (getOwnHead(tx).deviceId !== nextId) return;
  foldHubAccounts(tx);
  const because = findSetting(tx, 'sync.forgottenByHub') === null ? 'olderData' : 'olderHub';
  setSetting(tx, 'sync.wentOn', JSON.stringify({ at, operations: countFetched(tx), because }));
  deleteSetting(tx, 'sync.forgottenByHub');
  deleteSetting(tx, 'sync.fetchedOwn');
  forgetRenamedBaskets(tx);
}

const wentOnSchema = z.object({
  at: z.int(),
  operations: z.int(),
  /** Its data were of an older day, or the hub's; or the hub had forgotten it, and it came back as the device that it was. */
  because: z.enum(['olderData', 'olderHub', 'forgotten']).default('olderData'),
});
export type WentOn = z.infer<typeof wentOnSchema>;

/** When this counter last went on after a restore, and how many operations were fetched or sent again; null where it never did. */
export function findWentOn(db: Db): WentOn | null {
  const text = findSetting(db, 'sync.wentOn');
  return text === null ? null : wentOnSchema.parse(JSON.parse(text));
}
