import { describe, expect, test } from 'vitest';
import { anAllowanceHub } from '../allowance-hub.fixture.ts';
import { aChain } from '../chain-fixture.ts';
import { fillAllowanceFacts } from '../rules/fill-allowance-facts.ts';
import { aSweepHub } from '../sweep-hub.fixture.ts';
import { allowancesConformance } from './allowances-conformance.ts';
import { asideConformance } from './aside-conformance.ts';
import { broughtConformance } from './brought-conformance.ts';
import { circlesConformance } from './circles-conformance.ts';
import { claimsConformance } from './claims-conformance.ts';
import { entryConformance } from './entry-conformance.ts';
import { erasureConformance } from './erasure-conformance.ts';
import { floorConformance } from './floor-conformance.ts';
import { idsConformance } from './ids-conformance.ts';
import { createMemoryStore } from './memory-store.ts';
import { organisationsConformance } from './organisations-conformance.ts';
import { restoreAsideConformance } from './restore-aside-conformance.ts';
import { restoreConformance } from './restore-conformance.ts';
import { returningConformance } from './returning-conformance.ts';
import { conformance } from './store-conformance.ts';
import { successionConformance } from './succession-conformance.ts';
import { sweepsConformance } from './sweeps-conformance.ts';

describe('the memory store', () => {
  const openStore = async () => createMemoryStore();
  conformance(openStore);
  allowancesConformance(openStore);
  erasureConformance(openStore);
  const openRestorable = async () => {
    const store = createMemoryStore();
    return { store, beginEpoch: async () => store.restore(store.backUp()) };
  };
  restoreConformance(openRestorable);
  restoreAsideConformance(openRestorable);
  returningConformance(openRestorable);
  successionConformance(openRestorable);
  entryConformance(openStore);
  broughtConformance(openStore);
  claimsConformance(openStore);
  asideConformance(openStore);
  organisationsConformance(openStore);
  sweepsConformance(openStore);
  circlesConformance(openStore);
  floorConformance(openStore);
  idsConformance(openStore);
});

test('a hub that was restored from its backup gives under the same keys again, once', async () => {
  const store = createMemoryStore();
  const hub = await anAllowanceHub(store);
  await hub.begin();
  const before = hub.aHousehold();
  await hub.pushFrom(hub.founder);
  await hub.post();
  const backup = store.backUp();
  const after = hub.aHousehold();
  await hub.pushFrom(hub.founder);
  await hub.post();
  const idsOf = () =>
    store
      .state()
      .operations.filter(({ operation }) => operation.type === 'allowance.posted')
      .map(({ operation }) => operation.id);
  const ids = idsOf();
  store.restore(backup);
  expect(await hub.post()).toBe(0);
  await hub.pushFrom(hub.founder);
  expect(await hub.post()).toBe(1);
  expect(idsOf()).toEqual(ids);
  expect(await hub.figures(before, '2026-11-01')).toEqual([40, 0, 0]);
  expect(await hub.figures(after, '2026-11-01')).toEqual([40, 0, 0]);
});

test('nothing is given where nobody has brought a network yet', async () => {
  const hub = await anAllowanceHub(createMemoryStore());
  await fillAllowanceFacts({ store: hub.store, now: hub.pen.now });
  await hub.enrol(aChain(), 0);
  expect(await hub.post()).toBe(0);
});

test('a hub that was restored brings along what it has lost under the same ids, once it knows what is promised', async () => {
  const store = createMemoryStore();
  const hub = await aSweepHub(store);
  const [a, b] = hub.households;
  await hub.merge(a, b);
  const backup = store.backUp();
  await hub.sell(a, { points: 15 });
  await hub.topUp(a, 'cents', 70);
  await hub.post();
  const ids = (await hub.swept()).map(({ id }) => id);
  store.restore(backup);
  await hub.pushFrom(hub.till);
  await hub.post();
  expect([await hub.swept(), await hub.cents(a, b)]).toEqual([[], [70, 0]]);
  await hub.store.inTransaction(async (tx) => {
    for (const { deviceId } of await tx.listDevices()) await tx.setDeclared(deviceId);
  });
  hub.clock.now += 3_600_000;
  await hub.post();
  expect((await hub.swept()).map(({ id }) => id)).toEqual(ids);
  expect([await hub.points(a, b), await hub.cents(a, b)]).toEqual([
    [0, 25],
    [0, 70],
  ]);
});
