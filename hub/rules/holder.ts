import type { DeviceId } from '../../shared/domain/ids.ts';
import type { HubDeviceRow, HubTx } from '../store/hub-store.ts';

/**
 * For which device was set aside what covers the acts of this one: for itself, or, where it is another branch that an
 * administrator took in, for the device that wrote that branch.
 */
export const holderOf = async (tx: HubTx, { deviceId, state }: HubDeviceRow): Promise<DeviceId> =>
  state === 'replaced' ? ((await tx.findOrigin(deviceId)) ?? deviceId) : deviceId;

/** Holds a device, and before it the one that holds what covers its acts: adopting a branch takes them in this order too. */
export async function lockWithHolder(tx: HubTx, deviceId: DeviceId): Promise<HubDeviceRow | null> {
  const originId = await tx.findOrigin(deviceId);
  if (originId !== null) await tx.lockDevice(originId);
  return tx.lockDevice(deviceId);
}
