import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { siteIdSchema } from '../../shared/domain/ids.ts';
import { siteSet } from '../../shared/operations/network-operations.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { aChain, adminId, aPlace, cashierId, organisationId, siteId } from '../chain-fixture.ts';
import { isSignedBy } from '../ed25519.ts';
import { createHubPen } from '../hub-pen.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import { makeCode } from './make-code.ts';
import { push } from './push.ts';

const officeId = siteIdSchema.parse(v7());
const closedId = siteIdSchema.parse(v7());
const CODE = 'ABCDEFGHJKMN';

async function aHub() {
  const store = createMemoryStore();
  const chain = aChain();
  const { deviceId } = chain;
  const place = aPlace(deviceId);
  await store.inTransaction((tx) =>
    tx.insertDevice({ deviceId, publicKey: chain.keys.publicKey, place, aloneUntilSeq: 1 }),
  );
  chain.anAdmin();
  chain.aCashier();
  const names = { organisationId, name: 'Sede', isActive: true };
  const operatorId = adminId;
  chain.write(siteSet, { ...names, siteId, shortName: 'EMP', kind: 'emporio' }, { operatorId });
  chain.write(siteSet, { ...names, siteId: officeId, shortName: 'UFF', kind: 'office' }, { operatorId });
  const closed = { ...names, siteId: closedId, shortName: 'EX', kind: 'emporio' as const, isActive: false };
  chain.write(siteSet, closed, { operatorId });
  await push({ ...createHubPen(() => 1), isSignedBy, store }, deviceId, chain.request());
  const ask = (more: object = {}) =>
    makeCode({ store, now: () => 5000, hashCode: (code) => code }, deviceId, {
      protocol: PROTOCOL_VERSION,
      code: CODE,
      siteId: officeId,
      takesOffice: false,
      operatorId: adminId,
      ...more,
    });
  return { store, ask };
}

test('an administrator makes a code; where the new counter stands is what the hub knows of its site', async () => {
  const { store, ask } = await aHub();
  expect(await ask()).toEqual({ ok: true, value: { validMs: 600_000 } });
  expect(store.state().codes.get(CODE)?.place).toEqual({
    siteId: officeId,
    siteKind: 'office',
    organisationId,
    officeOf: [siteId, closedId].sort(),
  });
});

test('nobody else does, and for no site that is closed or that the hub was not told of', async () => {
  const { store, ask } = await aHub();
  expect([
    await ask({ operatorId: cashierId }),
    await ask({ siteId: closedId }),
    await ask({ siteId: siteIdSchema.parse(v7()) }),
  ]).toEqual([
    { ok: false, error: { type: 'NotAdministratorAtHub' } },
    { ok: false, error: { type: 'SiteNotAtHub' } },
    { ok: false, error: { type: 'SiteNotAtHub' } },
  ]);
  expect(store.state().codes.size).toBe(0);
});

test('a request that is sent again leaves a code that was used as it is', async () => {
  const { store, ask } = await aHub();
  await ask();
  await store.inTransaction((tx) => tx.spendCode(CODE, aChain().deviceId, 7000));
  await ask();
  expect(store.state().codes.get(CODE)).toMatchObject({ madeAt: 5000, usedAt: 7000 });
});
