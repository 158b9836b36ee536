import type { DeviceId, OperationId, OperatorId, SiteId } from '../../shared/domain/ids.ts';
import { localDateAt } from '../../shared/domain/local-date.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import type { Role } from '../../shared/domain/role.ts';
import { rolesInNetwork } from '../../shared/operations/brought-operations.ts';
import { operatorRolesSet, siteSet } from '../../shared/operations/network-operations.ts';
import {
  CHAIN_START,
  findChainFault,
  type Operation,
  type Sha256,
} from '../../shared/operations/operation.ts';
import type { DevicePlace } from '../../shared/sync/grants.ts';
import {
  MOST_BYTES_IN_FORK,
  MOST_IN_FORK,
  type PushAnswer,
  type PushFailure,
  type PushRequest,
  type QuarantineReason,
  REVOKED_PUSH_DAYS,
} from '../../shared/sync/protocol.ts';
import { headToSign } from '../../shared/sync/signed-request.ts';
import type { HubDeviceRow, HubStore, HubTx, NewHead, QuarantineRow } from '../store/hub-store.ts';
import { findObjection } from './check-operation.ts';
import { type Judged, takeOperations } from './insert-taken.ts';
import { afterEntry, isBrought, isEntering, openBroughtJudge } from './judge-brought.ts';
import { keepAside, keepFork } from './keep-aside.ts';
import { isOfAnother } from './of-another-organisation.ts';
import { releaseClaimsOf } from './take-claims.ts';
import type { HubPen } from './write-as-hub.ts';

const MS_PER_DAY = 86_400_000;
/** Some milliseconds' worth. */
const JUDGED_AT_A_STRETCH = 25;

export type TakingContext = HubPen & { readonly store: HubStore };
export type PushContext = TakingContext & {
  /** Whether a signature in hex over a text is by a key in hex. */
  readonly isSignedBy: (publicKey: string, text: string, signature: string) => boolean;
};

/**
 * Takes what a device wrote, in its order, each operation once (issue "The hub and the sync worker"). All of it in one
 * transaction: nothing is acknowledged that is not on disk.
 *
 * Laws: pushing again what was pushed changes nothing and is answered as before; the numbers of a stream have no hole;
 * what does not agree is kept aside and acknowledged, so that one bad record never blocks a queue; of a head that was
 * acknowledged the hub has the device's own signature.
 */
export async function push(
  context: PushContext,
  deviceId: DeviceId,
  request: PushRequest,
): Promise<Result<PushAnswer, PushFailure>> {
  const fault = findRequestFault(context.sha256, deviceId, request);
  if (fault !== null) return err(fault);
  return context.store.inTransaction(async (tx) => {
    const [device, epoch] = await Promise.all([tx.lockDevice(deviceId), tx.epoch()]);
    // One that is joining has not entered: it hands in nothing yet.
    if (device === null || device.state === 'joining') return err({ type: 'DeviceUnknown' });
    const now = context.now();
    if (device.revokedAt !== null && now - device.revokedAt > REVOKED_PUSH_DAYS * MS_PER_DAY) {
      return err({ type: 'DeviceRevoked' });
    }
    const { fromSeq, operations, headSignature } = request;
    if (!isHeadSigned(context, device, request)) return err({ type: 'HeadSignatureInvalid' });
    const isBeyond = fromSeq > device.headSeq + 1;
    const fresh = operations.filter(({ seq }) => seq > device.headSeq);
    const isReplaced = device.state === 'replaced';
    const branchesAt = await (isBeyond
      ? findContinued(tx, deviceId, request)
      : findFork(tx, device, request));
    // Another device goes on for it: what it wrote beside that one is a branch, for whoever decides.
    const forkedAt = branchesAt ?? (isReplaced && !isBeyond ? (fresh[0]?.seq ?? null) : null);
    if (isBeyond && forkedAt === null) {
      return ok({ type: 'gap', expectedSeq: device.headSeq + 1, hash: device.headHash, epoch });
    }
    if (forkedAt !== null) {
      const keptSeq = await keepFork(
        tx,
        deviceId,
        operations.filter(({ seq }) => seq >= forkedAt),
        headSignature,
        now,
      );
      return ok({ type: 'fork', atSeq: forkedAt, keptSeq, isReplaced, epoch });
    }
    const last = fresh.at(-1);
    if (last === undefined) {
      return ok(await acknowledgeAgain(tx, device, request, epoch));
    }
    if (device.state === 'revoked' && !(await hasRoomFor(tx, deviceId, fresh))) {
      return err({ type: 'DeviceRevoked' });
    }
    // The reply to what it sends again was lost, and what that said of operations kept aside with it.
    const before = fromSeq <= device.headSeq ? await listAsideIn(tx, deviceId, request) : [];
    const after = afterEntry(device, fresh);
    const judged = await judge(tx, context, after, fresh, now);
    await releaseClaimsOf(
      tx,
      after,
      judged.aside.map(({ operation }) => operation),
    );
    await takeOperations(tx, context, after, judged, now);
    if (after.broughtUntilSeq !== device.broughtUntilSeq) {
      await tx.setBroughtUntil(deviceId, after.broughtUntilSeq);
    }
    // What it brought is all here: from now on its households are given what is due to them.
    if (isEntering(device) && last.seq >= after.broughtUntilSeq) await tx.askForAllowances('all');
    await keepAside(tx, judged.aside);
    tx.lastly(tx.setDeviceHead(deviceId, { ...headAt(device, last, now), headSignature }));
    return ok({
      type: 'acknowledged',
      acknowledgedSeq: last.seq,
      hash: last.hash,
      epoch,
      hubTime: now,
      quarantined: [...before, ...judged.aside.map(({ seq, reason }) => ({ seq, reason }))],
    });
  });
}

