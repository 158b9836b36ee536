import { z } from 'zod';
import { deviceIdSchema, type OperationId, operationIdSchema } from '../../shared/domain/ids.ts';
import { deleteBasket, listBasketIds, setBasketId } from '../database/baskets.ts';
import type { Db, Tx } from '../database/database.ts';
import { deleteSetting, findSetting, setSetting } from '../database/local-settings.ts';
import { getOwnHead } from '../database/log.ts';

/*
 * A basket's id becomes its sale's. Baskets that are here in data of an older day may have been sold since: sold once more
 * under that id they would be in the way of the sale that comes from the hub, which no chain can do without. So they get other
 * ids before anything is fetched, and go once their sale comes.
 */

const renamedSchema = z.object({
  deviceId: deviceIdSchema,
  /** Which id a basket had, and which it has. */
  baskets: z.array(z.tuple([operationIdSchema, operationIdSchema])),
});

function findRenamed(db: Db): z.infer<typeof renamedSchema> | null {
  const text = findSetting(db, 'sync.renamedBaskets');
  return text === null ? null : renamedSchema.parse(JSON.parse(text));
}

/** Gives the baskets that are here other ids, once for each new device. */
export function renameBaskets(tx: Tx, newId: () => string): void {
  const { deviceId } = getOwnHead(tx);
  const before = findRenamed(tx);
  if (before?.deviceId === deviceId) return;
  const renamed = new Map(listBasketIds(tx).map((id) => [id, operationIdSchema.parse(newId())]));
  for (const [was, is] of renamed) setBasketId(tx, was, is);
  // After several restores in a row a basket may come as sold under any id that it had.
  const earlier = (before?.baskets ?? []).map(([was, is]) => [was, renamed.get(is) ?? is]);
  setSetting(tx, 'sync.renamedBaskets', JSON.stringify({ deviceId, baskets: [...earlier, ...renamed] }));
}

/** An operation came that was missing here: where it is the sale of a basket that still stands here, that one goes. */
export function dropSoldBasket(tx: Tx, operationId: OperationId): void {
  for (const [was, is] of findRenamed(tx)?.baskets ?? []) if (was === operationId) deleteBasket(tx, is);
}

export const forgetRenamedBaskets = (tx: Tx): void => deleteSetting(tx, 'sync.renamedBaskets');
