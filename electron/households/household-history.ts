import type { HouseholdHistoryEntry } from '../../shared/contract/households-contract.ts';
import type { HouseholdId, OrganisationId } from '../../shared/domain/ids.ts';
import { householdSet } from '../../shared/operations/household-operations.ts';
import { registryStream } from '../../shared/operations/kind.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import { contactsSet, personSet } from '../../shared/operations/register-operations.ts';
import type { Db } from '../database/database.ts';
import { listHistory } from '../database/log.ts';
import { listMergedInto } from '../database/merges.ts';
import { findOperator, findOwnSite } from '../database/network.ts';

const MOST_HISTORY = 50;

/**
 * What was done to a household and to those that were merged into it, newest first. What another organisation's
 * register did is not in it: not even that it did something.
 */
export const listHouseholdHistory = (
  db: Db,
  householdId: HouseholdId,
  organisationId: OrganisationId,
): HouseholdHistoryEntry[] =>
  [householdId, ...listMergedInto(db, householdId).map((merge) => merge.householdId)]
    .flatMap((id) => listHistory(db, `household:${id}`, MOST_HISTORY))
    .filter(({ operation: { stream } }) => isVisible(stream, organisationId))
    .sort((a, b) => b.n - a.n)
    .slice(0, MOST_HISTORY)
    .map(({ operation }) => toEntry(db, operation));

const isVisible = (stream: string, organisationId: OrganisationId): boolean =>
  !stream.startsWith('registry:') || stream === registryStream(organisationId);

/** Kinds that change a few fields of many: their history says which. */
const FIELD_KINDS = new Set([householdSet.type, personSet.type, contactsSet.type]);
const ID_FIELDS = new Set(['householdId', 'organisationId', 'personId']);

function toEntry(db: Db, operation: Operation): HouseholdHistoryEntry {
  const { id, type, occurredAt, operatorId, body } = operation;
  const siteId = findOwnSite(db)?.siteId;
  const operator =
    operatorId === undefined || siteId === undefined ? null : findOperator(db, siteId, operatorId);
  const details: unknown = FIELD_KINDS.has(type) && body !== undefined ? JSON.parse(body) : {};
  const fields = Object.keys(details ?? {}).filter((name) => !ID_FIELDS.has(name));
  return { operationId: id, type, occurredAt, operatorName: operator?.displayName ?? null, fields };
}
