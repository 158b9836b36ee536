import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { householdAccount } from '../shared/domain/account.ts';
import {
  authorisationIdSchema,
  deviceIdSchema,
  householdIdSchema,
  leaseIdSchema,
  operationIdSchema,
} from '../shared/domain/ids.ts';
import { localDateSchema } from '../shared/domain/local-date.ts';
import { deviceStream } from '../shared/operations/kind.ts';
import {
  type DeclareRequest,
  MOST_DECLARED_AUTHORISATIONS,
  MOST_DECLARED_LEASES,
  MOST_HELD,
  MOST_PART_BYTES,
  MOST_PARTS,
  MOST_SEEN_DEVICES,
  splitDeclaration,
} from '../shared/sync/declaration.ts';
import { MOST_SPENDS, PROTOCOL_VERSION } from '../shared/sync/protocol.ts';
import { aChain, aPlace } from './chain-fixture.ts';
import { isSignedBy } from './ed25519.ts';
import { aNetworkClient } from './hub-client.fixture.ts';
import { createHubPen } from './hub-pen.ts';
import { migrateHub } from './migrations/migrate.ts';
import { aPostgres } from './postgres.fixture.ts';
import { beginEpoch } from './restore.ts';
import { push } from './rules/push.ts';
import { createHubServer } from './server.ts';
import { createPostgresStore } from './store/postgres-store.ts';

const startsOn = localDateSchema.parse('2026-11-01');
const aSpend = (amount: number) => ({
  account: householdAccount(householdIdSchema.parse(v7()), 'points-baby', startsOn),
  unit: 'points' as const,
  amount,
});

/** As much as a device may hold, in the longest words. */
function theLongest(more: Pick<DeclareRequest, 'epoch' | 'headSeq' | 'headHash' | 'mailboxCursor'>) {
  const spends = Array.from({ length: MOST_SPENDS }, () => ({ ...aSpend(MOST_HELD), fromLease: MOST_HELD }));
  const times = <Each>(count: number, make: () => Each) => Array.from({ length: count }, make);
  return {
    protocol: PROTOCOL_VERSION,
    ...more,
    part: 0,
    isLast: true,
    leases: times(MOST_DECLARED_LEASES, () => ({ leaseId: leaseIdSchema.parse(v7()), ...aSpend(1000) })),
    authorisations: times(MOST_DECLARED_AUTHORISATIONS, () => ({
      authorisationId: authorisationIdSchema.parse(v7()),
      operationId: operationIdSchema.parse(v7()),
      spends,
    })),
    seen: times(MOST_SEEN_DEVICES, () => ({
      deviceId: deviceIdSchema.parse(v7()),
      seq: Number.MAX_SAFE_INTEGER,
      writtenAt: Number.MAX_SAFE_INTEGER,
    })),
  } satisfies DeclareRequest;
}

test('the longest declaration there is reaches a hub in parts, over its door, and is taken whole', async () => {
  const postgres = await aPostgres();
  const pool = postgres.openPool();
  await migrateHub(pool);
  const store = createPostgresStore(pool);
  const incidents: unknown[] = [];
  const server = await createHubServer({
    store,
    secret: randomBytes(32),
    now: Date.now,
    onIncident: (_, error) => incidents.push(error),
  });
  try {
    await server.listen({ host: '127.0.0.1', port: 0 });
    const { port } = server.server.address() as AddressInfo; // it listens on a port, not on a pipe
    const chain = aChain();
    const { deviceId } = chain;
    const { publicKey, privateKey } = chain.keys;
    await store.inTransaction((tx) =>
      tx.insertDevice({ deviceId, publicKey, place: aPlace(deviceId), aloneUntilSeq: 1 }),
    );
    chain.anAdmin();
    await push({ store, ...createHubPen(Date.now), isSignedBy }, deviceId, chain.request());
    const epoch = await beginEpoch(pool, Date.now());
    const mailbox = await store.inSnapshot((tx) => tx.findStreamHead(deviceStream(deviceId)));
    const parts = splitDeclaration(
      theLongest({
        epoch,
        headSeq: 1,
        headHash: chain.operations[0]?.hash ?? '',
        mailboxCursor: mailbox.number,
      }),
    );
    expect(parts.length).toBeGreaterThan(10);
    expect(parts.length).toBeLessThanOrEqual(MOST_PARTS);
    const client = aNetworkClient(() => `http://127.0.0.1:${port}`, deviceId, privateKey);
    for (const part of parts) {
      expect(JSON.stringify(part).length).toBeLessThan(MOST_PART_BYTES + 1000);
      const answer = await client.post('/v1/declare', part);
      expect(answer).toMatchObject({ status: 200, body: { type: part.isLast ? 'declared' : 'kept' } });
    }
    const [leases, open, awaiting] = await store.inSnapshot((tx) =>
      Promise.all([tx.listLeasesOf(deviceId), tx.listOpenAuthorisations(deviceId), tx.isAwaiting()]),
    );
    expect([leases.length, open.length, awaiting]).toEqual([
      MOST_DECLARED_LEASES,
      MOST_DECLARED_AUTHORISATIONS,
      false,
    ]);
    expect(incidents).toEqual([]);
  } finally {
    await server.close();
    await postgres.stop();
  }
}, 180_000);
