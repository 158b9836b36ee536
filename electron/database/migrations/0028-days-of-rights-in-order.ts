import type { Migration } from './migration.ts';

/**
 * The days of a right, and how long data are kept, hold in the hub's order as registers do. Of what was here before, only the
 * order of arrival is known, which is what shows (as in migration 21).
 */
export const daysOfRightsInOrder: Migration = {
  version: 28,
  name: 'days-of-rights-in-order',
  sql: `
CREATE TEMP TABLE edit_before AS
  SELECT n, operation.device, seq, type || ' ' || CASE type WHEN 'retention.set' THEN 'network'
    ELSE json_extract(body, '$.householdId') || '/' || json_extract(body, '$.entitlementId') END AS name
  FROM kind JOIN operation USING (kind)
  WHERE type IN ('entitlement.changed', 'retention.set') AND version = 1
    AND body IS NOT NULL AND n NOT IN (SELECT n FROM overruled_operation);
INSERT INTO register_section (name) SELECT DISTINCT name FROM edit_before ORDER BY name;
INSERT INTO register_edit (n, section) SELECT n, section FROM edit_before JOIN register_section USING (name);
INSERT INTO edit_word (n, after_n, is_aside)
  SELECT n, n, n IN (SELECT n FROM hub_quarantine)
  FROM edit_before JOIN register_edit AS edit USING (n)
  WHERE device NOT IN (SELECT device FROM foreign_device)
    AND (device IS NOT (SELECT device FROM own_head) OR seq <= (SELECT acknowledged_seq FROM own_head)
      OR EXISTS (SELECT 1 FROM register_edit AS later CROSS JOIN operation USING (n)
        WHERE later.section = edit.section AND later.n > edit.n
          AND operation.device IN (SELECT device FROM foreign_device)))
  ORDER BY n;
UPDATE register_edit SET is_aside = 1 WHERE n IN (SELECT n FROM edit_word JOIN edit_before USING (n) WHERE edit_word.is_aside = 1);
UPDATE register_edit SET position = arrived.position
  FROM (SELECT n, row_number() OVER (PARTITION BY section ORDER BY n) AS position
    FROM register_edit JOIN edit_before USING (n)
    WHERE n IN (SELECT n FROM edit_word WHERE is_aside = 0)
      OR device IN (SELECT device FROM foreign_device)) AS arrived
  WHERE register_edit.n = arrived.n;
DROP TABLE edit_before;
`,
};
