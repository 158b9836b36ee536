import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { householdAccount } from '../../shared/domain/account.ts';
import {
  authorisationIdSchema,
  type DeviceId,
  householdIdSchema,
  operationIdSchema,
  organisationIdSchema,
  programmeIdSchema,
  siteIdSchema,
} from '../../shared/domain/ids.ts';
import { networkStream, siteStream } from '../../shared/operations/kind.ts';
import { programmeSet } from '../../shared/operations/network-operations.ts';
import { streamsFor } from '../../shared/sync/grants.ts';
import type { NetworkAct } from '../../shared/sync/network-questions.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { aChain, adminId, aPlace, cashierId, organisationId, siteId } from '../chain-fixture.ts';
import { isSignedBy } from '../ed25519.ts';
import { createHubPen } from '../hub-pen.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import { actOnNetwork } from './act-on-network.ts';
import { authorise } from './authorise.ts';
import { placeLeases } from './place-leases.ts';
import { pull } from './pull.ts';
import { push } from './push.ts';
import { readNetwork } from './read-network.ts';
import { retryAfterUpdate } from './retry-quarantine.ts';
import { waitForNews } from './wait.ts';

const otherSiteId = siteIdSchema.parse(v7());
const DAY_MS = 86_400_000;

async function aHub() {
  const store = createMemoryStore();
  const clock = { now: 1_790_000_100_000 };
  const context = {
    store,
    ...createHubPen(() => clock.now),
    isSignedBy,
    sleep: async () => undefined,
  };
  const enrol = async (more: Parameters<typeof aPlace>[1] = {}) => {
    const chain = aChain();
    const { deviceId } = chain;
    const place = aPlace(deviceId, more);
    await store.inTransaction((tx) =>
      tx.insertDevice({ deviceId, publicKey: chain.keys.publicKey, place, aloneUntilSeq: 0 }),
    );
    return chain;
  };
  await store.inTransaction(async (tx) => {
    for (const each of [siteId, otherSiteId]) {
      await tx.setSite(each, { organisationId, kind: 'emporio', isActive: true });
      await tx.setRoles(adminId, each, ['admin']);
    }
  });
  const asking = await enrol();
  const act = (wanted: NetworkAct, operatorId = adminId, chain = asking) =>
    actOnNetwork(context, chain.deviceId, { protocol: PROTOCOL_VERSION, operatorId, act: wanted });
  const pushAll = (chain: ReturnType<typeof aChain>, from?: number) =>
    push(context, chain.deviceId, chain.request(from));
  const read = async () => {
    const answer = await readNetwork(context, asking.deviceId, {
      protocol: PROTOCOL_VERSION,
      operatorId: adminId,
    });
    if (!answer.ok) throw new Error(answer.error.type);
    return answer.value;
  };
  return { store, clock, context, enrol, asking, act, pushAll, read };
}

test('only who is an administrator at the device that asks decides anything', async () => {
  const hub = await aHub();
  const { deviceId } = await hub.enrol();
  const wanted: NetworkAct[] = [
    { type: 'revoke', deviceId },
    { type: 'move', deviceId, siteId: otherSiteId, afterMoves: 0 },
    { type: 'judgeAgain' },
    { type: 'adoptFork', deviceId },
    { type: 'seeFlags', operationId: operationIdSchema.parse(v7()) },
  ];
  for (const each of wanted) {
    expect(await hub.act(each, cashierId)).toEqual({ ok: false, error: { type: 'NotAdministratorAtHub' } });
    expect(await hub.act(each, adminId, aChain())).toMatchObject({ error: { type: 'DeviceUnknown' } });
  }
  const request = { protocol: PROTOCOL_VERSION, operatorId: cashierId } as const;
  expect(await readNetwork(hub.context, hub.asking.deviceId, request)).toMatchObject({
    error: { type: 'NotAdministratorAtHub' },
  });
  expect(hub.store.state().devices.get(deviceId)).toMatchObject({ state: 'active', leaving: null });
});

