import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { type HouseholdId, householdIdSchema, operationIdSchema } from '../../shared/domain/ids.ts';
import { accountAdjusted } from '../../shared/operations/credit-operations.ts';
import { floorSet } from '../../shared/operations/floor-operations.ts';
import type { OperationKind } from '../../shared/operations/kind.ts';
import { cycleStarted } from '../../shared/operations/laundry-operations.ts';
import { type aChain, adminId, anEnrolledChain, siteId } from '../chain-fixture.ts';
import { createHubPen } from '../hub-pen.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import { push } from './push.ts';

type Chain = ReturnType<typeof aChain>;

const CAPS = {
  perHousehold: { points: 0, cents: 0, washes: 2 },
  perDevice: { points: 0, cents: 0, washes: 3 },
};

/** A hub and devices that start machines without cover. */
async function aHub() {
  const store = createMemoryStore();
  const context = { ...createHubPen(() => 1_790_000_100_000), store };
  const enrol = () => anEnrolledChain(store);
  const pushAll = (chain: Chain) => push(context, chain.deviceId, chain.request());
  const write = <Body>(chain: Chain, kind: OperationKind<Body>, body: NoInfer<Body>) => {
    const last = chain.write(kind, body, { operatorId: adminId });
    chain.operations.pop();
    return chain.rewrite(last, {
      postings: last.postings.map((posting) =>
        posting.amount < 0 ? { ...posting, cover: { kind: 'floor' as const } } : posting,
      ),
    });
  };
  const wash = (chain: Chain, householdId: HouseholdId) =>
    write(
      chain,
      cycleStarted,
      cycleStarted.body.parse({
        cycleId: operationIdSchema.parse(v7()),
        siteId,
        householdId,
        charges: [{ unit: 'washes', amount: 1 }],
        startedOn: '2026-11-22',
        visitId: v7(),
        machineId: v7(),
        washProgrammeId: v7(),
        minutes: 40,
        detergentDoses: 0,
      }),
    );
  const allow = (chain: Chain, isOn = true) =>
    chain.write(floorSet, { isOn, ...CAPS }, { operatorId: adminId });
  const flags = () => store.state().flags.map(({ reason, amount }) => [reason, amount]);
  const uncovered = () => [...store.state().accounts.values()].reduce((sum, each) => sum + each.uncovered, 0);
  return { enrol, pushAll, wash, write, allow, flags, uncovered };
}

const aHousehold = () => householdIdSchema.parse(v7());

test('within both caps nothing is flagged, and what is out is known to be uncovered', async () => {
  const hub = await aHub();
  const till = await hub.enrol();
  hub.allow(till);
  const householdId = aHousehold();
  for (let time = 0; time < 2; time++) hub.wash(till, householdId);
  await hub.pushAll(till);
  expect([hub.flags(), hub.uncovered()]).toEqual([[], 2]);
});

test('beyond what a household may have in a day, over all devices, it is flagged', async () => {
  const hub = await aHub();
  const [one, two] = [await hub.enrol(), await hub.enrol()];
  hub.allow(one);
  const householdId = aHousehold();
  for (let time = 0; time < 2; time++) hub.wash(one, householdId);
  await hub.pushAll(one);
  hub.wash(two, householdId);
  await hub.pushAll(two);
  expect([hub.flags(), hub.uncovered()]).toEqual([[['FloorExceeded', 1]], 3]);
});

test('beyond what a device may have out before it tells the hub it is flagged; what it tells in time is not', async () => {
  const hub = await aHub();
  const till = await hub.enrol();
  hub.allow(till);
  for (let time = 0; time < 3; time++) hub.wash(till, aHousehold());
  await hub.pushAll(till);
  for (let time = 0; time < 3; time++) hub.wash(till, aHousehold());
  await hub.pushAll(till);
  expect(hub.flags()).toEqual([]);
  for (let time = 0; time < 4; time++) hub.wash(till, aHousehold());
  await hub.pushAll(till);
  expect(hub.flags()).toEqual([['FloorExceeded', 1]]);
});

test('off, which is how it begins, and for what an office does to an account, it is no cover', async () => {
  const hub = await aHub();
  const till = await hub.enrol();
  hub.wash(till, aHousehold());
  await hub.pushAll(till);
  hub.allow(till);
  const adjusted = { siteId, purse: 'washes', amount: -1, reason: 'recording-mistake' } as const;
  hub.write(till, accountAdjusted, { householdId: aHousehold(), ...adjusted });
  hub.allow(till, false);
  await hub.pushAll(till);
  hub.wash(till, aHousehold());
  await hub.pushAll(till);
  expect(hub.flags()).toEqual([
    ['NoCover', 1],
    ['NoCover', 1],
    ['NoCover', 1],
  ]);
});
