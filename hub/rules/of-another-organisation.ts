import { isAdministratorOf, mayGiveFirstRoles } from '../../shared/domain/first-roles.ts';
import type { OperatorId, OrganisationId } from '../../shared/domain/ids.ts';
import { operatorRolesSet, operatorSet, siteSet } from '../../shared/operations/network-operations.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import type { HubDeviceRow, HubTx } from '../store/hub-store.ts';

/*
 * An administrator decides about his own organisation, and about another only so that it can begin: its first counter, its
 * first administrator. Whoever enrols a counter of an organisation, or administers there, reads its register.
 */

/** Who asks: an operator of whom it was looked up that he is an administrator at the site of the device. */
type Asking = { readonly device: HubDeviceRow; readonly operatorId: OperatorId };

/** Whether he is an administrator of the organisation. */
export async function administers(
  tx: HubTx,
  { device, operatorId }: Asking,
  organisationId: OrganisationId,
): Promise<boolean> {
  if (device.place.organisationId === organisationId) return true;
  return isAdministratorOf(await listHolders(tx, organisationId), operatorId);
}

/** Whether he may say where a counter stands, or that a site is this organisation's: the first ones are anybody's to set up. */
export async function mayPlaceAt(
  tx: HubTx,
  asking: Asking,
  organisationId: OrganisationId,
): Promise<boolean> {
  if (await administers(tx, asking, organisationId)) return true;
  return (await tx.listDevices()).every(({ place }) => place.organisationId !== organisationId);
}

/**
 * Whether he may take a device out, or away from where it stands, and decide what becomes of what is kept aside or in another
 * branch of it: another's only where nobody else could.
 */
export async function mayDecideAbout(
  tx: HubTx,
  asking: Asking,
  { place, state }: HubDeviceRow,
): Promise<boolean> {
  // One that has not entered yet has nothing of its organisation here.
  return state === 'joining' || !(await isOthers(tx, asking, place.organisationId));
}

/** Whether an organisation has administrators and he is none of them. */
export async function isOthers(tx: HubTx, asking: Asking, organisationId: OrganisationId): Promise<boolean> {
  if (await administers(tx, asking, organisationId)) return false;
  return (await listHolders(tx, organisationId)).some(({ roles }) => roles.includes('admin'));
}

/**
 * Whether an operator works for an organisation of others too. The name is one in the whole network, and who is out of use is so
 * everywhere: it takes an administrator of each. What somebody calls himself is his own.
 */
async function worksForOthers(
  tx: HubTx,
  asking: Asking,
  { operatorId, isActive }: { readonly operatorId: OperatorId; readonly isActive: boolean },
): Promise<boolean> {
  if (operatorId === asking.operatorId && isActive) return false;
  for (const [siteId, roles] of await tx.rolesOf(operatorId)) {
    const site = roles.length === 0 ? null : await tx.findSite(siteId);
    if (site !== null && (await isOthers(tx, asking, site.organisationId))) return true;
  }
  return false;
}

/** Whether an operation decides about an organisation of others: who works there, or which sites are whose. */
export async function isOfAnother(tx: HubTx, device: HubDeviceRow, operation: Operation): Promise<boolean> {
  const { type, body, operatorId } = operation;
  if (body === undefined || operatorId === undefined) return false;
  const asking = { device, operatorId };
  if (type === operatorSet.type) return worksForOthers(tx, asking, operatorSet.body.parse(JSON.parse(body)));
  if (type === operatorRolesSet.type) {
    const { siteId, operatorId: to } = operatorRolesSet.body.parse(JSON.parse(body));
    const site = await tx.findSite(siteId);
    if (site === null || (await administers(tx, asking, site.organisationId))) return false;
    return !mayGiveFirstRoles(await listHolders(tx, site.organisationId), to);
  }
  if (type !== siteSet.type) return false;
  const { siteId, organisationId } = siteSet.body.parse(JSON.parse(body));
  const before = await tx.findSite(siteId);
  if (before?.organisationId === organisationId) return false;
  const touched = before === null ? [organisationId] : [before.organisationId, organisationId];
  for (const each of touched) if (!(await mayPlaceAt(tx, asking, each))) return true;
  return false;
}

const listHolders = async (tx: HubTx, organisationId: OrganisationId) =>
  tx.listRolesAt(await tx.listSites(organisationId));
