import { operationIdSchema, siteIdSchema } from '../../shared/domain/ids.ts';
import { deviceRegistered } from '../../shared/operations/network-operations.ts';
import { findSetting } from '../database/local-settings.ts';
import { findNetwork, findOwnName, findOwnSite, findSite } from '../database/network.ts';
import { findMembership } from '../database/sync.ts';
import type { ServiceContext } from '../services/service-context.ts';

/**
 * The first download of a counter that joined is complete once the network and its own site are here and nothing is left
 * to read: it says where it stands, the first operation it ever writes, and from then on it sells. One that was moved
 * says so again once the new site is here. Does nothing before, nor a second time.
 */
export function completeJoin(context: ServiceContext): void {
  const { db, inTransaction } = context;
  const membership = findMembership(db);
  if (membership === null || findNetwork(db) === null) return;
  const { deviceId, place } = membership;
  const own = findOwnSite(db);
  if (own?.siteId === place.siteId) return;
  const site = findSite(db, siteIdSchema.parse(place.siteId));
  if (site === null) return;
  inTransaction((tx) => {
    const name = findOwnName(tx) ?? findSetting(tx, 'sync.deviceName') ?? site.shortName;
    context.record(tx, {
      id: operationIdSchema.parse(context.newId()),
      kind: deviceRegistered,
      body: { deviceId, siteId: site.siteId, name },
      businessOn: context.today(),
    });
    tx.afterCommit(() => {
      context.announce({ type: 'changed', topics: ['catalogue'] });
      context.announce({ type: 'sessionChanged' });
    });
  });
}
