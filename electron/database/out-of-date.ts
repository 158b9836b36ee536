import type { Db, Tx } from './database.ts';
import { deleteSetting, findSetting, setSetting } from './local-settings.ts';
import { findMembership } from './sync.ts';

/*
 * The data of a counter of a network are of an older day than the network's: restored from a backup, or the disk was put back.
 * Whoever was erased since is still in them. Until everything was read again nobody is shown a household.
 */

/** Nothing on a counter that stands alone: what it erased itself stands in the register beside the database. */
export function setOutOfDate(tx: Tx): void {
  if (findMembership(tx) !== null) setSetting(tx, 'sync.outOfDate', 'closed');
}

/** An administrator has decided to work with them all the same, until the network can be read. */
export const openOutOfDate = (tx: Tx): void => setSetting(tx, 'sync.outOfDate', 'opened');

/** Everything was read again. */
export const forgetOutOfDate = (tx: Tx): void => deleteSetting(tx, 'sync.outOfDate');

export const findOutOfDate = (db: Db): string | null => findSetting(db, 'sync.outOfDate');

/** Whether households are kept from everybody. */
export const isOutOfDate = (db: Db): boolean => findOutOfDate(db) === 'closed';
