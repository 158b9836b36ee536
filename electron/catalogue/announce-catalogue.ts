import type { Tx } from '../database/database.ts';
import type { ServiceContext } from '../services/service-context.ts';

/** The tills show names, prices and tiles, too. */
export const announceCatalogue = ({ announce }: Pick<ServiceContext, 'announce'>): void =>
  announce({ type: 'changed', topics: ['catalogue', 'till'] });

export const announceAfter = (context: Pick<ServiceContext, 'announce'>, tx: Tx): void =>
  tx.afterCommit(() => announceCatalogue(context));
