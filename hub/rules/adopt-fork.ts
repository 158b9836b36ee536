import {
  type DeviceId,
  deviceIdSchema,
  type OperationId,
  operationIdSchema,
} from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { deviceContinued } from '../../shared/operations/network-operations.ts';
import {
  CHAIN_START,
  canonicalText,
  commitmentOf,
  hashOf,
  type Operation,
  type OperationHeader,
} from '../../shared/operations/operation.ts';
import type { NetworkActAnswer, NetworkActFailure } from '../../shared/sync/network-questions.ts';
import type { ForkRow, HubDeviceRow, HubTx } from '../store/hub-store.ts';
import { takeOperations } from './insert-taken.ts';
import { keepAside } from './keep-aside.ts';
import { headAt, judgeEach, listNamed, type TakingContext } from './push.ts';
import { releaseClaimsOf } from './take-claims.ts';

type End = Pick<HubDeviceRow, 'headSeq' | 'headHash'>;

/**
 * The other branch of a chain that forked goes on as a chain of its own, under a new device id that nobody holds the key
 * of: the same operations, with their ids, bodies and days, in their order, judged like any others; what came when its device had been revoked is kept aside for good. Law: each is taken
 * once, however often this is asked and whatever came by another way meanwhile. Operations that the branch brought
 * later follow under the same new id. What the hub set aside for the device covers what the branch did too, and what the
 * branch had to itself is free again.
 */
export async function adoptFork(
  context: TakingContext,
  deviceId: DeviceId,
): Promise<Result<NetworkActAnswer, NetworkActFailure>> {
  return context.store.inTransaction(async (tx) => {
    const device = await tx.lockDevice(deviceId);
    const rows = device === null ? [] : await tx.listOpenFork(deviceId);
    const open = rows.map(({ operation }) => operation);
    const [first] = open;
    if (device === null || first === undefined) return err({ type: 'NothingToDo' });
    const known = await tx.findHashesById(open.map(({ id }) => id));
    const taken = await tx.listReversals([...known.keys()]);
    const commitments = new Map(taken.map(({ operation }) => [operation.id, operation.commitment]));
    // What came by another way is the same act. Another one under its id happened too: it is kept aside, for a person to see.
    const fresh = open.filter(({ id, commitment }) => commitments.get(id) !== commitment);
    const { heir, begun } = await heirOf(tx, context, device, first);
    await tx.setForkAdopted(deviceId, heir.deviceId);
    const chain = rechain(context, heir, fresh);
    const now = context.now();
    const asideIds = await tx.findQuarantinedIds(listNamed(chain));
    const judged = await judgeEach(
      tx,
      context,
      heir,
      chain,
      Promise.resolve({
        knownIds: known,
        asideIds,
        lateIds: lateOf(device, rows),
        stoodAt: new Map(),
      }),
      now,
    );
    await releaseClaimsOf(
      tx,
      device,
      judged.aside.map(({ operation }) => operation),
    );
    await takeOperations(tx, context, heir, { ...judged, taken: [...begun, ...judged.taken] }, now);
    await keepAside(tx, judged.aside);
    const last = chain.at(-1) ?? begun.at(-1);
    if (last !== undefined) {
      // Nobody has a key to sign it with: the branch's own word stays with the branch.
      await tx.setDeviceHead(heir.deviceId, { ...headAt(heir, last, now), headSignature: null });
    }
    return ok({ taken: judged.taken.length });
  });
}

/** What a branch brought once its device was revoked has no effect, as nothing has that the device itself then hands in. */
const lateOf = ({ revokedAt }: HubDeviceRow, rows: readonly ForkRow[]): ReadonlySet<OperationId> =>
  new Set(
    rows
      .filter(({ receivedAt }) => revokedAt !== null && receivedAt >= revokedAt)
      .map(({ operation }) => operation.id),
  );

type Heir = {
  readonly heir: HubDeviceRow;
  /** What its chain begins with, still to be taken. */
  readonly begun: readonly Operation[];
};

/** The device that the branch goes on under; made the first time, with where it comes from as its first operation. */
async function heirOf(
  tx: HubTx,
  context: TakingContext,
  device: HubDeviceRow,
  first: Operation,
): Promise<Heir> {
  const [before] = await tx.listHeirs(device.deviceId);
  const existing = before === undefined ? null : await tx.lockDevice(before);
  if (existing !== null) return { heir: existing, begun: [] };
  const deviceId = deviceIdSchema.parse(context.newId());
  const place = { ...device.place, deviceId };
  // Random bytes are nobody's public key: nothing is ever signed as this device.
  await tx.insertDevice({ deviceId, publicKey: context.newSalt(), place, aloneUntilSeq: 0 });
  await tx.setDeviceState(deviceId, 'replaced', context.now());
  const { siteId } = device.place;
  const body = canonicalText({
    deviceId,
    siteId,
    from: device.deviceId,
    seq: first.seq - 1,
    hash: first.prevHash,
  });
  const salt = context.newSalt();
  const continued = sealed(context, { headSeq: 0, headHash: CHAIN_START }, deviceId, {
    id: operationIdSchema.parse(context.newId()),
    stream: deviceContinued.stream(deviceContinued.body.parse(JSON.parse(body))),
    type: deviceContinued.type,
    version: deviceContinued.version,
    occurredAt: context.now(),
    businessOn: first.businessOn,
    postings: [],
    commitment: commitmentOf(context.sha256, salt, body),
  });
  const made = await tx.lockDevice(deviceId);
  if (made === null) throw new Error('Assertion failed: a device that was inserted is there');
  return {
    heir: { ...made, headSeq: continued.seq, headHash: continued.hash },
    begun: [{ ...continued, salt, body }],
  };
}

function rechain(context: TakingContext, heir: HubDeviceRow, operations: readonly Operation[]): Operation[] {
  let end: End = heir;
  return operations.map(({ salt, body, ...rest }) => {
    const next = sealed(context, end, heir.deviceId, rest);
    end = { headSeq: next.seq, headHash: next.hash };
    return salt === undefined || body === undefined ? next : { ...next, salt, body };
  });
}

/** A header at the end of a chain, with its hash. */
function sealed(
  { sha256 }: TakingContext,
  { headSeq, headHash }: End,
  deviceId: DeviceId,
  rest: Omit<OperationHeader, 'deviceId' | 'seq' | 'prevHash'>,
): Operation {
  const header = { ...rest, deviceId, seq: headSeq + 1, prevHash: headHash };
  return { ...header, hash: hashOf(sha256, header) };
}
