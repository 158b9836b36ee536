import type { DeviceId, OperatorId } from '../../shared/domain/ids.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import type {
  NetworkActAnswer,
  NetworkActFailure,
  NetworkActRequest,
} from '../../shared/sync/network-questions.ts';
import type { HubTx } from '../store/hub-store.ts';
import { adoptFork } from './adopt-fork.ts';
import { releaseHolds } from './declare-holds.ts';
import { dismissAside } from './dismiss-aside.ts';
import { findAdministratorFault } from './find-administrator-fault.ts';
import { mayDecideAbout, mayPlaceAt } from './of-another-organisation.ts';
import { bringsSites, placeAt } from './place-at.ts';
import type { TakingContext } from './push.ts';
import { retryQuarantine } from './retry-quarantine.ts';
import { seeFlags } from './see-flags.ts';

const DONE: Result<NetworkActAnswer, NetworkActFailure> = ok({ taken: 0 });

/** What an administrator decides about the network. Asked again it finds nothing to do, and says so. */
export async function actOnNetwork(
  context: TakingContext,
  deviceId: DeviceId,
  { operatorId, act }: NetworkActRequest,
): Promise<Result<NetworkActAnswer, NetworkActFailure>> {
  const { store, now } = context;
  const fault = await store.inSnapshot((tx) => findAdministratorFault(tx, deviceId, operatorId));
  if (fault !== null) return err(fault);
  switch (act.type) {
    case 'revoke':
      if (act.deviceId === deviceId) return err({ type: 'ThisVeryDevice' });
      return store.inTransaction((tx) => revoke(tx, { deviceId, operatorId }, act.deviceId, now()));
    case 'move':
      return store.inTransaction((tx) => move(tx, { deviceId, operatorId }, act));
    case 'judgeAgain':
      return judgeAgain(context);
    case 'dismissAside':
      return store.inTransaction(async (tx) =>
        (await isOfOthers(tx, { deviceId, operatorId }, act.deviceId))
          ? err({ type: 'OtherOrganisation' })
          : dismissAside(tx, operatorId, act, now()),
      );
    case 'adoptFork':
      if (await store.inSnapshot((tx) => isOfOthers(tx, { deviceId, operatorId }, act.deviceId)))
        return err({ type: 'OtherOrganisation' });
      return adoptFork(context, act.deviceId);
    case 'seeFlags':
      return store.inTransaction((tx) => seeFlags(tx, context, operatorId, act.operationId));
    case 'releaseRest':
      return store.inTransaction((tx) => releaseRest(tx, operatorId, now()));
  }
}

/** What could be judged is; a fault is thrown after it, for whoever logs it. */
async function judgeAgain(context: TakingContext): Promise<Result<NetworkActAnswer, NetworkActFailure>> {
  const { taken, faults } = await retryQuarantine(context);
  for (const { error } of faults) throw error;
  return ok({ taken });
}

type Asking = { readonly deviceId: DeviceId; readonly operatorId: OperatorId };

async function revoke(
  tx: HubTx,
  by: Asking,
  deviceId: DeviceId,
  at: number,
): Promise<Result<NetworkActAnswer, NetworkActFailure>> {
  const device = await tx.lockDevice(deviceId);
  // Days of grace are counted from the first time.
  if (device?.state !== 'active' && device?.state !== 'joining') return err({ type: 'NothingToDo' });
  if (!(await mayDecideAbout(tx, await readAsking(tx, by), device)))
    return err({ type: 'OtherOrganisation' });
  // Nothing that it still hands in has an effect: what is set aside for it would be nobody's for ever.
  await releaseHolds(tx, device, at);
  await leaveHouseholds(tx, deviceId);
  await tx.setDeviceState(deviceId, 'revoked', at);
  return DONE;
}

/**
 * From now on the hub promises what it sees: what the devices that are given up were given after the backup may be spent
 * twice. That is for an administrator of any organisation: who is waited for holds up everybody, and no organisation's own
 * counters could go on alone, since households belong to none. One that comes back all the same declares, and what it holds is set aside for it.
 */
async function releaseRest(
  tx: HubTx,
  operatorId: OperatorId,
  releasedAt: number,
): Promise<Result<NetworkActAnswer, NetworkActFailure>> {
  const awaited = (await tx.listUndeclared()).filter(({ release }) => release === null);
  if (awaited.length === 0) return err({ type: 'NothingToDo' });
  await tx.insertReleases(awaited.map(({ deviceId }) => ({ deviceId, releasedAt, operatorId })));
  // Whoever comes back declares from the first part.
  for (const { deviceId } of awaited) await tx.takeDeclarationParts(deviceId);
  await tx.askForAllowances('all'); // what waited for them is carried over and brought along now
  return DONE;
}

/** Whether a device is its own organisation's to decide about, and he is no administrator there. */
async function isOfOthers(tx: HubTx, by: Asking, deviceId: DeviceId): Promise<boolean> {
  const device = await tx.findDevice(deviceId);
  return device !== null && !(await mayDecideAbout(tx, await readAsking(tx, by), device));
}

async function readAsking(tx: HubTx, { deviceId, operatorId }: Asking) {
  const device = await tx.findDevice(deviceId);
  assert(device !== null, 'a device that asks is there: none that handed something in is ever deleted');
  return { device, operatorId };
}

/** Whoever went to it goes to the others at its site, which would else be leased nothing of theirs before they are seen there. */
const leaveHouseholds = (tx: HubTx, deviceId: DeviceId): Promise<void> => tx.moveHomes(deviceId, null);

/** From now on it is given what its new site has, and told to delete the rest; it writes there once it knows. */
async function move(
  tx: HubTx,
  by: Asking,
  { deviceId, siteId, afterMoves }: Extract<NetworkActRequest['act'], { type: 'move' }>,
): Promise<Result<NetworkActAnswer, NetworkActFailure>> {
  const device = await tx.lockDevice(deviceId);
  if (device?.state !== 'active' || device.place.siteId === siteId) return err({ type: 'NothingToDo' });
  // Sent again after somebody moved it on, by the network or by whoever listened in: it is not moved back.
  if (device.moves !== afterMoves) return err({ type: 'NothingToDo' });
  // What it writes until it hears of a move is judged by one place before, not by two.
  if (device.leaving !== null) return err({ type: 'StillMoving' });
  const site = await tx.findSite(siteId);
  if (site === null || !site.isActive) return err({ type: 'SiteNotAtHub' });
  const asking = await readAsking(tx, by);
  const isOwn =
    (await mayDecideAbout(tx, asking, device)) &&
    (site.organisationId === device.place.organisationId ||
      (await mayPlaceAt(tx, asking, site.organisationId)));
  if (!isOwn) return err({ type: 'OtherOrganisation' });
  const place = { ...(await placeAt(tx, siteId, site)), deviceId };
  // Whoever brought the network, or sites of its own, goes on writing for every site that it wrote for.
  const officeOf = [device.place.siteId, ...device.place.officeOf].filter((id) => id !== siteId);
  await tx.setDevicePlace(deviceId, {
    place: bringsSites(device) ? { ...place, officeOf } : place,
    leaving: device.place,
    stoodBefore: device.stoodBefore,
    moves: device.moves + 1,
  });
  await leaveHouseholds(tx, deviceId);
  return DONE;
}
