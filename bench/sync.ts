import { startHubProcess } from '../hub/hub-process.fixture.ts';
import { aPostgres } from '../hub/postgres.fixture.ts';
import { createPostgresStore } from '../hub/store/postgres-store.ts';
import { assert } from '../shared/domain/result.ts';
import { atLeast, atMost, type Figure, machine, median, percentile, type Report, told } from './report.ts';
import type { BenchOptions } from './run.ts';
import { measureAuthorise } from './sync-authorise.ts';
import { type Applied, measureApply } from './sync-counter.ts';
import { type Crowd, measureCrowd } from './sync-crowd.ts';
import { type BenchHub, measurePull, measurePush, measureSeen, type PushMeasured } from './sync-hub.ts';
import { measurePeer, PEER_DURABILITY, type PeerMeasured } from './sync-peer.ts';
import { LINES } from './sync-sales.ts';

const WAITING = 500;
const POOL = 24;

/** The exchange with a hub as it is run: one process, a PostgreSQL of its own, HTTP on this machine. */
export async function benchSync({ quick }: BenchOptions): Promise<Report> {
  const counters = quick ? 20 : 1000;
  const share = quick ? 0.1 : 1;
  console.error('Taking pages into an encrypted counter ...');
  const applied = await measureApply(quick ? 2 : 5, 2000 * share);
  const figures = applyFigures(applied);
  await withHub(async (hub) => {
    console.error('Pushing, and the same bytes bare ...');
    const pushed = await measurePush(hub, quick ? 2 : 5, quick ? 1 : 3);
    console.error('Pulling ...');
    const pulled = await measurePull(hub, quick ? 2 : 3);
    figures.push(...hubFigures(pushed, pulled, await measureSeen(hub, quick ? 10 : 60)));
    console.error('Authorising ...');
    figures.push(...authoriseFigures(await measureAuthorise(hub, quick ? 2 : 20)));
    console.error(`${counters} counters come back ...`);
    const few = await measureCrowd(hub, quick ? 5 : 10, WAITING);
    figures.push(...crowdFigures(few, await measureCrowd(hub, counters, quick ? WAITING / 5 : WAITING)));
  });
  console.error('Measuring the peer ...');
  figures.push(...peerFigures(await measurePeer(5000 * share)));
  return {
    bench: 'sync',
    machine: machine(),
    sizes: { lines: LINES, counters, waiting: quick ? WAITING / 5 : WAITING },
    figures,
    notes: [
      'sales: to households of the counter, under leases it has; crowds too.',
      'hub: every check, PostgreSQL with synchronous_commit=on and fsync; an acknowledged push is on disk.',
      'limit.bareInsert: the same bytes in one statement for each 100, as durable, nothing checked, one key, as many connections, in a table as PostgreSQL makes it.',
      'counter: SQLCipher, synchronous=FULL, one transaction for each 200; reading JSON and hashing are another thread and not counted.',
      `peer: ${PEER_DURABILITY}.`,
      'Hub, PostgreSQL and the devices that ask share the cores of this machine.',
    ],
  };
}

async function withHub(work: (hub: BenchHub) => Promise<void>): Promise<void> {
  const postgres = await aPostgres({ isDurable: true });
  const process = await startHubProcess(postgres.connectionString);
  const pool = postgres.openPool({ most: POOL });
  try {
    const { rows } = await pool.query<{ synchronous_commit: string }>('SHOW synchronous_commit');
    assert(rows[0]?.synchronous_commit === 'on', 'what is measured is on disk');
    await work({ address: process.address, store: createPostgresStore(pool), pool });
  } finally {
    await process.stop();
    await postgres.stop();
  }
}

const applyFigures = ({ sales, plain }: Applied): Figure[] => [
  atLeast('applied.sales', median(sales), 'operations/s', 3000),
  atLeast('applied.withoutLines', median(plain), 'operations/s', 8000),
];

function hubFigures(
  { pushed, raw }: PushMeasured,
  pulled: readonly number[],
  seen: readonly number[],
): Figure[] {
  const ratios = pushed.map((each, round) => each / (raw[round] ?? Number.NaN));
  return [
    atLeast('push', median(pushed), 'operations/s', 5000),
    atLeast('push.shareOfBareInsert', median(ratios), 'x', 0.35),
    told('limit.bareInsert', median(raw), 'operations/s'),
    atLeast('pull.served', median(pulled), 'operations/s', 20_000),
    atMost('seenAtAnotherCounter.p95', percentile(seen, 0.95), 'ms', 1000),
    told('seenAtAnotherCounter.median', median(seen), 'ms'),
  ];
}

const authoriseFigures = (waits: readonly number[]): Figure[] => [
  atMost('authorise.p99', percentile(waits, 0.99), 'ms', 50),
  told('authorise.median', median(waits), 'ms'),
];

const perOperation = ({ drainSeconds, operations }: Crowd): number => (drainSeconds * 1000) / operations;

const crowdFigures = (few: Crowd, crowd: Crowd): Figure[] => [
  atMost('crowd.reconnect', crowd.reconnectSeconds, 's', 10),
  atMost('crowd.drain', crowd.drainSeconds, 's', 180),
  told('crowd.drained', crowd.operations / crowd.drainSeconds, 'operations/s'),
  told('crowd.putOff', crowd.putOff, 'operations'),
  atMost('crowd.authorise.p99', percentile(crowd.authoriseWaits, 0.99), 'ms', 500),
  told('crowd.authorise.median', median(crowd.authoriseWaits), 'ms'),
  told('costPerOperation.few', perOperation(few), 'ms'),
  told('costPerOperation.crowd', perOperation(crowd), 'ms'),
  atMost('costPerOperation.crowdToFew', perOperation(crowd) / perOperation(few), 'x', 1.3),
];

const peerFigures = ({ pushed, pulled }: PeerMeasured): Figure[] => [
  told('peer.pouchdb.push', pushed, 'operations/s'),
  told('peer.pouchdb.pull', pulled, 'operations/s'),
];