test('a revoked device gets nothing more; what it still has is kept aside for thirty days', async () => {
  const hub = await aHub();
  const gone = await hub.enrol();
  gone.aProgramme('Prima');
  await hub.pushAll(gone);
  expect(await hub.act({ type: 'revoke', deviceId: gone.deviceId })).toEqual({
    ok: true,
    value: { taken: 0 },
  });
  expect(await hub.act({ type: 'revoke', deviceId: gone.deviceId })).toMatchObject({
    error: { type: 'NothingToDo' },
  });
  expect(await hub.act({ type: 'revoke', deviceId: hub.asking.deviceId })).toMatchObject({
    error: { type: 'ThisVeryDevice' },
  });
  const request = {
    protocol: PROTOCOL_VERSION,
    epoch: 1,
    stream: networkStream,
    cursor: 0,
    limit: 9,
  } as const;
  expect(await pull(hub.store, gone.deviceId, request)).toMatchObject({
    error: { type: 'DeviceRevoked' },
  });
  gone.aProgramme('Dopo');
  hub.clock.now += 30 * DAY_MS;
  expect(await hub.pushAll(gone, 2)).toMatchObject({
    value: { acknowledgedSeq: 2, quarantined: [{ seq: 2, reason: 'DeviceRevoked' }] },
  });
  gone.aProgramme('Troppo tardi');
  hub.clock.now += 1;
  expect(await hub.pushAll(gone, 3)).toMatchObject({ error: { type: 'DeviceRevoked' } });
  expect(await hub.act({ type: 'judgeAgain' })).toEqual({ ok: true, value: { taken: 0 } });
  expect(await hub.read()).toMatchObject({
    quarantine: [{ reason: 'DeviceRevoked', type: 'programme.set' }],
  });
});

test('what is set aside for a device that is taken out is for others again', async () => {
  const hub = await aHub();
  const gone = await hub.enrol();
  const householdId = householdIdSchema.parse(v7());
  gone.aHouseholdOf(householdId);
  gone.aTopUp(1000, householdId);
  await hub.pushAll(gone);
  const known = { protocol: PROTOCOL_VERSION, epoch: 1 } as const;
  await placeLeases(hub.store, hub.context, gone.deviceId, known);
  const ask = async (deviceId: DeviceId, amount: number) => {
    const account = householdAccount(householdId, 'cents');
    const answer = await authorise(hub.store, hub.context, deviceId, {
      ...known,
      authorisationId: authorisationIdSchema.parse(v7()),
      operationId: operationIdSchema.parse(v7()),
      spends: [{ account, unit: 'cents', amount, fromLease: 0 }],
      claims: [],
    });
    return answer.ok ? answer.value.type : answer.error.type;
  };
  expect(await ask(gone.deviceId, 50)).toBe('granted');
  expect(await ask(hub.asking.deviceId, 1000)).toBe('refused');
  expect(await hub.act({ type: 'revoke', deviceId: gone.deviceId })).toMatchObject({ ok: true });
  expect(await ask(hub.asking.deviceId, 1000)).toBe('granted');
  expect(await ask(gone.deviceId, 1)).toBe('DeviceRevoked');
});

