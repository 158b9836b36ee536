import { z } from 'zod';
import { assert } from '../../shared/domain/result.ts';
import type { Db, Tx } from '../database/database.ts';
import { deleteSetting, findSetting, setSetting } from '../database/local-settings.ts';
import { getOwnHead } from '../database/log.ts';
import type { HubClientOptions } from './hub-client.ts';

const joiningSchema = z.object({ address: z.string(), epoch: z.int().min(1) });

/** A hub whose network this counter may enter: it stands alone until it does. */
export type Joining = z.infer<typeof joiningSchema>;

export function findJoining(db: Db): Joining | null {
  const text = findSetting(db, 'sync.joining');
  return text === null ? null : joiningSchema.parse(JSON.parse(text));
}

export const setJoining = (tx: Tx, joining: Joining): void =>
  setSetting(tx, 'sync.joining', JSON.stringify(joining));

export const forgetJoining = (tx: Tx): void => deleteSetting(tx, 'sync.joining');

/** As whom the hub knows a device that is joining. */
export function joiningClient(db: Db, { address }: Joining): HubClientOptions {
  const privateKey = findSetting(db, 'sync.newKey');
  assert(privateKey !== null, 'a device that is joining brought its key');
  return { address, deviceId: getOwnHead(db).deviceId, privateKey };
}
