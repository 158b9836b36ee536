import type { hubNetworkContract, NetworkView } from '../../shared/contract/hub-network-contract.ts';
import type { OperatorId } from '../../shared/domain/ids.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { floorSet } from '../../shared/operations/floor-operations.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import type { Db } from '../database/database.ts';
import { tellFlaggedAct } from '../database/flagged-acts.ts';
import { findFloorLimit } from '../database/floor.ts';
import { findOperation } from '../database/log.ts';
import { findOperatorName } from '../database/movement-source.ts';
import { listDeviceNames, listSites } from '../database/network.ts';
import type { Handlers } from '../handlers.ts';
import type { SyncDesk } from '../sync/sync-desk-types.ts';
import type { ServiceContext } from './service-context.ts';

/** The devices of the network as the hub knows them: an administrator sees and decides, the hub judges. */
export function createHubNetworkService(
  context: ServiceContext,
  desk: SyncDesk,
): { handlers: Handlers<typeof hubNetworkContract> } {
  const handlers: Handlers<typeof hubNetworkContract> = {
    'hubNetwork.read': async ({ operator }) => {
      const line = desk.line();
      if (!line.ok) return line;
      const { operatorId } = operator();
      const answer = await line.value.ask('network', { protocol: PROTOCOL_VERSION, operatorId });
      if (answer.type === 'refused') return err(answer.failure);
      if (answer.type !== 'answered') return err({ type: 'HubUnreachable' });
      const names = listDeviceNames(context.db);
      const sites = new Map(listSites(context.db).map(({ siteId, name }) => [siteId, name]));
      const view: NetworkView = {
        ...answer.value,
        devices: answer.value.devices.map((device) => ({
          ...device,
          name: names.get(device.place.deviceId) ?? null,
          siteName: sites.get(device.place.siteId) ?? null,
          officeOfNames: device.place.officeOf
            .map((siteId) => sites.get(siteId))
            .filter((name) => name !== undefined),
        })),
        flags: answer.value.flags.map(({ parts, deviceId, ...act }) => ({
          ...tellFlaggedAct(context.db, act, parts),
          deviceId,
        })),
        restore: {
          ...answer.value.restore,
          undeclared: answer.value.restore.undeclared.map(({ release, ...device }) => ({
            ...device,
            release: release === null ? null : tellRelease(context.db, release),
          })),
          lost: answer.value.restore.lost.map((each) => ({
            ...each,
            name: names.get(each.deviceId) ?? null,
          })),
        },
      };
      return ok(view);
    },
    'hubNetwork.floor': () => ok(findFloorLimit(context.db)),
    'hubNetwork.setFloor': ({ operator }, { operationId, limit }) =>
      context.inTransaction((tx) => {
        if (findOperation(tx, operationId) !== null) return ok(null); // pressed twice
        const { operatorId } = operator();
        context.record(tx, {
          id: operationId,
          kind: floorSet,
          body: limit,
          operatorId,
          businessOn: context.today(),
        });
        tx.afterCommit(() => context.announce({ type: 'changed', topics: ['hubNetwork'] }));
        return ok(null);
      }),
    'hubNetwork.act': async ({ operator }, act) => {
      const line = desk.line();
      if (!line.ok) return line;
      const { operatorId } = operator();
      const answer = await line.value.ask('networkAct', { protocol: PROTOCOL_VERSION, operatorId, act });
      if (answer.type === 'refused') return err(answer.failure);
      if (answer.type !== 'answered') return err({ type: 'HubUnreachable' });
      context.announce({ type: 'changed', topics: ['hubNetwork'] });
      return ok(answer.value);
    },
  };
  return { handlers };
}

const tellRelease = (
  db: Db,
  { releasedAt, operatorId }: { readonly releasedAt: number; readonly operatorId: OperatorId | null },
) => ({
  releasedAt,
  isAway: operatorId === null,
  operatorName: operatorId === null ? null : findOperatorName(db, operatorId),
});
