import type { StatementHeading } from '../../shared/domain/issued-statement.ts';
import type { StatementPurse } from '../../shared/domain/statement.ts';
import type { Db } from '../database/database.ts';
import { type HouseholdRow, listBalances } from '../database/households.ts';
import { findSite, listCounterSites } from '../database/network.ts';
import { listPurseMovements } from '../database/statements.ts';
import { findMembership, type Membership } from '../database/sync.ts';

/** As many as a heading names. */
const MOST_NAMED = 60;

/**
 * Up to when this counter knows of others, and whose movements are not here though the account has them: those of sites that it
 * is not given, or that are still to come. A counter that stands alone hears from no other, and misses nothing.
 */
export function readStanding(
  db: Db,
  household: HouseholdRow,
  { purse, now }: { readonly purse: StatementPurse; readonly now: number },
): Pick<StatementHeading, 'notSynchronised' | 'updatedAt'> {
  const membership = findMembership(db);
  if (membership === null) return { notSynchronised: [], updatedAt: now };
  const heardAt = Math.min(now, membership.heardAt ?? membership.joinedAt);
  const isWhole = isAllHere(db, household, purse);
  return { notSynchronised: isWhole ? [] : listMissing(db, membership, heardAt), updatedAt: heardAt };
}

/** What the hub says of the accounts of a purse, and what this counter wrote since, is the sum of the movements here. */
function isAllHere(db: Db, { household }: HouseholdRow, purse: StatementPurse): boolean {
  const balance = listBalances(db, household)
    .filter(({ account }) => account.split('/')[0] === purse)
    .reduce((sum, each) => sum + each.balance, 0);
  return listPurseMovements(db, household, purse).reduce((sum, { amount }) => sum + amount, 0) === balance;
}

function listMissing(db: Db, { place }: Membership, since: number): StatementHeading['notSynchronised'] {
  const given = new Set([place.siteId, ...place.officeOf]);
  const sites = [...listCounterSites(db)].flatMap((siteId) => findSite(db, siteId) ?? []);
  const isOut = sites.filter(({ siteId }) => !given.has(siteId));
  const named =
    isOut.length > 0
      ? isOut.map(({ name }) => ({ counter: name }))
      : sites.map(({ name }) => ({ counter: name, since }));
  return named.sort((a, b) => a.counter.localeCompare(b.counter, 'it')).slice(0, MOST_NAMED);
}