test('a device that was moved is ordered to delete until it comes without, and writes where it stood until then', async () => {
  const hub = await aHub();
  const moved = await hub.enrol();
  const before = streamsFor(aPlace(moved.deviceId));
  const cursors = (streams: readonly string[]) =>
    waitForNews(
      hub.context,
      moved.deviceId,
      {
        protocol: PROTOCOL_VERSION,
        epoch: 1,
        cursors: before.filter((each) => streams.includes(each)).map((each) => [each, 0]),
        waitMs: 0,
      },
      () => true,
    );
  expect(await cursors(before)).toMatchObject({ grants: null });
  const wanted: NetworkAct = {
    type: 'move',
    deviceId: moved.deviceId,
    siteId: otherSiteId,
    afterMoves: 0,
  };
  expect(await hub.act(wanted)).toMatchObject({ ok: true });
  expect(await hub.act({ ...wanted, siteId, afterMoves: 1 })).toMatchObject({
    error: { type: 'StillMoving' },
  });
  for (let time = 0; time < 2; time++) {
    expect(await cursors(before)).toMatchObject({
      grants: {
        place: { siteId: otherSiteId },
        granted: [siteStream(otherSiteId)],
        withdrawn: [siteStream(siteId)],
      },
    });
  }
  moved.aTopUp(100);
  expect(await hub.pushAll(moved)).toMatchObject({ value: { quarantined: [] } });
  const left = before.filter((each) => each !== siteStream(siteId));
  expect((await hub.read()).devices.filter(({ isLeaving }) => isLeaving)).toHaveLength(1);
  await cursors(left);
  expect((await hub.read()).devices.filter(({ isLeaving }) => isLeaving)).toEqual([]);
  moved.aTopUp(100);
  expect(await hub.pushAll(moved, 2)).toMatchObject({
    value: { quarantined: [{ seq: 2, reason: 'NotAllowedHere' }] },
  });
});

test('a move that is sent again after the device was moved back finds nothing to do', async () => {
  const hub = await aHub();
  const { deviceId } = await hub.enrol();
  const arrive = (at: typeof siteId) => {
    const streams = streamsFor(aPlace(deviceId, { siteId: at }));
    const cursors = streams.map((each): [typeof each, number] => [each, 0]);
    return waitForNews(
      hub.context,
      deviceId,
      { protocol: PROTOCOL_VERSION, epoch: 1, cursors, waitMs: 0 },
      () => true,
    );
  };
  const moves = async () =>
    (await hub.read()).devices.filter((each) => each.place.deviceId === deviceId).map((each) => each.moves);
  const there: NetworkAct = { type: 'move', deviceId, siteId: otherSiteId, afterMoves: 0 };
  expect(await hub.act(there)).toMatchObject({ ok: true });
  await arrive(otherSiteId);
  expect(await hub.act({ ...there, siteId, afterMoves: 1 })).toMatchObject({ ok: true });
  await arrive(siteId);
  expect(await hub.act(there)).toEqual({ ok: false, error: { type: 'NothingToDo' } });
  expect([hub.store.state().devices.get(deviceId)?.place.siteId, await moves()]).toEqual([siteId, [2]]);
});

test('an office that loses a site no longer gets it, and is told to delete it', async () => {
  const hub = await aHub();
  const officeId = siteIdSchema.parse(v7());
  await hub.store.inTransaction((tx) =>
    tx.setSite(officeId, { organisationId, kind: 'office', isActive: true }),
  );
  const office = await hub.enrol({ siteId: officeId, siteKind: 'office', officeOf: [siteId, otherSiteId] });
  const { deviceId } = office;
  const streams = streamsFor(
    aPlace(deviceId, { siteId: officeId, siteKind: 'office', officeOf: [siteId, otherSiteId] }),
  );
  const lost = siteStream(otherSiteId);
  const request = { protocol: PROTOCOL_VERSION, epoch: 1, stream: lost, cursor: 0, limit: 9 } as const;
  expect(await pull(hub.store, deviceId, request)).toMatchObject({ ok: true });
  await hub.store.inTransaction((tx) =>
    tx.setSite(otherSiteId, {
      organisationId: organisationIdSchema.parse(v7()),
      kind: 'emporio',
      isActive: true,
    }),
  );
  expect(await pull(hub.store, deviceId, request)).toMatchObject({ error: { type: 'NotGranted' } });
  const question = {
    protocol: PROTOCOL_VERSION,
    epoch: 1,
    cursors: streams.map((each): [typeof each, number] => [each, 0]),
    waitMs: 0,
  } as const;
  expect(await waitForNews(hub.context, deviceId, question, () => true)).toMatchObject({
    grants: { granted: [], withdrawn: [lost] },
  });
});

