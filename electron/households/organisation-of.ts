import type { OrganisationId } from '../../shared/domain/ids.ts';
import { assert } from '../../shared/domain/result.ts';
import type { Db } from '../database/database.ts';
import { findSite } from '../database/network.ts';
import type { SignedIn } from '../session.ts';

/** Whose registers an operator works in: those of the organisation of the site where they are signed in. */
export function organisationOf(db: Db, { siteId }: SignedIn): OrganisationId {
  const site = findSite(db, siteId);
  assert(site !== null, 'an operator is at a site that is known');
  return site.organisationId;
}
