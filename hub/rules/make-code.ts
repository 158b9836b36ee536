import type { DeviceId } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { CODE_VALID_MS } from '../../shared/sync/enrolment-code.ts';
import type { CodeAnswer, CodeFailure, CodeRequest } from '../../shared/sync/protocol.ts';
import type { HubStore } from '../store/hub-store.ts';
import { findAdministratorFault } from './find-administrator-fault.ts';
import { mayPlaceAt } from './of-another-organisation.ts';
import { placeAt } from './place-at.ts';

/**
 * Keeps a code that an administrator's device made for another counter. Where the new counter will stand is what the
 * hub itself has taken, or what the counter brings; a counter of another organisation only if it is the first one there. Sent again it changes nothing: a code that was used stays used.
 */
export async function makeCode(
  context: {
    readonly store: HubStore;
    readonly now: () => number;
    readonly hashCode: (code: string) => string;
  },
  deviceId: DeviceId,
  { code, siteId, takesOffice, operatorId }: CodeRequest,
): Promise<Result<CodeAnswer, CodeFailure>> {
  return context.store.inTransaction(async (tx) => {
    const fault = await findAdministratorFault(tx, deviceId, operatorId);
    if (fault !== null) return err(fault);
    const site = siteId === null ? null : await tx.findSite(siteId);
    if (siteId !== null && !site?.isActive) return err({ type: 'SiteNotAtHub' });
    const device = await tx.findDevice(deviceId);
    if (
      device !== null &&
      site != null &&
      !(await mayPlaceAt(tx, { device, operatorId }, site.organisationId))
    ) {
      return err({ type: 'OtherOrganisation' });
    }
    const place = siteId === null || site === null ? null : await placeAt(tx, siteId, site);
    await tx.insertCode(context.hashCode(code), { madeAt: context.now(), place, takesOffice });
    return ok({ validMs: CODE_VALID_MS });
  });
}
