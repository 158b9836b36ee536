import type { SiteId } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { siteStream } from '../../shared/operations/kind.ts';
import type { Db } from '../database/database.ts';
import { findSite, listSites } from '../database/network.ts';
import { findMembership, listCursors } from '../database/sync.ts';

export type LaundryInReach = { readonly siteId: SiteId; readonly name: string };

/** The laundries whose book a desk sees: its own, or at an office those of its organisation whose streams it gets. */
export function listLaundriesInReach(db: Db, ownSiteId: SiteId): LaundryInReach[] {
  const own = findSite(db, ownSiteId);
  if (own?.kind === 'laundry') return [{ siteId: own.siteId, name: own.name }];
  if (own?.kind !== 'office') return [];
  const streams = findMembership(db) === null ? null : listCursors(db);
  return listSites(db)
    .filter(
      ({ kind, isActive, organisationId, siteId }) =>
        kind === 'laundry' &&
        isActive &&
        organisationId === own.organisationId &&
        (streams === null || streams.has(siteStream(siteId))),
    )
    .map(({ siteId, name }) => ({ siteId, name }));
}

/** The one that was asked for, of those in reach; the first where none was. */
export function laundryInReach(
  db: Db,
  ownSiteId: SiteId,
  asked: SiteId | undefined,
): Result<SiteId, { readonly type: 'NoLaundryHere' }> {
  const reach = listLaundriesInReach(db, ownSiteId);
  const found = asked === undefined ? reach[0] : reach.find(({ siteId }) => siteId === asked);
  return found === undefined ? err({ type: 'NoLaundryHere' }) : ok(found.siteId);
}
