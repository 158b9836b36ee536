import type { Pool } from 'pg';
import type { StreamName } from '../shared/operations/operation.ts';
import { type Checksum, NOTHING } from '../shared/sync/checksum.ts';
import { balancesStream, type DevicePlace, streamsFor } from '../shared/sync/grants.ts';
import { checksumOf } from './store/checksum-column.ts';

const MS_PER_MINUTE = 60_000;
/**
 * A device that was away for longer holds nothing that matters, and is not waited for. By the newest contact that the backup
 * knows of: measured from the restore, of an old backup nobody would be waited for, and what all hold promised again.
 */
const ACTIVE_DAYS = 30;
const MS_PER_DAY = 86_400_000;

/**
 * Begins a new epoch over a database that was restored from a backup, and keeps where each stream stands in it: devices
 * that had read further go back to there and push again what the hub has lost. To be run once after each restore, before
 * a hub process starts. Answers the epoch.
 *
 * The epoch is the minute of the restore, so that a backup that is restored twice begins two epochs and not the same one
 * again. Streams that began after the backup stand at nothing, also those that nobody in it was granted, which are not listed; so do states of accounts, which are read again from the
 * beginning: one that was lost would never be told of otherwise. Until each device that was active lately has declared what
 * it holds, or was released, nothing is promised to anybody.
 */
export async function beginEpoch(pool: Pool, now: number): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query<{ epoch: number }>(
      'UPDATE hub SET epoch = greatest(epoch + 1, $1) WHERE one = 1 RETURNING epoch',
      [Math.floor(now / MS_PER_MINUTE)],
    );
    const epoch = rows[0]?.epoch;
    if (epoch === undefined) throw new Error('this database is not of a hub: restore the backup first');
    await client.query('DELETE FROM declaration_part'); // of the epoch before: nobody closes them any more
    const streams = await client.query<{ name: StreamName; number: number; checksum: string }>(
      'SELECT name, number, checksum FROM stream FOR UPDATE',
    );
    const devices = await client.query<{ place: DevicePlace }>('SELECT place FROM device');
    const stands = new Map(devices.rows.flatMap(({ place }) => streamsFor(place)).map(atNothing));
    for (const { name, number, checksum } of streams.rows)
      stands.set(name, { number, checksum: checksumOf(checksum) });
    stands.set(...atNothing(balancesStream));
    for (const [stream, { number, checksum }] of stands) {
      await client.query('INSERT INTO restore (epoch, stream, number, checksum) VALUES ($1, $2, $3, $4)', [
        epoch,
        stream,
        number,
        checksum,
      ]);
    }
    await client.query(
      `WITH heard AS (
         SELECT device_id, state, greatest(coalesce(seen_at, 0), acknowledged_at) AS at
         FROM device LEFT JOIN device_contact USING (device_id)
       )
       INSERT INTO restore_release (epoch, device_id, released_at)
       SELECT $1, device_id, $2 FROM heard
       WHERE state = 'active' AND at BETWEEN 1 AND (SELECT max(at) FROM heard) - $3`,
      [epoch, now, ACTIVE_DAYS * MS_PER_DAY],
    );
    await client.query('COMMIT');
    return epoch;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

const atNothing = (stream: StreamName): [StreamName, { number: number; checksum: Checksum }] => [
  stream,
  { number: 0, checksum: NOTHING },
];
