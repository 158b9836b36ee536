import { type NetworkId, type OperatorId, operationIdSchema } from '../../shared/domain/ids.ts';
import { assert } from '../../shared/domain/result.ts';
import { rolesInNetwork } from '../../shared/operations/brought-operations.ts';
import { networkStream } from '../../shared/operations/kind.ts';
import { deviceJoined, operatorRolesSet } from '../../shared/operations/network-operations.ts';
import type { EntryAnswer } from '../../shared/sync/protocol.ts';
import type { Db, Tx } from '../database/database.ts';
import { deleteSetting, findSetting, setSetting } from '../database/local-settings.ts';
import { getOwnHead } from '../database/log.ts';
import { findNetwork, listOperators, listSites } from '../database/network.ts';
import { rebuildNetworkTables } from '../database/rebuild.ts';
import { findCursor, findMembership, insertMembership } from '../database/sync.ts';
import type { ServiceContext } from '../services/service-context.ts';
import { findJoining, forgetJoining, joiningClient } from './joining.ts';

/** Roles as they are in a network that is another's; those that stay as they are are left out. */
const rolesToChange = (db: Db) =>
  listSites(db).flatMap(({ siteId }) =>
    listOperators(db, siteId).flatMap(({ operatorId, roles: before }) => {
      const roles = rolesInNetwork(before);
      return roles === before ? [] : [{ operatorId, siteId, roles: [...roles] }];
    }),
  );

/** The number that `device.joined` has if this counter enters now: the last of what it brings. */
export const lastBroughtSeq = (db: Db): number => getOwnHead(db).seq + rolesToChange(db).length + 1;

/**
 * This counter enters a network: its last word as its own authority, and from then on it is a member. In one transaction:
 * cut in the middle it still stands alone, and enters when it is told to again.
 */
export function enterNetwork(
  context: Pick<ServiceContext, 'record' | 'newId' | 'now' | 'today'>,
  tx: Tx,
  operatorId: OperatorId,
  networkId: NetworkId,
  { place, streams, epoch }: EntryAnswer,
): void {
  const joining = findJoining(tx);
  const network = findNetwork(tx);
  assert(joining !== null && network !== null, 'a counter that enters stood alone');
  const { deviceId } = getOwnHead(tx);
  const businessOn = context.today();
  const newId = () => operationIdSchema.parse(context.newId());
  for (const body of rolesToChange(tx))
    context.record(tx, { id: newId(), kind: operatorRolesSet, body, operatorId, businessOn });
  const body = { deviceId, networkId, identityKey: network.identityKey };
  context.record(tx, { id: newId(), kind: deviceJoined, body, businessOn });
  const { address, privateKey } = joiningClient(tx, joining);
  const joinedAt = context.now();
  insertMembership(tx, { address, deviceId, privateKey, place, epoch, joinedAt }, streams);
  forgetJoining(tx);
  setSetting(tx, 'sync.entered', '1');
}

/**
 * Once everything is sent and read for the first time after an entry, what the network has one word on is what the network
 * says. Does nothing before, nor a second time.
 */
export function completeEntry({
  db,
  inTransaction,
  announce,
}: Pick<ServiceContext, 'db' | 'inTransaction' | 'announce'>): void {
  if (findSetting(db, 'sync.entered') === null || findMembership(db) === null) return;
  // The hub may have nothing to give yet: whoever brought its network has not sent it.
  if ((findCursor(db, networkStream)?.cursor ?? 0) === 0) return;
  inTransaction((tx) => {
    rebuildNetworkTables(tx);
    deleteSetting(tx, 'sync.entered');
    tx.afterCommit(() => {
      announce({ type: 'changed', topics: ['catalogue', 'setup'] });
      announce({ type: 'sessionChanged' });
    });
  });
}
