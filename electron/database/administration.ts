import type { OperatorId, SiteId } from '../../shared/domain/ids.ts';
import type { Role } from '../../shared/domain/role.ts';
import { type Db, query } from './database.ts';

const listRolesSql = query<readonly [], { operatorId: OperatorId; siteId: SiteId; roles: string }>(
  'listOperatorRoles',
  'SELECT operator_id AS operatorId, site_id AS siteId, roles FROM operator_role ORDER BY operator_id, site_id',
);

export type RolesAtSite = { readonly siteId: SiteId; readonly roles: readonly Role[] };

/** Roles of every operator at every site, by operator; sites where there is none are left out. */
export function listRolesByOperator(db: Db): ReadonlyMap<OperatorId, readonly RolesAtSite[]> {
  const rolesByOperator = new Map<OperatorId, RolesAtSite[]>();
  for (const { operatorId, siteId, roles } of db.all(listRolesSql)) {
    const parsed = JSON.parse(roles) as Role[]; // written by the projector from a parsed body
    if (parsed.length === 0) continue;
    const own = rolesByOperator.get(operatorId) ?? [];
    own.push({ siteId, roles: parsed });
    rolesByOperator.set(operatorId, own);
  }
  return rolesByOperator;
}

const countOperationsSql = query<readonly [], { operations: number }>(
  'countOperations',
  'SELECT count(*) AS operations FROM operation',
);
export const countOperations = (db: Db): number => db.one(countOperationsSql)?.operations ?? 0;
