import type { Migration } from './migration.ts';

/**
 * A lease that was given back while a question was on its way out was counted down twice, and stayed below zero for good: what
 * the hub added to it later was hidden from this counter. The hub took of it what there was, so the newest questions took that
 * much less.
 */
export const leasesCountedOnce: Migration = {
  version: 27,
  name: 'leases-counted-once',
  sql: `
WITH taken AS (
  SELECT authorisation_id, spend.account, from_lease,
    sum(from_lease) OVER (PARTITION BY lease_id) - lease.amount AS beyond,
    sum(from_lease) OVER (PARTITION BY lease_id ORDER BY asked_at DESC, authorisation_id DESC) - from_lease AS newer
  FROM authorisation_spend AS spend JOIN authorisation USING (authorisation_id) JOIN lease USING (lease_id)
  WHERE state <> 'refused'
)
UPDATE authorisation_spend SET from_lease = authorisation_spend.from_lease - wrong.too_much
FROM (
  SELECT authorisation_id, account, min(from_lease, max(0, beyond - newer)) AS too_much FROM taken
) AS wrong
WHERE wrong.authorisation_id = authorisation_spend.authorisation_id AND wrong.account = authorisation_spend.account
  AND too_much > 0;
`,
};
