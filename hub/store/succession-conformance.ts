import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { type AccountName, householdAccount } from '../../shared/domain/account.ts';
import {
  authorisationIdSchema,
  type DeviceId,
  deviceIdSchema,
  householdIdSchema,
  leaseIdSchema,
  operationIdSchema,
  siteIdSchema,
} from '../../shared/domain/ids.ts';
import { siteSet } from '../../shared/operations/network-operations.ts';
import { streamsFor } from '../../shared/sync/grants.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { successionToSign } from '../../shared/sync/signed-request.ts';
import type { SucceedRequest } from '../../shared/sync/succession.ts';
import {
  aChain,
  adminId,
  anEnrolledChain,
  aPlace,
  cashierId,
  organisationId,
  siteId,
} from '../chain-fixture.ts';
import { isSignedBy } from '../ed25519.ts';
import { deviceKeys, signText } from '../hub-client.fixture.ts';
import { aRestorableHub, type Restorable } from '../restorable-hub.fixture.ts';
import { adoptFork } from '../rules/adopt-fork.ts';
import { authorise } from '../rules/authorise.ts';
import { dismissAside } from '../rules/dismiss-aside.ts';
import { currentPlace } from '../rules/place-at.ts';
import { placeLeases } from '../rules/place-leases.ts';
import { push } from '../rules/push.ts';
import { readOwn } from '../rules/read-own.ts';
import { findToRecall } from '../rules/recall-leases.ts';
import { retryQuarantine } from '../rules/retry-quarantine.ts';
import { settleGrants } from '../rules/settle-grants.ts';
import { MAY_BE_AT_WORK_MS, succeed } from '../rules/succeed.ts';
import { waitForNews } from '../rules/wait.ts';

type Chain = ReturnType<typeof aChain>;
type NewDevice = ReturnType<typeof deviceKeys> & { readonly deviceId: DeviceId };

const newDevice = (): NewDevice => {
  const deviceId = deviceIdSchema.parse(v7());
  return { ...deviceKeys(deviceId), deviceId };
};

