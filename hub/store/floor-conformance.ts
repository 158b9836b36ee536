import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { type HouseholdId, householdIdSchema, operationIdSchema } from '../../shared/domain/ids.ts';
import { addDays, type LocalDate, localDateSchema } from '../../shared/domain/local-date.ts';
import { accountAdjusted } from '../../shared/operations/credit-operations.ts';
import { floorSet } from '../../shared/operations/floor-operations.ts';
import { networkStream, type OperationKind } from '../../shared/operations/kind.ts';
import { cycleStarted } from '../../shared/operations/laundry-operations.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { type aChain, adminId, anEnrolledChain, cashierId, siteId } from '../chain-fixture.ts';
import { isSignedBy } from '../ed25519.ts';
import { createHubPen } from '../hub-pen.ts';
import { push } from '../rules/push.ts';
import { retryQuarantine } from '../rules/retry-quarantine.ts';
import { waitForNews } from '../rules/wait.ts';
import { NETWORK_READS_DAYS } from './floor-tables.ts';
import type { HubStore } from './hub-store.ts';

type Chain = ReturnType<typeof aChain>;

const CAPS = {
  perHousehold: { points: 0, cents: 0, washes: 2 },
  perDevice: { points: 0, cents: 0, washes: 3 },
};

/** A hub and devices that start machines without cover. */
async function aHub(store: HubStore) {
  const clock = { today: localDateSchema.parse('2026-11-22') };
  const now = () => Date.parse(`${clock.today}T12:00:00Z`);
  const context = { ...createHubPen(now), isSignedBy, store };
  const enrol = () => anEnrolledChain(store);
  const pushAll = (chain: Chain) => push(context, chain.deviceId, chain.request());
  const write = <Body>(
    chain: Chain,
    kind: OperationKind<Body>,
    body: NoInfer<Body>,
    businessOn: LocalDate = clock.today,
  ) => {
    const last = chain.write(kind, body, { operatorId: adminId });
    chain.operations.pop();
    return chain.rewrite(last, {
      businessOn,
      postings: last.postings.map((posting) =>
        posting.amount < 0 ? { ...posting, cover: { kind: 'floor' as const } } : posting,
      ),
    });
  };
  const wash = (chain: Chain, householdId: HouseholdId = aHousehold(), businessOn?: LocalDate) =>
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
      businessOn,
    );
  const allow = (chain: Chain, isOn = true, washes = CAPS.perDevice.washes) =>
    chain.write(
      floorSet,
      { ...CAPS, isOn, perDevice: { ...CAPS.perDevice, washes } },
      { operatorId: adminId },
    );
  /** What was flagged, as it was raised. */
  const flags = async () => {
    const open = await store.inSnapshot((tx) => tx.listOpenFlags(50));
    return open.map(({ reason, amount }) => [reason, amount]);
  };
  /** The device has read everything that every device reads. */
  const readAll = async (chain: Chain) => {
    const { number } = await store.inSnapshot((tx) => tx.findStreamHead(networkStream));
    const request = { protocol: PROTOCOL_VERSION, epoch: 1, waitMs: 0 } as const;
    const sleep = () => Promise.resolve();
    await waitForNews(
      { store, now, sleep },
      chain.deviceId,
      { ...request, cursors: [[networkStream, number]] },
      () => true,
    );
  };
  const judgeAgain = async () => (await retryQuarantine(context)).taken;
  return { store, clock, context, judgeAgain, enrol, pushAll, wash, write, allow, flags, readAll };
}

const aHousehold = () => householdIdSchema.parse(v7());