test('what waits for an operation of another device follows it, once per version of the program', async () => {
  const hub = await aHub();
  const [first, second] = [await hub.enrol(), await hub.enrol()].sort((a, b) =>
    a.deviceId < b.deviceId ? 1 : -1,
  );
  if (first === undefined || second === undefined) throw new Error('two enrolled');
  const named = first.aTopUp(100, undefined, cashierId);
  await hub.pushAll(first);
  const body = {
    programmeId: programmeIdSchema.parse('surplus'),
    name: { it: 'x', en: 'x' },
    isActive: true,
  };
  second.write(programmeSet, body, { operatorId: adminId, causeId: named.id });
  expect(await hub.pushAll(second)).toMatchObject({
    value: { quarantined: [{ reason: 'WaitsForAnother' }] },
  });
  expect(await retryAfterUpdate(hub.context, 1)).toEqual({ taken: 0, faults: [] });
  await hub.store.inTransaction((tx) => tx.setRoles(cashierId, siteId, ['admin']));
  expect(await retryAfterUpdate(hub.context, 1)).toEqual({ taken: 0, faults: [] });
  expect(await retryAfterUpdate(hub.context, 2)).toEqual({ taken: 2, faults: [] });
  expect(hub.store.state().quarantine).toEqual([]);
});

test('a device of which something fails keeps no other from being judged again, and is judged once it works', async () => {
  const hub = await aHub();
  const chains = [await hub.enrol(), await hub.enrol()].sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
  for (const chain of chains) {
    chain.aTopUp(100, undefined, cashierId);
    await hub.pushAll(chain);
  }
  await hub.store.inTransaction((tx) => tx.setRoles(cashierId, siteId, ['admin']));
  const failing = chains[0]?.deviceId;
  const error = new Error('the disk is full');
  const inTransaction: typeof hub.store.inTransaction = (work) =>
    hub.store.inTransaction((tx) =>
      work({
        ...tx,
        listAsideOf: (deviceId, after, limit) =>
          deviceId === failing ? Promise.reject(error) : tx.listAsideOf(deviceId, after, limit),
      }),
    );
  const broken = { ...hub.context, store: { ...hub.store, inTransaction } };
  expect(await retryAfterUpdate(broken, 1)).toEqual({ taken: 1, faults: [{ deviceId: failing, error }] });
  const ask = { protocol: PROTOCOL_VERSION, operatorId: adminId, act: { type: 'judgeAgain' } } as const;
  await expect(actOnNetwork(broken, hub.asking.deviceId, ask)).rejects.toBe(error);
  // Whoever starts next, some time later, does it again.
  expect(await retryAfterUpdate(hub.context, 1)).toEqual({ taken: 0, faults: [] });
  hub.clock.now += 10 * 60_000 + 1;
  expect(await retryAfterUpdate(hub.context, 1)).toEqual({ taken: 1, faults: [] });
});

test('a list says how far a device has read and since when nothing is heard of it', async () => {
  const hub = await aHub();
  const silent = await hub.enrol();
  hub.asking.aProgramme('Uno');
  hub.asking.aTopUp(100);
  await hub.pushAll(hub.asking);
  await waitForNews(
    hub.context,
    hub.asking.deviceId,
    { protocol: PROTOCOL_VERSION, epoch: 1, cursors: [[siteStream(siteId), 1]], waitMs: 0 },
    () => true,
  );
  const byId = new Map((await hub.read()).devices.map((device) => [device.place.deviceId, device]));
  expect(byId.get(silent.deviceId)).toMatchObject({ seenAt: null, behind: null, isAsking: false });
  expect(byId.get(hub.asking.deviceId)).toMatchObject({ seenAt: hub.clock.now, behind: 1, isAsking: true });
});
