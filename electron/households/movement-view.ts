import type { MovementView } from '../../shared/contract/households-contract.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import type { Db } from '../database/database.ts';
import type { MovementRow } from '../database/movements.ts';
import { findSite } from '../database/network.ts';

/** A change of one account as a screen shows it. */
export function toMovementView(db: Db, row: MovementRow): MovementView {
  const { siteId, ...movement } = row;
  const [purse = '', start] = row.account.split('/');
  const period = localDateSchema.safeParse(start);
  return {
    ...movement,
    purse,
    siteName: siteId === null ? null : (findSite(db, siteId)?.name ?? null),
    periodStartsOn: period.success ? period.data : null,
  };
}
