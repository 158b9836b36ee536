import { type AccountName, parseAccount, type Unit, unitOfPurse } from '../../shared/domain/account.ts';
import type { DeviceId, OperatorId, OrganisationId } from '../../shared/domain/ids.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import type { StreamName } from '../../shared/operations/operation.ts';
import { balancesStream, streamsFor } from '../../shared/sync/grants.ts';
import {
  type Branch,
  MOST_LISTED_ASIDE,
  MOST_LISTED_FLAGS,
  MOST_LISTED_KINDS,
  type NetworkAnswer,
  type NetworkFailure,
  type NetworkRequest,
} from '../../shared/sync/network-questions.ts';
import type { KindSum } from '../store/aside-tables.ts';
import type { DeviceContact, HubDeviceRow, HubStore, HubTx } from '../store/hub-store.ts';
import { listProgress } from './erasure-progress.ts';
import { findAdministratorFault } from './find-administrator-fault.ts';
import { isOthers } from './of-another-organisation.ts';

/** Of a branch so many operations are looked at: its summary is for a person's decision, not for a book. */
const MOST_IN_BRANCH = 10_000;

/** What an administrator sees of the network, in one snapshot. */
export async function readNetwork(
  { store, now }: { readonly store: HubStore; readonly now: () => number },
  deviceId: DeviceId,
  { operatorId }: NetworkRequest,
): Promise<Result<NetworkAnswer, NetworkFailure>> {
  return store.inSnapshot(async (tx) => {
    const fault = await findAdministratorFault(tx, deviceId, operatorId);
    if (fault !== null) return err(fault);
    const founderId = await tx.findFounder();
    const contacts = await tx.listContacts();
    const numbers = await tx.listStreamNumbers();
    const aside = await tx.countQuarantined();
    const rows = await tx.listDevices();
    const successors = new Map(rows.map((device) => [device.continues, device.deviceId]));
    const others = await listOthers(tx, rows, { deviceId, operatorId });
    const devices = rows.map((device) => ({
      place: { ...device.place, deviceId: device.deviceId },
      state: device.state,
      revokedAt: device.revokedAt,
      successorId: successors.get(device.deviceId) ?? null,
      isFounder: device.deviceId === founderId,
      isAsking: device.deviceId === deviceId,
      isOfOthers: device.state !== 'joining' && others.has(device.place.organisationId),
      ...contactOf(device, contacts.get(device.deviceId), numbers),
      isLeaving: device.leaving !== null,
      moves: device.moves,
      quarantined: aside.get(device.deviceId) ?? 0,
    }));
    const quarantine = (await tx.listAside(MOST_LISTED_ASIDE)).map(({ occurredAt, ...row }) => ({
      ...row,
      writtenAt: occurredAt,
    }));
    return ok({
      hubTime: now(),
      devices,
      quarantine,
      openFlags: await tx.countOpenFlags(),
      flags: await listFlags(tx),
      forks: await listForks(tx),
      erasures: await listProgress(tx),
      restore: await readRestore(tx),
    });
  });
}

/** Organisations that have administrators of their own, of whom he is none. */
async function listOthers(
  tx: HubTx,
  devices: readonly HubDeviceRow[],
  { deviceId, operatorId }: { readonly deviceId: DeviceId; readonly operatorId: OperatorId },
): Promise<ReadonlySet<OrganisationId>> {
  const device = devices.find((each) => each.deviceId === deviceId);
  assert(device !== undefined, 'a device that asks is there');
  const others = new Set<OrganisationId>();
  for (const organisationId of new Set(devices.map(({ place }) => place.organisationId)))
    if (await isOthers(tx, { device, operatorId }, organisationId)) others.add(organisationId);
  return others;
}

async function readRestore(tx: HubTx): Promise<NetworkAnswer['restore']> {
  const undeclared = await tx.listUndeclared();
  const holds = await tx.sumHolds(undeclared.map(({ deviceId }) => deviceId));
  return {
    undeclared: undeclared.map(({ deviceId, release }) => ({
      deviceId,
      release: release === null ? null : { releasedAt: release.releasedAt, operatorId: release.operatorId },
      holds: [...(holds.get(deviceId) ?? [])],
    })),
    overdrawn: [...(await tx.sumOverdrawn())],
    lost: [...(await tx.listLost())],
  };
}

function contactOf(
  device: HubDeviceRow,
  contact: DeviceContact | undefined,
  numbers: ReadonlyMap<StreamName, number>,
): { readonly seenAt: number | null; readonly behind: number | null } {
  const seenAt = Math.max(contact?.seenAt ?? 0, device.acknowledgedAt);
  let behind = 0;
  for (const stream of streamsFor(device.place)) {
    if (stream === balancesStream) continue; // numbers with holes: no count of anything
    behind += Math.max(0, (numbers.get(stream) ?? 0) - (contact?.cursors.get(stream) ?? 0));
  }
  return { seenAt: seenAt === 0 ? null : seenAt, behind: contact === undefined ? null : behind };
}

/** Flags by the act that they are about. */
async function listFlags(tx: HubTx): Promise<NetworkAnswer['flags']> {
  const byAct = Map.groupBy(await tx.listOpenFlags(MOST_LISTED_FLAGS), ({ operationId }) => operationId);
  return [...byAct.values()].flatMap((flags) => {
    const [first] = flags;
    if (first === undefined) return [];
    const { operationId, deviceId, seq, stream, type, occurredAt: writtenAt, raisedAt } = first;
    const parts = flags.map(({ account, amount, reason }) => ({
      account,
      unit: unitOf(account),
      amount,
      reason,
    }));
    return [{ operationId, deviceId, seq, stream, type, writtenAt, raisedAt, parts }];
  });
}

function unitOf(account: AccountName): Unit {
  const parsed = parseAccount(account);
  assert(parsed?.kind === 'household', 'flags are about accounts of households');
  return unitOfPurse(parsed.purse);
}

async function listForks(tx: HubTx): Promise<NetworkAnswer['forks']> {
  const forks: NetworkAnswer['forks'] = [];
  for (const deviceId of await tx.listForkedDevices()) {
    const { fromSeq, receivedAt, isAdopted, kinds } = await tx.sumFork(deviceId, MOST_IN_BRANCH);
    const taken = await tx.sumChain(deviceId, fromSeq, MOST_IN_BRANCH);
    forks.push({ deviceId, receivedAt, taken: branchOf(taken), other: branchOf(kinds), isAdopted });
  }
  return forks;
}

/** Of kinds those with most operations: a device may write of any number, and no counter reads a list that is longer. */
function branchOf(kinds: readonly KindSum[]): Branch {
  const first = kinds.reduce((at, { from }) => Math.min(at, from), Number.POSITIVE_INFINITY);
  const last = kinds.reduce((at, { to }) => Math.max(at, to), 0);
  return {
    operations: kinds.reduce((sum, { operations }) => sum + operations, 0),
    from: kinds.length === 0 ? null : first,
    to: kinds.length === 0 ? null : last,
    kinds: kinds
      .toSorted((a, b) => b.operations - a.operations)
      .slice(0, MOST_LISTED_KINDS)
      .map(({ type, operations }) => ({ type, operations })),
  };
}