/** What goes out without cover, and what of it is flagged: the memory store and PostgreSQL run the same tests. */
export function floorConformance(openStore: () => Promise<HubStore>): void {
  test('within both caps nothing is flagged', async () => {
    const hub = await aHub(await openStore());
    const till = await hub.enrol();
    hub.allow(till);
    const householdId = aHousehold();
    for (let time = 0; time < 2; time++) hub.wash(till, householdId);
    await hub.pushAll(till);
    expect(await hub.flags()).toEqual([]);
  });

  test('beyond what a household may have in a day, over all devices, it is flagged', async () => {
    const hub = await aHub(await openStore());
    const [one, two] = [await hub.enrol(), await hub.enrol()];
    hub.allow(one);
    const householdId = aHousehold();
    for (let time = 0; time < 2; time++) hub.wash(one, householdId);
    await hub.pushAll(one);
    hub.wash(two, householdId);
    await hub.pushAll(two);
    expect(await hub.flags()).toEqual([['FloorExceeded', 1]]);
  });

  test('beyond what a device may let out in one day of the hub it is flagged, in however many pieces it tells it', async () => {
    const hub = await aHub(await openStore());
    const till = await hub.enrol();
    hub.allow(till);
    for (let time = 0; time < 3; time++) {
      hub.wash(till);
      await hub.pushAll(till);
    }
    expect(await hub.flags()).toEqual([]);
    hub.wash(till, aHousehold(), addDays(hub.clock.today, -1));
    await hub.pushAll(till);
    expect(await hub.flags()).toEqual([['FloorExceeded', 1]]);
    hub.clock.today = addDays(hub.clock.today, 1);
    for (let time = 0; time < 3; time++) hub.wash(till);
    await hub.pushAll(till);
    expect(await hub.flags()).toEqual([['FloorExceeded', 1]]);
  });

  test('a wrong clock opens no new day of a household: neither after today, nor before the hub last heard of the device', async () => {
    const hub = await aHub(await openStore());
    const till = await hub.enrol();
    hub.allow(till, true, 100);
    await hub.pushAll(till);
    hub.clock.today = addDays(hub.clock.today, 3);
    const { today } = hub.clock;
    const [ahead, behind, right] = [aHousehold(), aHousehold(), aHousehold()];
    for (const days of [1, 2, 3]) hub.wash(till, ahead, addDays(today, days));
    for (const days of [-900, -800, -700]) hub.wash(till, behind, addDays(today, days));
    // Days that really went by, told in two pieces: each has its own cap.
    for (const days of [-2, -2, -1]) hub.wash(till, right, addDays(today, days));
    await hub.pushAll(till);
    for (const days of [-1, 0, 0]) hub.wash(till, right, addDays(today, days));
    await hub.pushAll(till);
    expect(await hub.flags()).toEqual([
      ['FloorExceeded', 1],
      ['FloorExceeded', 1],
    ]);
  });

  test('what was kept aside counts on the day it came, whenever it is taken', async () => {
    const hub = await aHub(await openStore());
    const [office, till] = [await hub.enrol(), await hub.enrol()];
    hub.allow(office);
    for (const chain of [office, till]) await hub.pushAll(chain);
    const householdId = aHousehold();
    const asCashier = () => {
      const plain = hub.wash(till, householdId);
      till.operations.pop();
      till.rewrite(plain, { operatorId: cashierId });
    };
    for (let time = 0; time < 2; time++) asCashier();
    await hub.pushAll(till); // the hub knows no such operator
    hub.clock.today = addDays(hub.clock.today, 3);
    for (let time = 0; time < 2; time++) hub.wash(till, householdId);
    await hub.pushAll(till);
    await hub.store.inTransaction((tx) => tx.setRoles(cashierId, siteId, ['admin']));
    expect(await hub.judgeAgain()).toBe(2);
    expect(await hub.flags()).toEqual([]);
  });

  test('what a device let out under a limit that it had not read to be lowered is no fault, what it let out later is', async () => {
    const hub = await aHub(await openStore());
    const [office, till] = [await hub.enrol(), await hub.enrol()];
    hub.allow(office, true, 6);
    await hub.pushAll(office);
    await hub.pushAll(till);
    await hub.readAll(till);
    hub.allow(office, true, 2);
    await hub.pushAll(office);
    for (let time = 0; time < 4; time++) hub.wash(till);
    await hub.pushAll(till);
    expect(await hub.flags()).toEqual([]);
    await hub.readAll(till);
    hub.clock.today = addDays(hub.clock.today, 1);
    for (let time = 0; time < 3; time++) hub.wash(till);
    await hub.pushAll(till);
    expect(await hub.flags()).toEqual([['FloorExceeded', 1]]);
    // Whoever has not read it for a week goes by it all the same.
    hub.allow(office, false);
    await hub.pushAll(office);
    hub.clock.today = addDays(hub.clock.today, 8);
    hub.wash(till);
    await hub.pushAll(till);
    expect((await hub.flags())[0]).toEqual(['NoCover', 1]);
  });

  test('of its own chain what comes before a change is judged by what held before it', async () => {
    const hub = await aHub(await openStore());
    const till = await hub.enrol();
    hub.allow(till);
    hub.wash(till);
    hub.allow(till, false);
    hub.wash(till);
    await hub.pushAll(till);
    hub.wash(till);
    await hub.pushAll(till);
    expect(await hub.flags()).toEqual([
      ['NoCover', 1],
      ['NoCover', 1],
    ]);
  });

  test('off, which is how it begins, and for what an office does to an account, it is no cover', async () => {
    const hub = await aHub(await openStore());
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
    expect(await hub.flags()).toEqual([
      ['NoCover', 1],
      ['NoCover', 1],
      ['NoCover', 1],
    ]);
  });

  test('a backlog that comes in pieces, days between them, counts as it was written', async () => {
    const hub = await aHub(await openStore());
    const till = await hub.enrol();
    hub.allow(till, true, 4);
    await hub.pushAll(till);
    const [monday, tuesday, wednesday] = [1, 2, 3].map((days) => addDays(hub.clock.today, days));
    const householdId = aHousehold();
    for (const day of [monday, monday, tuesday, tuesday]) hub.wash(till, householdId, day);
    hub.clock.today = addDays(hub.clock.today, 3);
    await push(hub.context, till.deviceId, till.request(1, 3));
    hub.clock.today = addDays(hub.clock.today, 1);
    await hub.pushAll(till);
    expect(await hub.flags()).toEqual([]);
    // A day that was had is had, whenever it is named again.
    for (const day of [monday, tuesday]) hub.wash(till, householdId, day);
    hub.clock.today = addDays(hub.clock.today, 1);
    await hub.pushAll(till);
    expect(await hub.flags()).toEqual([
      ['FloorExceeded', 1],
      ['FloorExceeded', 1],
    ]);
    for (let time = 0; time < 2; time++) hub.wash(till, householdId, wednesday);
    hub.clock.today = addDays(hub.clock.today, 1);
    await hub.pushAll(till);
    expect(await hub.flags()).toHaveLength(2);
  });

  test('what was let out before a device read that a limit was lowered is no fault in whichever piece it comes', async () => {
    const hub = await aHub(await openStore());
    const [office, till] = [await hub.enrol(), await hub.enrol()];
    hub.allow(office, true, 6);
    for (const chain of [office, till]) await hub.pushAll(chain);
    await hub.readAll(till);
    hub.clock.today = addDays(hub.clock.today, 1);
    hub.allow(office, true, 2);
    await hub.pushAll(office);
    const loweredOn = hub.clock.today;
    hub.clock.today = addDays(loweredOn, 1);
    for (let time = 0; time < 5; time++) hub.wash(till);
    hub.clock.today = addDays(loweredOn, 2);
    await push(hub.context, till.deviceId, till.request(1, 2));
    await hub.readAll(till);
    hub.clock.today = addDays(loweredOn, 3);
    await hub.pushAll(till);
    expect(await hub.flags()).toEqual([]);
    hub.clock.today = addDays(loweredOn, 4);
    for (let time = 0; time < 3; time++) hub.wash(till);
    await hub.pushAll(till);
    expect(await hub.flags()).toEqual([['FloorExceeded', 1]]);
  });

  test('a device that always says an older day goes by the older limit for a month and no longer', async () => {
    const hub = await aHub(await openStore());
    const [office, till] = [await hub.enrol(), await hub.enrol()];
    hub.allow(office, true, 6);
    hub.allow(office, true, 2);
    for (const chain of [office, till]) await hub.pushAll(chain);
    await hub.readAll(till);
    const { today } = hub.clock;
    for (const days of [30, 31]) {
      hub.clock.today = addDays(today, days);
      for (let time = 0; time < 7; time++) hub.wash(till, aHousehold(), today);
      await hub.pushAll(till);
    }
    expect((await hub.flags()).map(([reason]) => reason)).toEqual(Array(6).fill('FloorExceeded'));
  });

  test('a backlog that was kept aside counts as it was written, within a week before it came', async () => {
    const hub = await aHub(await openStore());
    const [office, till] = [await hub.enrol(), await hub.enrol()];
    hub.allow(office, true, 10);
    for (const chain of [office, till]) await hub.pushAll(chain);
    const { today } = hub.clock;
    const [within, beyond] = [aHousehold(), aHousehold()];
    const asCashier = (householdId: HouseholdId, businessOn: LocalDate) => {
      const plain = hub.wash(till, householdId, businessOn);
      till.operations.pop();
      till.rewrite(plain, { operatorId: cashierId });
    };
    for (const days of [-40, -30, -20]) asCashier(beyond, addDays(today, days));
    for (const days of [1, 1, 2, 2]) asCashier(within, addDays(today, days));
    hub.clock.today = addDays(today, 3);
    await hub.pushAll(till);
    hub.clock.today = addDays(today, 4);
    await hub.store.inTransaction((tx) => tx.setRoles(cashierId, siteId, ['admin']));
    expect(await hub.judgeAgain()).toBe(7);
    expect(await hub.flags()).toEqual([['FloorExceeded', 1]]);
  });

  test('how far a device had read at the end of each day is kept for some weeks', async () => {
    const hub = await aHub(await openStore());
    const till = await hub.enrol();
    const start = hub.clock.today;
    const reads = () => hub.store.inSnapshot((tx) => tx.listNetworkReads(till.deviceId));
    const read = async (number: number, today: LocalDate, hour: number) => {
      const contact = {
        seenAt: Date.parse(`${today}T${hour}:00:00Z`),
        cursors: new Map([[networkStream, number]]),
      };
      await hub.store.inTransaction((tx) => tx.noteContact(till.deviceId, contact));
    };
    expect(await reads()).toEqual([]);
    await read(1, start, 10);
    await read(3, start, 11);
    await read(3, addDays(start, NETWORK_READS_DAYS), 10);
    expect(await reads()).toEqual([
      { readOn: addDays(start, NETWORK_READS_DAYS), number: 3 },
      { readOn: start, number: 3 },
    ]);
    await read(4, addDays(start, NETWORK_READS_DAYS + 1), 10);
    expect((await reads()).map(({ number }) => number)).toEqual([4, 3]);
  });

  test('the store keeps what may go out without cover, and adds up what each had in a day', async () => {
    const store = await openStore();
    const { inTransaction } = store;
    const caps = { points: 1, cents: 2, washes: 3 };
    const limit = { isOn: true, perHousehold: caps, perDevice: caps };
    const { deviceId } = await anEnrolledChain(store);
    const rules = [1, 2, 3].map((number) => {
      return { number, limit: { ...limit, isOn: number > 1 }, setBy: deviceId, setAt: number * 10 };
    });
    for (const rule of rules) await inTransaction((tx) => tx.insertFloorRule(rule));
    expect(await store.inSnapshot((tx) => tx.listFloorRules(2))).toEqual(rules.slice(1));
    const [day, next] = [localDateSchema.parse('2026-11-22'), localDateSchema.parse('2026-11-23')];
    const sum = { day, unit: 'points' as const, amount: 5 };
    const told = { ...sum, id: deviceId };
    for (const amount of [5, 10]) {
      expect(await inTransaction((tx) => tx.addFloorTold([told]))).toEqual([{ ...told, amount }]);
    }
    expect(await inTransaction((tx) => tx.addFloorTold([{ ...told, day: next }]))).toEqual([
      { ...told, day: next },
    ]);
    const use = { ...sum, id: aHousehold() };
    expect(await inTransaction((tx) => tx.addFloorUses([use]))).toEqual([use]);
    const both = await inTransaction((tx) => tx.addFloorUses([use, { ...use, day: next }]));
    expect(both.toSorted((a, b) => (a.day < b.day ? -1 : 1))).toEqual([
      { ...use, amount: 10 },
      { ...use, day: next },
    ]);
  });
}
