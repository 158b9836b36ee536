import type { HubMigration } from './migration.ts';

/** Cards and entitlements too are of whoever first told of them: what a counter brings blocks and replaces none of others. */
export const toldCards: HubMigration = {
  version: 16,
  name: 'told-cards',
  sql: `
INSERT INTO subject (subject, device_id)
SELECT DISTINCT ON (subject) subject, device_id
FROM (
  SELECT device_id, operation.number, CASE CAST (header AS jsonb) ->> 'type'
    WHEN 'card.issued' THEN 'card:' || (CAST (body AS jsonb) ->> 'cardId')
    WHEN 'card.replaced' THEN 'card:' || (CAST (body AS jsonb) ->> 'newCardId')
    WHEN 'entitlement.granted' THEN 'entitlement:' || (CAST (body AS jsonb) ->> 'entitlementId')
  END AS subject
  FROM operation
  JOIN stream ON stream.stream = operation.stream AND stream.name = 'beneficiaries'
  WHERE body IS NOT NULL
) AS told
WHERE subject IS NOT NULL
ORDER BY subject, number
ON CONFLICT (subject) DO NOTHING;
`,
};