/** What every store has to do where a device goes on for another. */
export function successionConformance(open: () => Promise<Restorable>): void {
  const aHub = async () => {
    const { store, context, beginEpoch, aTillWithHousehold, declare } = await aRestorableHub(await open());
    const { now } = context;
    const epoch = () => store.inSnapshot((tx) => tx.epoch());
    const enrol = (more: Parameters<typeof aPlace>[1] = {}) => anEnrolledChain(store, more);
    const pushAll = (chain: Chain, from?: number) => push(context, chain.deviceId, chain.request(from));
    const own = (chain: Chain, fromSeq: number, limit = 500) =>
      readOwn(store, chain.deviceId, { protocol: PROTOCOL_VERSION, fromSeq, limit });
    const goOn = (chain: Chain, as: NewDevice, changes: Partial<SucceedRequest> = {}) =>
      succeed({ store, now, isSignedBy }, chain.deviceId, {
        protocol: PROTOCOL_VERSION,
        deviceId: as.deviceId,
        publicKey: as.publicKey,
        proof: signText(as.privateKey, successionToSign(chain.deviceId, as.deviceId)),
        headSeq: chain.operations.length,
        headHash: chain.operations.at(-1)?.hash ?? '0'.repeat(64),
        ...changes,
      });
    const place = async (deviceId: DeviceId) =>
      placeLeases(store, context, deviceId, { protocol: PROTOCOL_VERSION, epoch: await epoch() });
    const ask = async (deviceId: DeviceId, account: AccountName, amount: number, id: string = v7()) =>
      authorise(store, context, deviceId, {
        protocol: PROTOCOL_VERSION,
        epoch: await epoch(),
        authorisationId: authorisationIdSchema.parse(id),
        operationId: operationIdSchema.parse(v7()),
        spends: [{ account, unit: 'cents', amount, fromLease: 0 }],
        claims: [],
      });
    const figures = (account: AccountName) =>
      store.inTransaction(async (tx) => (await tx.lockAccounts([{ account, unit: 'cents' }])).get(account));
    const find = (deviceId: DeviceId) => store.inSnapshot((tx) => tx.findDevice(deviceId));
    return {
      store,
      context,
      beginEpoch,
      enrol,
      aTillWithHousehold,
      declare,
      pushAll,
      own,
      goOn,
      place,
      ask,
      figures,
      find,
    };
  };

  test('of two that come at once under one new id one is taken and the other refused, whatever the id is of', async () => {
    const hub = await aHub();
    const types = (answers: readonly Awaited<ReturnType<typeof hub.goOn | typeof hub.ask>>[]) =>
      answers.map((answer) => (answer.ok ? answer.value.type : answer.error.type)).sort();
    for (let time = 0; time < 5; time++) {
      const { till: one, account } = await hub.aTillWithHousehold();
      const { till: other } = await hub.aTillWithHousehold();
      const id = v7();
      const asked = await Promise.all([one, other].map((till) => hub.ask(till.deviceId, account, 10, id)));
      expect(types(asked)).toEqual(['DeviceUnknown', 'granted']);
      const heir = newDevice();
      const gone = await Promise.all([one, other].map((till) => hub.goOn(till, heir)));
      expect(types(gone)).toEqual(['DeviceKnown', 'succeeded']);
    }
  });

  test('a device reads its own chain in pages without a hole, what is kept aside of it included', async () => {
    const hub = await aHub();
    const chain = await hub.enrol();
    for (let amount = 1; amount <= 4; amount++) chain.aTopUp(amount);
    const aside = chain.aProgramme('Dono', cashierId); // no role of whom the hub knows
    chain.aTopUp(6);
    await hub.pushAll(chain);
    const head = chain.operations.at(-1);
    const first = await hub.own(chain, 2, 3);
    expect(first).toEqual({
      ok: true,
      value: {
        headSeq: chain.operations.length,
        headHash: head?.hash,
        operations: chain.operations.slice(1, 4),
        quarantined: [],
        hasMore: true,
        successorId: null,
      },
    });
    const rest = await hub.own(chain, 5);
    expect(rest).toMatchObject({ value: { operations: chain.operations.slice(4), hasMore: false } });
    expect(rest).toMatchObject({
      value: { quarantined: [{ seq: aside.seq, reason: 'NotAllowedToOperator' }] },
    });
    // A counter whose backup holds it, but not that it is kept aside, hears of it all the same.
    expect(await hub.own(chain, chain.operations.length + 1)).toMatchObject({
      value: {
        operations: [],
        quarantined: [{ seq: aside.seq, reason: 'NotAllowedToOperator' }],
        hasMore: false,
      },
    });
    expect(await hub.own(aChain(), 1)).toEqual({ ok: false, error: { type: 'DeviceUnknown' } });
  });

  test('a counter whose disk is put back to before it was moved writes where it stood until it has read that it does no more', async () => {
    const hub = await aHub();
    const { store } = hub;
    const office = await hub.enrol();
    const elsewhere = siteIdSchema.parse(v7());
    office.write(
      siteSet,
      { siteId: elsewhere, organisationId, name: 'Porto', shortName: 'POR', kind: 'emporio', isActive: true },
      { operatorId: adminId },
    );
    await hub.pushAll(office);
    const till = aChain();
    const { deviceId, keys } = till;
    const stood = aPlace(deviceId);
    await store.inTransaction((tx) =>
      tx.insertDevice({ deviceId, publicKey: keys.publicKey, place: stood, aloneUntilSeq: 0 }),
    );
    till.aTopUp(5);
    expect(await hub.pushAll(till)).toMatchObject({ value: { quarantined: [] } });
    const place = aPlace(deviceId, { siteId: elsewhere });
    await store.inTransaction((tx) =>
      tx.setDevicePlace(deviceId, { place, leaving: stood, stoodBefore: null, moves: 1 }),
    );
    await settleGrants(store, deviceId, streamsFor(place));
    expect(await hub.find(deviceId)).toMatchObject({ place, leaving: null, stoodBefore: stood });
    till.aTopUp(6);
    expect(await hub.pushAll(till, 2)).toMatchObject({
      value: { quarantined: [{ seq: 2, reason: 'NotAllowedHere' }] },
    });

    const next = newDevice();
    expect(await hub.goOn(till, next)).toMatchObject({ value: { type: 'succeeded' } });
    const goingOn = aChain(next.deviceId);
    goingOn.aTopUp(7);
    expect(await hub.pushAll(goingOn)).toMatchObject({ value: { quarantined: [] } });
    await settleGrants(store, next.deviceId, streamsFor({ ...place, deviceId: next.deviceId }));
    goingOn.aTopUp(8);
    expect(await hub.pushAll(goingOn, 2)).toMatchObject({
      value: { quarantined: [{ seq: 2, reason: 'NotAllowedHere' }] },
    });
    // Put back once more, to the same day.
    const last = newDevice();
    expect(await hub.goOn(goingOn, last)).toMatchObject({ value: { type: 'succeeded' } });
    const again = aChain(last.deviceId);
    again.aTopUp(9);
    expect(await hub.pushAll(again)).toMatchObject({ value: { quarantined: [] } });
  });

  test('a device goes on for another at its head only; what was set aside for that one is free for others', async () => {
    const hub = await aHub();
    const { till, account } = await hub.aTillWithHousehold();
    const other = await hub.enrol({ siteId: siteIdSchema.parse(v7()) });
    await hub.pushAll(other);
    expect(await hub.place(till.deviceId)).toMatchObject({ value: { placed: 1 } });
    expect(await hub.ask(till.deviceId, account, 150)).toMatchObject({ value: { type: 'granted' } });
    expect(await hub.figures(account)).toMatchObject({ posted: 1000, reserved: 150, leased: 800 });

    const next = newDevice();
    till.aTopUp(7);
    expect(await hub.goOn(till, next)).toEqual({ ok: true, value: { type: 'headDiffers', headSeq: 3 } });
    expect(await hub.figures(account)).toMatchObject({ reserved: 150, leased: 800 });
    expect(await hub.find(next.deviceId)).toBeNull();
    await hub.pushAll(till, 4);
    const before = await hub.find(till.deviceId);
    const place = { ...before?.place, deviceId: next.deviceId };
    const answer = { ok: true, value: { type: 'succeeded', place, streams: streamsFor(place as never) } };
    expect(await hub.goOn(till, next)).toEqual(answer);
    expect(await hub.figures(account)).toEqual({
      account,
      unit: 'cents',
      posted: 1000,
      reserved: 0,
      leased: 0,
    });
    expect(await hub.find(till.deviceId)).toMatchObject({ state: 'replaced' });
    expect(await hub.find(next.deviceId)).toMatchObject({
      state: 'active',
      headSeq: 0,
      continues: till.deviceId,
      keepsPlace: true,
    });
    expect(await hub.ask(other.deviceId, account, 1000)).toMatchObject({ value: { type: 'granted' } });
  });

  for (const isAdopted of [false, true]) {
    const where = isAdopted ? 'is kept aside of another branch that was taken in' : 'another branch did';
    test(`what ${where} stays set aside, so that nothing is short once it is taken`, async () => {
      const hub = await aHub();
      const { till, householdId, account } = await hub.aTillWithHousehold();
      const other = await hub.enrol({ siteId: siteIdSchema.parse(v7()) });
      await hub.pushAll(other);
      await hub.place(till.deviceId);
      const [lease] = await hub.store.inSnapshot((tx) => tx.listLeasesOf(till.deviceId));
      const clone = aChain(till.deviceId);
      clone.operations.push(...till.operations);
      till.aTopUp(1);
      await hub.pushAll(till);
      const plain = clone.aSale(1, 700, householdId);
      clone.operations.pop();
      const cover = { kind: 'lease' as const, id: lease?.leaseId };
      const postings = plain.postings.map((each) => (each.amount < 0 ? { ...each, cover } : each));
      clone.rewrite(plain, { operatorId: cashierId, postings }); // no role of whom the hub knows
      expect(await hub.pushAll(clone)).toMatchObject({ value: { type: 'fork' } });
      const adopt = () => adoptFork(hub.context, till.deviceId);
      if (isAdopted) expect(await adopt()).toEqual({ ok: true, value: { taken: 0 } });
      expect(await hub.goOn(till, newDevice())).toMatchObject({ value: { type: 'succeeded' } });
      expect(await hub.figures(account)).toMatchObject({ posted: 1000, reserved: 0, leased: 700 });
      expect(await hub.ask(other.deviceId, account, 301)).toMatchObject({ value: { type: 'refused' } });
      await hub.store.inTransaction((tx) => tx.setRoles(cashierId, siteId, ['cashier']));
      if (!isAdopted) expect(await adopt()).toEqual({ ok: true, value: { taken: 1 } });
      else expect(await retryQuarantine(hub.context)).toMatchObject({ taken: 1 });
      expect(await hub.figures(account)).toMatchObject({ posted: 300, reserved: 0, leased: 0 });
      expect(await hub.store.inSnapshot((tx) => tx.listOpenFlags(9))).toEqual([]);
    });
  }

  test('to dismiss what a closed chain brought later frees nothing of what waits for what it brought before', async () => {
    const hub = await aHub();
    const { store } = hub;
    const { till, householdId, account } = await hub.aTillWithHousehold();
    const other = await hub.enrol({ siteId: siteIdSchema.parse(v7()) });
    await hub.pushAll(other);
    await hub.place(till.deviceId);
    const [lease] = await store.inSnapshot((tx) => tx.listLeasesOf(till.deviceId));
    /** Under the lease, by a cashier of whom the hub has not heard. */
    const sell = (cents: number) => {
      const plain = till.aSale(1, cents, householdId);
      till.operations.pop();
      const cover = { kind: 'lease' as const, id: lease?.leaseId };
      const postings = plain.postings.map((each) => (each.amount < 0 ? { ...each, cover } : each));
      return till.rewrite(plain, { operatorId: cashierId, postings });
    };
    sell(150);
    await hub.pushAll(till);
    expect(await hub.goOn(till, newDevice())).toMatchObject({ value: { type: 'succeeded' } });
    sell(100);
    expect(await hub.pushAll(till)).toMatchObject({ value: { type: 'fork' } });
    expect(await adoptFork(hub.context, till.deviceId)).toEqual({ ok: true, value: { taken: 0 } });
    const [heirId] = await store.inSnapshot((tx) => tx.listHeirs(till.deviceId));
    const late = { deviceId: heirId ?? till.deviceId, seq: 2 };
    const dismiss = store.inTransaction((tx) => dismissAside(tx, adminId, late, hub.context.now()));
    expect(await dismiss).toMatchObject({ ok: true });
    expect(await hub.figures(account)).toMatchObject({ posted: 1000, reserved: 0, leased: 150 });
    await store.inTransaction((tx) => tx.setRoles(cashierId, siteId, ['cashier']));
    expect(await retryQuarantine(hub.context)).toMatchObject({ taken: 1 });
    expect(await hub.figures(account)).toMatchObject({ posted: 850, reserved: 0, leased: 0 });
    expect(await store.inSnapshot((tx) => tx.listOpenFlags(9))).toEqual([]);
  });

  test('asked again by the same new device it is answered as before, and nobody else goes on for the same one', async () => {
    const hub = await aHub();
    const till = await hub.enrol();
    await hub.pushAll(till);
    const [next, copy] = [newDevice(), newDevice()];
    const first = await hub.goOn(till, next);
    expect(first.ok).toBe(true);
    expect(await hub.goOn(till, next)).toEqual(first);
    expect(await hub.own(till, 1)).toMatchObject({ value: { successorId: next.deviceId } });
    const refused = { ok: false, error: { type: 'AlreadySucceeded' } };
    expect(await hub.goOn(till, copy)).toEqual(refused);
    // The same id with another key is another PC.
    expect(await hub.goOn(till, { ...copy, deviceId: next.deviceId })).toEqual(refused);
    // The lost answer is asked for after the disk of before came back and handed something in.
    till.aTopUp(1);
    await hub.pushAll(till, 2);
    expect(await hub.goOn(till, next)).toEqual(first);
    expect(await hub.find(copy.deviceId)).toBeNull();
  });

  test('a device that is revoked, unknown or without the key goes on as nobody', async () => {
    const hub = await aHub();
    const [till, other] = [await hub.enrol(), await hub.enrol()];
    for (const chain of [till, other]) await hub.pushAll(chain);
    const next = newDevice();
    const failure = (type: string) => ({ ok: false, error: { type } });
    expect(await hub.goOn(till, { ...next, privateKey: newDevice().privateKey })).toEqual(
      failure('ProofInvalid'),
    );
    expect(await hub.goOn(aChain(), next)).toEqual(failure('DeviceUnknown'));
    expect(await hub.goOn(till, { ...next, deviceId: other.deviceId })).toEqual(failure('DeviceKnown'));
    await hub.store.inTransaction((tx) => tx.setDeviceState(till.deviceId, 'revoked', 7));
    expect(await hub.goOn(till, next)).toEqual(failure('DeviceRevoked'));
    expect(await hub.find(next.deviceId)).toBeNull();
  });

  test('what a closed chain brings later is another branch, which an administrator takes in', async () => {
    const hub = await aHub();
    const householdId = householdIdSchema.parse(v7());
    const account = householdAccount(householdId, 'cents');
    const till = await hub.enrol();
    till.aTopUp(1000, householdId);
    await hub.pushAll(till);
    await hub.goOn(till, newDevice());
    till.aTopUp(500, householdId);
    const fork = { type: 'fork', atSeq: 3, isReplaced: true };
    for (let once = 0; once < 2; once++)
      expect(await hub.pushAll(till, 3)).toMatchObject({ value: { ...fork, keptSeq: 3 } });
    till.aTopUp(20, householdId);
    expect(await hub.pushAll(till, 4)).toMatchObject({ value: { ...fork, atSeq: 4, keptSeq: 4 } });
    expect(await hub.pushAll(till, 2)).toMatchObject({ value: { ...fork, keptSeq: 4 } });
    expect(await hub.find(till.deviceId)).toMatchObject({ headSeq: 2 });
    expect(await hub.figures(account)).toMatchObject({ posted: 1000 });
    expect(await adoptFork(hub.context, till.deviceId)).toEqual({ ok: true, value: { taken: 2 } });
    expect(await hub.figures(account)).toMatchObject({ posted: 1520 });
    expect(await hub.place(till.deviceId)).toEqual({ ok: false, error: { type: 'DeviceRevoked' } });
  });

  test('nobody goes on for a device that asks a restored hub with what it knew before', async () => {
    const hub = await aHub();
    const till = await hub.enrol();
    await hub.pushAll(till);
    await hub.beginEpoch();
    await waitForNews(
      { store: hub.store, now: hub.context.now, sleep: async () => undefined },
      till.deviceId,
      { protocol: PROTOCOL_VERSION, epoch: 1, cursors: [], waitMs: 0 },
      () => true,
    );
    expect(await hub.goOn(till, newDevice())).toEqual({ ok: false, error: { type: 'StillInUse' } });
    expect(await hub.find(till.deviceId)).toMatchObject({ state: 'active' });
  });

  test('nobody goes on for a device that was heard of just now, and that one is what it was', async () => {
    const hub = await aHub();
    const till = await hub.enrol();
    await hub.pushAll(till);
    const hear = (agoMs: number) =>
      hub.store.inTransaction((tx) =>
        tx.noteContact(till.deviceId, { seenAt: hub.context.now() - agoMs, cursors: new Map() }),
      );
    const next = newDevice();
    await hear(MAY_BE_AT_WORK_MS);
    await hear(MAY_BE_AT_WORK_MS - 60_001);
    expect(await hub.goOn(till, next)).toEqual({ ok: false, error: { type: 'StillInUse' } });
    expect(await hub.find(till.deviceId)).toMatchObject({ state: 'active' });
    expect(await hub.find(next.deviceId)).toBeNull();
    const other = await hub.enrol();
    await hub.pushAll(other);
    await hub.store.inTransaction((tx) =>
      tx.noteContact(other.deviceId, {
        seenAt: hub.context.now() - MAY_BE_AT_WORK_MS,
        cursors: new Map(),
      }),
    );
    expect(await hub.goOn(other, next)).toMatchObject({ value: { type: 'succeeded' } });
  });

  test('of its chain a device that is out is told nothing, and one that was replaced only where it ended', async () => {
    const hub = await aHub();
    const [till, gone] = [await hub.enrol(), await hub.enrol()];
    for (const chain of [till, gone]) await hub.pushAll(chain);
    const next = newDevice();
    await hub.goOn(till, next);
    const head = till.operations.at(-1);
    expect(await hub.own(till, 1)).toEqual({
      ok: true,
      value: {
        headSeq: 1,
        headHash: head?.hash,
        operations: [],
        quarantined: [],
        hasMore: false,
        successorId: next.deviceId,
      },
    });
    await hub.store.inTransaction((tx) => tx.setDeviceState(gone.deviceId, 'revoked', 7));
    expect(await hub.own(gone, 1)).toEqual({ ok: false, error: { type: 'DeviceRevoked' } });
  });

  test('what is kept of a lease for acts of a closed chain is asked back of nobody', async () => {
    const hub = await aHub();
    const account = householdAccount(householdIdSchema.parse(v7()), 'cents');
    const [till, other] = [await hub.enrol(), await hub.enrol()];
    for (const chain of [till, other]) await hub.pushAll(chain);
    const leases = [till, other].map(({ deviceId }) => ({
      leaseId: leaseIdSchema.parse(v7()),
      deviceId,
      account,
      unit: 'cents' as const,
      amount: 5,
      recalledAt: null,
    }));
    await hub.goOn(till, newDevice());
    const toRecall = await hub.store.inTransaction(async (tx) => {
      await tx.saveLeases(leases);
      return findToRecall(tx, { accounts: [account], now: 9, againMs: 1 });
    });
    expect(toRecall.map(({ deviceId }) => deviceId)).toEqual([other.deviceId]);
  });

  test('whoever goes on for the founder is the founder, with the place that was brought, and so the next', async () => {
    const hub = await aHub();
    const second = siteIdSchema.parse(v7());
    const founder = await hub.enrol({ officeOf: [second] });
    founder.write(
      siteSet,
      {
        siteId,
        organisationId,
        name: 'Emporio',
        shortName: 'EMP',
        kind: 'emporio',
        isActive: true,
      },
      { operatorId: adminId },
    );
    await hub.pushAll(founder);
    const [next, last] = [newDevice(), newDevice()];
    await hub.goOn(founder, next);
    const findFounder = () => hub.store.inSnapshot((tx) => tx.findFounder());
    expect(await findFounder()).toBe(next.deviceId);
    const chain = aChain(next.deviceId);
    chain.aTopUp(1);
    await hub.pushAll(chain);
    expect(await hub.goOn(chain, last)).toMatchObject({ value: { type: 'succeeded' } });
    expect(await findFounder()).toBe(last.deviceId);
    const device = await hub.find(last.deviceId);
    const place = device === null ? null : await hub.store.inSnapshot((tx) => currentPlace(tx, device));
    expect(place).toMatchObject({ deviceId: last.deviceId, officeOf: [second] });
  });

  test('households that went to the old device go to the new one, which is given their leases', async () => {
    const hub = await aHub();
    const householdId = householdIdSchema.parse(v7());
    const account = householdAccount(householdId, 'cents');
    const till = await hub.enrol();
    till.aTopUp(1000, householdId);
    till.aSale(1, 100, householdId);
    await hub.pushAll(till);
    const next = newDevice();
    await hub.goOn(till, next);
    expect(await hub.place(next.deviceId)).toMatchObject({ value: { placed: 1 } });
    const leases = await hub.store.inSnapshot((tx) => tx.listLeasesOn([account]));
    expect(leases).toMatchObject([{ deviceId: next.deviceId, amount: 720 }]);
  });

  test('after a restore of the hub nobody waits for a device that another one goes on for', async () => {
    const hub = await aHub();
    const { till, account } = await hub.aTillWithHousehold();
    await hub.place(till.deviceId);
    await hub.beginEpoch();
    const isAwaiting = () => hub.store.inSnapshot((tx) => tx.isAwaiting());
    const listUndeclared = () => hub.store.inSnapshot((tx) => tx.listUndeclared());
    expect(await listUndeclared()).toMatchObject([{ deviceId: till.deviceId }]);
    expect(await hub.declare(till, { isLast: false })).toEqual({ ok: true, value: { type: 'kept' } });
    const next = newDevice();
    await hub.goOn(till, next);
    // Nobody closes what it had begun to say.
    const parts = await hub.store.inTransaction((tx) => tx.takeDeclarationParts(till.deviceId));
    expect(parts).toEqual([]);
    expect([await isAwaiting(), await listUndeclared()]).toEqual([false, []]);
    expect(await hub.figures(account)).toMatchObject({ posted: 1000, leased: 0 });
    expect(await hub.place(next.deviceId)).toMatchObject({ value: { isDeclared: true, placed: 1 } });
  });
}
