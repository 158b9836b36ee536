import { describe, expect, test } from 'vitest';
import { aChain } from '../chain-fixture.ts';
import { fillAllowanceFacts } from '../rules/fill-allowance-facts.ts';
import { allowancesConformance, anAllowanceHub } from './allowances-conformance.ts';
import { asideConformance } from './aside-conformance.ts';
import { claimsConformance } from './claims-conformance.ts';
import { entryConformance } from './entry-conformance.ts';
import { erasureConformance } from './erasure-conformance.ts';
import { createMemoryStore } from './memory-store.ts';
import { restoreConformance } from './restore-conformance.ts';
import { conformance } from './store-conformance.ts';

describe('the memory store', () => {
  const openStore = async () => createMemoryStore();
  conformance(openStore);
  allowancesConformance(openStore);
  erasureConformance(openStore);
  restoreConformance(async () => {
    const store = createMemoryStore();
    return { store, beginEpoch: async () => store.restore(store.backUp()) };
  });
  entryConformance(openStore);
  claimsConformance(openStore);
  asideConformance(openStore);
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
