import type { DeviceId } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { hasAnyRole } from '../../shared/domain/role.ts';
import { CODE_VALID_MS } from '../../shared/sync/enrolment-code.ts';
import type { CodeAnswer, CodeFailure, CodeRequest } from '../../shared/sync/protocol.ts';
import type { HubStore } from '../store/hub-store.ts';

/**
 * Keeps a code that an administrator's device made for another counter. That the operator is who works there is the
 * device's word, as it is with every operation it writes; that the operator is an administrator, and where the new
 * counter will stand, is what the hub itself has taken. Sent again it changes nothing: a code that was used stays used.
 */
export async function makeCode(
  context: {
    readonly store: HubStore;
    readonly now: () => number;
    readonly hashCode: (code: string) => string;
  },
  deviceId: DeviceId,
  { code, siteId, operatorId }: CodeRequest,
): Promise<Result<CodeAnswer, CodeFailure>> {
  return context.store.inTransaction(async (tx) => {
    const device = await tx.findDevice(deviceId);
    if (device === null) return err({ type: 'DeviceUnknown' });
    if (device.state !== 'active') return err({ type: 'DeviceRevoked' });
    const roles = (await tx.rolesOf(operatorId)).get(device.place.siteId) ?? [];
    if (!hasAnyRole(roles, ['admin'])) return err({ type: 'NotAdministratorAtHub' });
    const site = await tx.findSite(siteId);
    if (site === null || !site.isActive) return err({ type: 'SiteNotAtHub' });
    const { organisationId, kind } = site;
    // An office is in charge of the sites of its organisation; a shop of itself alone.
    const officeOf = kind === 'office' ? await tx.listSites(organisationId) : [];
    await tx.insertCode(context.hashCode(code), {
      madeAt: context.now(),
      place: { siteId, siteKind: kind, organisationId, officeOf: officeOf.filter((id) => id !== siteId) },
    });
    return ok({ validMs: CODE_VALID_MS });
  });
}