/** A chain that ends with this operation. The day that it has come to goes neither back nor beyond the hub's. */
export function headAt(
  { reachedOn }: Pick<HubDeviceRow, 'reachedOn'>,
  { seq, hash, businessOn }: Operation,
  at: number,
): Omit<NewHead, 'headSignature'> {
  const today = localDateAt(at);
  const said = businessOn < today ? businessOn : today;
  return { seq, hash, at, reachedOn: said > reachedOn ? said : reachedOn };
}

/** Whether the device itself says that its chain ends with the last of these operations. */
function isHeadSigned(
  { isSignedBy }: PushContext,
  { deviceId, publicKey }: HubDeviceRow,
  { operations, headSignature }: PushRequest,
): boolean {
  const head = operations.at(-1);
  return (
    head !== undefined && isSignedBy(publicKey, headToSign(deviceId, head.seq, head.hash), headSignature)
  );
}

/** Whether the request is a chain of this device at all: hashes, links, numbers, commitments. */
function findRequestFault(
  sha256: Sha256,
  deviceId: DeviceId,
  { fromSeq, prevHash, operations }: PushRequest,
): PushFailure | null {
  let before: { seq: number; hash: string } | null =
    fromSeq === 1 ? null : { seq: fromSeq - 1, hash: prevHash };
  if (fromSeq === 1 && prevHash !== CHAIN_START) return { type: 'ChainInvalid', seq: 1 };
  for (const operation of operations) {
    const isOwn = operation.deviceId === deviceId;
    if (!isOwn || findChainFault(sha256, before, operation) !== null) {
      return { type: 'ChainInvalid', seq: operation.seq };
    }
    before = operation;
  }
  return null;
}

/** The first number that the device has used twice, in the request and at the hub; null where both agree. */
async function findFork(
  tx: HubTx,
  device: HubDeviceRow,
  { fromSeq, prevHash, operations }: PushRequest,
): Promise<number | null> {
  // What goes on where the last push ended, as nearly every one does, is compared with the head that is read already.
  if (fromSeq === device.headSeq + 1) return prevHash === device.headHash ? null : device.headSeq;
  // Of a chain of years no more than what is sent again of it.
  const until = Math.min(device.headSeq, fromSeq + operations.length - 1);
  const known = await tx.listHashes(device.deviceId, Math.max(1, fromSeq - 1), until);
  const hashBefore = known.get(fromSeq - 1);
  if (fromSeq > 1 && hashBefore !== undefined && hashBefore !== prevHash) return fromSeq - 1;
  const other = operations.find(({ seq, hash }) => known.has(seq) && known.get(seq) !== hash);
  return other?.seq ?? null;
}

