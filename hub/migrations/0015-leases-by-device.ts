import type { HubMigration } from './migration.ts';

/** Each device's leases are its own, whatever ids others declare: one cannot take the id of another's. */
export const leasesByDevice: HubMigration = {
  version: 15,
  name: 'leases-by-device',
  sql: `
ALTER TABLE lease DROP CONSTRAINT lease_pkey, ADD PRIMARY KEY (lease_id, device_id);
`,
};
