import type { Database } from 'better-sqlite3';
import { foundation } from './migrations/0001-foundation.ts';
import { printJobs } from './migrations/0002-print-jobs.ts';
import { statements } from './migrations/0003-statements.ts';
import { registers } from './migrations/0004-registers.ts';
import { schemes } from './migrations/0005-schemes.ts';
import { purses } from './migrations/0006-purses.ts';
import { cards } from './migrations/0007-cards.ts';
import { statementBatches } from './migrations/0008-statement-batches.ts';
import { entitlements } from './migrations/0009-entitlements.ts';
import { laundry } from './migrations/0010-laundry.ts';
import { laundryWaiting } from './migrations/0011-laundry-waiting.ts';
import { sync } from './migrations/0012-sync.ts';
import { creditBatchClosing } from './migrations/0013-credit-batch-closing.ts';
import { mergesAgainstEachOther } from './migrations/0014-merges-against-each-other.ts';
import { laundryDesks } from './migrations/0015-laundry-desks.ts';
import { leases } from './migrations/0016-leases.ts';
import { erasures } from './migrations/0017-erasures.ts';
import { flaggedActs } from './migrations/0018-flagged-acts.ts';
import { entry } from './migrations/0019-entry.ts';
import { retention } from './migrations/0020-retention.ts';
import { registerEdits } from './migrations/0021-register-edits.ts';
import { claims } from './migrations/0022-claims.ts';
import { floor } from './migrations/0023-floor.ts';
import { quarantineByNumber } from './migrations/0024-quarantine-by-number.ts';
import { saidByKind } from './migrations/0025-said-by-kind.ts';
import { filesToDestroy } from './migrations/0026-files-to-destroy.ts';
import { leasesCountedOnce } from './migrations/0027-leases-counted-once.ts';
import { daysOfRightsInOrder } from './migrations/0028-days-of-rights-in-order.ts';
import { erasureSearches } from './migrations/0029-erasure-searches.ts';
import type { Migration } from './migrations/migration.ts';

/** In order, numbered from 1. Additive once released. */
export const migrations: readonly Migration[] = [
  foundation,
  printJobs,
  statements,
  registers,
  schemes,
  purses,
  cards,
  statementBatches,
  entitlements,
  laundry,
  laundryWaiting,
  sync,
  creditBatchClosing,
  mergesAgainstEachOther,
  laundryDesks,
  leases,
  erasures,
  flaggedActs,
  entry,
  retention,
  registerEdits,
  claims,
  floor,
  quarantineByNumber,
  saidByKind,
  filesToDestroy,
  leasesCountedOnce,
  daysOfRightsInOrder,
  erasureSearches,
];

export const LATEST_VERSION = migrations.length;

export const readVersion = (raw: Database): number => Number(raw.pragma('user_version', { simple: true }));

/** Takes the file to the latest version, each step in its own transaction together with `user_version`. */
export function migrate(raw: Database): void {
  const from = readVersion(raw);
  for (const { version, sql } of migrations.slice(from)) {
    raw.transaction(() => {
      raw.exec(sql);
      raw.pragma(`user_version = ${version}`);
    })();
  }
}
