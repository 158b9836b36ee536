import { assert } from '../../shared/domain/result.ts';
import type { StreamName } from '../../shared/operations/operation.ts';
import { NOTHING } from '../../shared/sync/checksum.ts';
import type { GrantChange } from '../../shared/sync/protocol.ts';
import { countOperations } from './check-file.ts';
import { type Db, query, type Tx } from './database.ts';
import { openDatabase } from './open.ts';
import { rebuildIn } from './rebuild.ts';
import { findCursor, forgetStream, saveCursor, setHubPlace } from './sync.ts';

/**
 * What is no longer granted goes, operations and all that was made of them; what is granted now is read from its
 * beginning. All of it in one transaction: the next question to the hub, which has no cursor of what went, is the
 * acknowledgement.
 */
export function changeGrants(
  tx: Tx,
  { place, granted, withdrawn }: GrantChange,
  onProgress?: (done: number) => void,
): void {
  let gone = 0;
  for (const stream of withdrawn) gone += forgetStream(tx, stream);
  for (const stream of granted) {
    if (findCursor(tx, stream) === null) saveCursor(tx, stream, { cursor: 0, checksum: NOTHING });
  }
  setHubPlace(tx, place);
  // Projections do not say which stream they are of: made again from what is left, they cannot hold anything else.
  if (gone > 0) rebuildIn(tx, onProgress);
}

const holdsSql = query<readonly [string], { found: number }>(
  'holdsForeignOperationsOf',
  `SELECT 1 AS found FROM operation WHERE stream = (SELECT stream FROM stream WHERE name = ?)
   AND device IN (SELECT device FROM foreign_device) LIMIT 1`,
);

/** Whether operations go with these streams, and every table is made anew: seconds for each ten thousand sales. */
export const holdsOperationsOf = (db: Db, streams: readonly StreamName[]): boolean =>
  streams.some((stream) => db.one(holdsSql, stream) !== undefined);

export type WithdrawJob = { readonly folder: string; readonly keyHex: string; readonly change: GrantChange };

/** The same on a database that nobody else has open, in a thread. Cut in the middle, nothing has changed. */
export function withdrawStreams(
  { folder, keyHex, change }: WithdrawJob,
  onProgress: (done: number, total: number) => void,
): null {
  const opened = openDatabase({
    folder,
    keyHex,
    backUpBeforeMigration: () => {
      throw new Error('the counter that closed it had migrated it');
    },
  });
  assert(opened.ok, 'what was open a moment ago opens');
  const { db, raw, inTransaction } = opened.value;
  try {
    // Counted once those that go are gone.
    let total: number | null = null;
    inTransaction((tx) =>
      changeGrants(tx, change, (done) => {
        total ??= countOperations(db);
        onProgress(done, total);
      }),
    );
    // Here, and not where the till would wait for it; and what was deleted is in no file any more.
    raw.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    raw.close();
  }
  return null;
}
