import type { HubMigration } from './migration.ts';

/** Counters that stood alone and enter a network that is there already. */
export const entries: HubMigration = {
  version: 10,
  name: 'entries',
  sql: `
-- 'joining': it may look at what it would share, and has not said yet whether it enters.
ALTER TABLE device DROP CONSTRAINT device_state_check;
ALTER TABLE device ADD CONSTRAINT device_state_check CHECK (state IN ('joining', 'active', 'revoked', 'replaced'));
-- Up to here its chain was written before it entered; 0 where it brought nothing.
ALTER TABLE device ADD COLUMN brought_until_seq bigint NOT NULL DEFAULT 0 CHECK (brought_until_seq >= 0);

-- What every device or counter is told of, by who first told of it: what a counter brings may be about nothing of others.
CREATE TABLE subject (
  subject text PRIMARY KEY,
  device_id uuid NOT NULL
);
INSERT INTO subject (subject, device_id)
SELECT DISTINCT ON (subject) subject, device_id
FROM (
  SELECT device_id, operation.stream, operation.number, CASE
    WHEN type = 'network.created' THEN 'network'
    WHEN type = 'catalogue.imported' THEN 'catalogue'
    WHEN type = 'category.set' THEN 'category:' || (document -> 'category' ->> 'categoryId')
    WHEN type = 'organisation.set' THEN 'organisation:' || (document ->> 'organisationId')
    WHEN type = 'site.set' THEN 'site:' || (document ->> 'siteId')
    WHEN type IN ('device.registered', 'device.continued') THEN 'device:' || (document ->> 'deviceId')
    WHEN document ? 'operatorId' THEN 'operator:' || (document ->> 'operatorId')
    WHEN type = 'programme.set' THEN 'programme:' || (document ->> 'programmeId')
    WHEN type = 'limit.set' THEN 'limit:' || (document ->> 'limitId')
    WHEN type = 'product.set' THEN 'product:' || (document ->> 'productId')
    WHEN type = 'scheme.set' THEN 'scheme:' || (document ->> 'schemeId')
    WHEN document ? 'householdId' THEN 'household:' || (document ->> 'householdId')
  END AS subject
  FROM operation
  JOIN stream ON stream.stream = operation.stream AND stream.name IN ('network', 'beneficiaries'),
  LATERAL (SELECT CAST (header AS jsonb) ->> 'type' AS type, CAST (body AS jsonb) AS document) AS said
  WHERE body IS NOT NULL
) AS told
WHERE subject IS NOT NULL
ORDER BY subject, stream, number;
`,
};
