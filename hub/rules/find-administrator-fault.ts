import type { DeviceId, OperatorId } from '../../shared/domain/ids.ts';
import { hasAnyRole } from '../../shared/domain/role.ts';
import type { NetworkFailure } from '../../shared/sync/network-questions.ts';
import type { HubTx } from '../store/hub-store.ts';

/**
 * Why a question is not an administrator's; null where it is. That the operator is who works there is the device's word,
 * as it is with every operation it writes; that the operator is an administrator is what the hub itself has taken.
 */
export async function findAdministratorFault(
  tx: HubTx,
  deviceId: DeviceId,
  operatorId: OperatorId,
): Promise<NetworkFailure | null> {
  const device = await tx.findDevice(deviceId);
  if (device === null) return { type: 'DeviceUnknown' };
  if (device.state !== 'active') return { type: 'DeviceRevoked' };
  const roles = (await tx.rolesOf(operatorId)).get(device.place.siteId) ?? [];
  return hasAnyRole(roles, ['admin']) ? null : { type: 'NotAdministratorAtHub' };
}
