import { assert } from '../../../shared/domain/result.ts';
import {
  entitlementChanged,
  entitlementExplained,
  iseeAssessed,
} from '../../../shared/operations/entitlement-operations.ts';
import { query } from '../database.ts';
import { numberOfHousehold } from '../households.ts';
import { type ProjectorEntry, projector } from '../projector.ts';

const updateDates = query<readonly [string, string, number, string]>(
  'updateEntitlementDates',
  'UPDATE entitlement SET starts_on = ?, ends_on = ? WHERE household = ? AND entitlement_id = ?',
);
const upsertReason = query<readonly [string, string, string]>(
  'upsertEntitlementReason',
  `INSERT INTO entitlement_reason (act_id, organisation_id, reason) VALUES (?, ?, ?)
   ON CONFLICT (act_id, organisation_id) DO UPDATE SET reason = excluded.reason`,
);
const upsertIsee = query<readonly [number, string, number | null, string | null, number | null, string]>(
  'upsertIsee',
  `INSERT INTO isee_assessment (household, organisation_id, band, certificate, value_cents, expires_on)
   VALUES (?, ?, ?, ?, ?, ?)
   ON CONFLICT (household, organisation_id) DO UPDATE SET band = excluded.band,
     certificate = excluded.certificate, value_cents = excluded.value_cents, expires_on = excluded.expires_on`,
);

export const entitlementProjectors: readonly ProjectorEntry[] = [
  projector(entitlementChanged, (tx, { body }) => {
    const household = numberOfHousehold(tx, body.householdId);
    tx.run(updateDates, body.startsOn, body.endsOn, household, body.entitlementId);
  }),
  projector(entitlementExplained, (tx, { body, operation }) => {
    assert(operation.causeId !== undefined, 'an explanation names the act that it explains');
    tx.run(upsertReason, operation.causeId, body.organisationId, body.explanation.reason);
  }),
  projector(iseeAssessed, (tx, { body }) => {
    const { band, certificate, valueCents, expiresOn } = body.isee;
    const household = numberOfHousehold(tx, body.householdId);
    tx.run(
      upsertIsee,
      household,
      body.organisationId,
      band,
      certificate ?? null,
      valueCents ?? null,
      expiresOn,
    );
  }),
];
