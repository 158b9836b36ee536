import type { DeviceId } from '../../shared/domain/ids.ts';
import { err, ok, type Result } from '../../shared/domain/result.ts';
import { networkStream } from '../../shared/operations/kind.ts';
import {
  type ErasureProgressAnswer,
  type ErasureProgressFailure,
  type ErasureProgressRequest,
  MOST_LISTED_ERASURES,
  type NetworkAnswer,
} from '../../shared/sync/network-questions.ts';
import type { ErasureRow, HubStore, HubTx } from '../store/hub-store.ts';

type Progress = NetworkAnswer['erasures'][number];

/** The newest orders to erase, and how far each has got. */
export const listProgress = async (tx: HubTx): Promise<Progress[]> =>
  progressOf(tx, [...(await tx.listErasures())].reverse().slice(0, MOST_LISTED_ERASURES));

/** How far the order of one household has got, for any device: it says nothing of anybody but of PCs. */
export function readErasureProgress(
  { store }: { readonly store: HubStore },
  deviceId: DeviceId,
  { householdId }: ErasureProgressRequest,
): Promise<Result<ErasureProgressAnswer, ErasureProgressFailure>> {
  return store.inSnapshot(async (tx) => {
    const device = await tx.findDevice(deviceId);
    if (device?.state !== 'active') return err({ type: device === null ? 'DeviceUnknown' : 'DeviceRevoked' });
    const row = await tx.findErasure(householdId);
    const [progress] = await progressOf(tx, row === null ? [] : [row]);
    return ok({ progress: progress ?? null });
  });
}

/**
 * A device has erased a household once it has read past the order: it takes a page and its effects in one transaction. After
 * a restore of the hub the numbers that a device names may be those of before, until it has declared.
 */
async function progressOf(tx: HubTx, rows: readonly ErasureRow[]): Promise<Progress[]> {
  if (rows.length === 0) return [];
  const [contacts, epoch] = [await tx.listContacts(), await tx.epoch()];
  const active = (await tx.listDevices()).filter(({ state }) => state === 'active');
  return rows.map(({ householdId, number, erasedAt }) => {
    const waitingFor = active
      .filter(
        ({ deviceId, declaredEpoch }) =>
          declaredEpoch < epoch || (contacts.get(deviceId)?.cursors.get(networkStream) ?? 0) < number,
      )
      .map(({ deviceId }) => deviceId);
    return {
      householdId,
      erasedAt,
      devices: active.length,
      doneAt: active.length - waitingFor.length,
      waitingFor,
    };
  });
}