/** Where a push goes on with another branch that is kept; null where it does not. */
async function findContinued(
  tx: HubTx,
  deviceId: DeviceId,
  { fromSeq, prevHash }: PushRequest,
): Promise<number | null> {
  const kept = await tx.listForkHashes(deviceId);
  return kept.some(({ seq, hash }) => seq === fromSeq - 1 && hash === prevHash) ? fromSeq : null;
}

/** Up to where the request goes and no further: what is kept aside of the rest is told with that, once it is sent again too. */
async function acknowledgeAgain(
  tx: HubTx,
  device: HubDeviceRow,
  request: PushRequest,
  epoch: number,
): Promise<PushAnswer> {
  const last = request.operations.at(-1);
  assert(last !== undefined, 'a push brings something');
  return {
    type: 'acknowledged',
    acknowledgedSeq: last.seq,
    hash: last.hash,
    epoch,
    hubTime: device.acknowledgedAt,
    quarantined: [...(await listAsideIn(tx, device.deviceId, request))],
  };
}

/** What is kept aside of what a request brings: of no more than that, so that the answer is never longer than the question. */
const listAsideIn = (tx: HubTx, deviceId: DeviceId, { fromSeq, operations }: PushRequest) =>
  tx.listQuarantined(deviceId, fromSeq, fromSeq + operations.length - 1, operations.length);

/**
 * Of what a device hands in after it was revoked as much is kept as of a branch: whoever took the PC has its key, and would
 * fill the hub with it.
 */
async function hasRoomFor(tx: HubTx, deviceId: DeviceId, fresh: readonly Operation[]): Promise<boolean> {
  const kept = await tx.sumLate(deviceId);
  const bytes = fresh.reduce((sum, each) => sum + Buffer.byteLength(JSON.stringify(each)), kept.bytes);
  return kept.operations + fresh.length <= MOST_IN_FORK && bytes <= MOST_BYTES_IN_FORK;
}

/** Sorts operations into those that are taken and those that are kept aside, in the device's order. */
async function judge(
  tx: HubTx,
  pen: HubPen,
  device: HubDeviceRow,
  fresh: readonly Operation[],
  now: number,
): Promise<Judged> {
  const ids = fresh.map(({ id }) => id);
  const lateIds = new Set(device.state === 'revoked' ? ids : []);
  const known = Promise.all([tx.findHashesById(ids), tx.findQuarantinedIds(listNamed(fresh))]).then(
    ([knownIds, asideIds]) => ({ knownIds, asideIds, lateIds, stoodAt: new Map() }),
  );
  return judgeEach(tx, pen, device, fresh, known, now);
}

/** Ids of operations and of those that they name. */
export const listNamed = (operations: readonly Operation[]): OperationId[] =>
  operations.flatMap(({ id, causeId, reversesId }) =>
    [id, causeId, reversesId].filter((each) => each !== undefined),
  );

/**
 * As the hub knows them before: operations that it has, operations that it keeps aside, and those that came when their
 * device had been revoked.
 */
type KnownBefore = {
  readonly knownIds: ReadonlyMap<OperationId, string>;
  readonly asideIds: Set<OperationId>;
  readonly lateIds: ReadonlySet<OperationId>;
  /** Where the device stood when these came that were kept aside until now. */
  readonly stoodAt: ReadonlyMap<OperationId, DevicePlace>;
};

