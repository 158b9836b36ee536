import { z } from 'zod';
import { deviceIdSchema } from '../../shared/domain/ids.ts';
import { devicePlaceSchema } from '../../shared/sync/grants.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import type { Db, Tx } from '../database/database.ts';
import { findSetting, setSetting } from '../database/local-settings.ts';
import { findMembership } from '../database/sync.ts';
import type { HubClientOptions } from './hub-client.ts';
import type { SyncLine } from './sync-line.ts';

/*
 * A hub that is restored from before this counter went on as a new device knows it by the device of before only. That one's
 * id and key are kept, so that it can close its chain once more: nobody knows how old a backup the hub will be restored from.
 */

const formerSchema = z.object({ deviceId: deviceIdSchema, privateKey: z.string(), place: devicePlaceSchema });
export type Former = z.infer<typeof formerSchema>;

/** As many as a PC can have been: a disk is rarely put back more than once. */
const MOST_KEPT = 20;

/** Newest first. */
function listFormer(db: Db): Former[] {
  const text = findSetting(db, 'sync.formerDevices');
  return text === null ? [] : z.array(formerSchema).parse(JSON.parse(text));
}

/** The first device that this counter was a member as; null where it has always been the same one. */
export const findOldestFormer = (db: Db): Former | null => listFormer(db).at(-1) ?? null;

/** It is the member again, and what came after it is not known: what is older is kept. */
export function dropFormerFrom(tx: Tx, { deviceId }: Former): void {
  const kept = listFormer(tx);
  setFormer(tx, kept.slice(kept.findIndex((former) => former.deviceId === deviceId) + 1));
}

/** To be called before another device becomes the member. */
export function keepFormerMember(tx: Tx): void {
  const membership = findMembership(tx);
  if (membership === null) return;
  const { deviceId, privateKey, place } = membership;
  const kept = listFormer(tx).filter((former) => former.deviceId !== deviceId);
  setFormer(tx, [{ deviceId, privateKey, place }, ...kept].slice(0, MOST_KEPT));
}

const setFormer = (tx: Tx, former: readonly Former[]): void =>
  setSetting(tx, 'sync.formerDevices', JSON.stringify(former));

/** Whether the hub turns a device away because it does not know it; an older hub does not say why it does. */
export const isStranger = (type: string | null): boolean =>
  type === 'DeviceUnknown' || type === 'NotAuthenticated';

/**
 * The newest device of before that the hub knows and nobody goes on for: only a hub that has forgotten it says so. Null where
 * it says anything else, or nothing.
 */
export async function findForgottenAt(
  db: Db,
  address: string,
  openLine: (options: HubClientOptions) => SyncLine,
): Promise<Former | null> {
  for (const former of listFormer(db)) {
    const line = openLine({ address, deviceId: former.deviceId, privateKey: former.privateKey });
    try {
      const answer = await line.ask('own', { protocol: PROTOCOL_VERSION, fromSeq: 1, limit: 1 });
      if (answer.type === 'answered') return answer.value.successorId === null ? former : null;
      // Not even that one: it may know an earlier one.
      if (!isStranger(answer.type)) return null;
    } finally {
      await line.close();
    }
  }
  return null;
}
