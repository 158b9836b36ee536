import type { SiteId } from '../../shared/domain/ids.ts';
import type { DevicePlace } from '../../shared/sync/grants.ts';
import type { HubDeviceRow, HubSite, HubTx } from '../store/hub-store.ts';

/** Where a device at a site stands. An office is in charge of the sites of its organisation; a shop of itself alone. */
export async function placeAt(
  tx: HubTx,
  siteId: SiteId,
  { organisationId, kind }: HubSite,
): Promise<Omit<DevicePlace, 'deviceId'>> {
  const sites = kind === 'office' ? await tx.listSites(organisationId) : [];
  return { siteId, siteKind: kind, organisationId, officeOf: sites.filter((id) => id !== siteId) };
}

/**
 * Where a device stands by what the hub has been told of sites until now: an office that lost a site is not in charge
 * of it any more. Whoever brought the network, or sites of its own, keeps the place it brought: it writes for them all. What
 * kind of site it is at is an administrator's word there too, once all is here that it brings.
 */
export async function currentPlace(tx: HubTx, device: HubDeviceRow): Promise<DevicePlace> {
  const { place, headSeq, aloneUntilSeq, broughtUntilSeq } = device;
  const site = await tx.findSite(place.siteId);
  if (site === null || headSeq < Math.max(aloneUntilSeq, broughtUntilSeq)) return place;
  if (bringsSites(device)) return { ...place, siteKind: site.kind };
  return { ...(await placeAt(tx, place.siteId, site)), deviceId: place.deviceId };
}

export const bringsSites = ({ aloneUntilSeq, broughtUntilSeq, keepsPlace }: HubDeviceRow): boolean =>
  aloneUntilSeq > 0 || broughtUntilSeq > 0 || keepsPlace;

export const isSamePlace = (one: DevicePlace, other: DevicePlace): boolean =>
  one.siteId === other.siteId &&
  one.siteKind === other.siteKind &&
  one.organisationId === other.organisationId &&
  one.officeOf.length === other.officeOf.length &&
  one.officeOf.every((siteId) => other.officeOf.includes(siteId));