/** Judges one after the other: each may depend on roles, sites and decisions that come before it. */
export async function judgeEach(
  tx: HubTx,
  { breathe }: Pick<HubPen, 'breathe'>,
  device: HubDeviceRow,
  operations: readonly Operation[],
  known: Promise<KnownBefore>,
  now: number,
): Promise<Judged> {
  const roles = createRoleBook(tx);
  const operatorIds = new Set(
    operations.map(({ operatorId }) => operatorId).filter((each) => each !== undefined),
  );
  const [{ knownIds, asideIds, lateIds, stoodAt }, findBroughtObjection] = await Promise.all([
    known,
    openBroughtJudge(tx, device, operations),
    ...[...operatorIds].map(roles.load),
  ]);
  const taken: Operation[] = [];
  const aside: QuarantineRow[] = [];
  const here = new Set<OperationId>();
  for (const [at, operation] of operations.entries()) {
    // A till's question is not to wait until all that a counter brings is judged.
    if (at % JUDGED_AT_A_STRETCH === JUDGED_AT_A_STRETCH - 1) await breathe();
    if (knownIds.get(operation.id) === operation.hash) continue; // taken before a restore of the hub, by its id
    const isSecond = here.has(operation.id);
    here.add(operation.id);
    const reason =
      // First, because of what comes late there is room for so much and no more.
      (lateIds.has(operation.id) ? 'DeviceRevoked' : null) ??
      (isSecond ? 'IdTaken' : null) ??
      findReason(device, operation, { knownIds, asideIds, stoodAt, rolesOf: roles.of }) ??
      findBroughtObjection(operation) ??
      (await findForeignObjection(tx, device, operation));
    if (reason !== null) {
      // What counts for nothing keeps nobody waiting, nor what came under the id of another operation: that one is named.
      if (reason !== 'NetworkHasOwn' && reason !== 'IdTaken') asideIds.add(operation.id);
      const { deviceId, place, leaving } = device;
      const { seq } = operation;
      aside.push({ deviceId, seq, operation, reason, receivedAt: now, place: leaving ?? place });
      continue;
    }
    asideIds.delete(operation.id);
    if (operation.type === operatorRolesSet.type) await roles.take(operation, isBrought(device, operation));
    if (operation.type === siteSet.type) await takeSite(tx, operation);
    taken.push(operation);
  }
  return { taken, aside };
}

/** It decides about an organisation of others, and was not written before this was anybody's business. */
async function findForeignObjection(
  tx: HubTx,
  device: HubDeviceRow,
  operation: Operation,
): Promise<QuarantineReason | null> {
  if (operation.seq <= device.aloneUntilSeq || isBrought(device, operation)) return null;
  return (await isOfAnother(tx, device, operation)) ? 'NotAllowedToOperator' : null;
}

/** Where a site stands is known from what was taken: a device that enrols there gets its place by it. */
async function takeSite(tx: HubTx, { body }: Operation): Promise<void> {
  const { siteId, organisationId, kind, isActive } = siteSet.body.parse(JSON.parse(body ?? ''));
  await tx.setSite(siteId, { organisationId, kind, isActive });
}

function findReason(
  device: HubDeviceRow,
  operation: Operation,
  known: {
    readonly knownIds: ReadonlyMap<OperationId, string>;
    readonly asideIds: ReadonlySet<OperationId>;
    readonly stoodAt: ReadonlyMap<OperationId, DevicePlace>;
    readonly rolesOf: (operatorId: OperatorId) => ReadonlyMap<SiteId, readonly Role[]>;
  },
): QuarantineReason | null {
  if (known.knownIds.has(operation.id)) return 'IdTaken';
  const { causeId, reversesId } = operation;
  if ([causeId, reversesId].some((id) => id !== undefined && known.asideIds.has(id)))
    return 'WaitsForAnother';
  const objectionAt = (place: DevicePlace) =>
    findObjection(operation, {
      place,
      wasAlone: operation.seq <= device.aloneUntilSeq || isBrought(device, operation),
      rolesOf: known.rolesOf,
    });
  const objection = objectionAt(device.place);
  // A device that was moved writes where it stood until it hears of it, and nothing of that is wrong, whenever it is judged.
  const before = [device.leaving, known.stoodAt.get(operation.id)].filter((place) => place != null);
  return before.some((place) => objectionAt(place) === null) ? null : objection;
}

/** Roles as the hub knows them, with what the operations of this very push change. */
function createRoleBook(tx: HubTx) {
  const book = new Map<OperatorId, Map<SiteId, readonly Role[]>>();
  const nobody: ReadonlyMap<SiteId, readonly Role[]> = new Map();
  return {
    load: async (operatorId: OperatorId) => {
      book.set(operatorId, await tx.rolesOf(operatorId));
    },
    of: (operatorId: OperatorId) => book.get(operatorId) ?? nobody,
    take: async ({ body }: Operation, wasBrought: boolean) => {
      const { operatorId, siteId, roles: said } = operatorRolesSet.body.parse(JSON.parse(body ?? ''));
      const roles = wasBrought ? rolesInNetwork(said) : said;
      book.set(
        operatorId,
        new Map([...(book.get(operatorId) ?? (await tx.rolesOf(operatorId))), [siteId, roles]]),
      );
      await tx.setRoles(operatorId, siteId, roles);
    },
  };
}
