import type { HubMigration } from './migration.ts';

/** What a device was acknowledged for stays its own word, whatever becomes of the request that brought it. */
export const headSignatures: HubMigration = {
  version: 27,
  name: 'head-signatures',
  sql: `
-- Ed25519 by the device's key over its head as it stands here; null of heads of before this was kept.
ALTER TABLE device ADD COLUMN head_signature bytea CHECK (length(head_signature) = 64);
-- The same of a branch, at each operation that a push ended with.
ALTER TABLE fork ADD COLUMN head_signature bytea CHECK (length(head_signature) = 64);
`,
};
