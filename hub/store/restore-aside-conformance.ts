import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { householdAccount } from '../../shared/domain/account.ts';
import { authorisationIdSchema, householdIdSchema, operationIdSchema } from '../../shared/domain/ids.ts';
import { assert } from '../../shared/domain/result.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { aChain, adminId } from '../chain-fixture.ts';
import { aLease, aRestorableHub, DECLARED, type Restorable, sellAside } from '../restorable-hub.fixture.ts';
import { actOnNetwork } from '../rules/act-on-network.ts';
import { adoptFork } from '../rules/adopt-fork.ts';
import { dismissAside } from '../rules/dismiss-aside.ts';

/** What every store keeps, once it was restored, for acts that it keeps aside and for other branches. */
export function restoreAsideConformance(open: () => Promise<Restorable>): void {
  const aHub = async () => aRestorableHub(await open());

  test('what acts took that are kept aside waits for them through a restore, and is debited or freed once', async () => {
    const hub = await aHub();
    const householdId = householdIdSchema.parse(v7());
    const account = householdAccount(householdId, 'cents');
    const [till, other] = [await hub.enrol(), await hub.enrol()];
    till.aHouseholdOf(householdId);
    till.aTopUp(1000, householdId);
    for (const chain of [till, other]) await hub.pushAll(chain);
    const asked = v7();
    expect(await hub.ask(till, account, 20, asked)).toMatchObject({ value: { type: 'granted' } });
    await hub.place(till);
    const [lease] = await hub.store.inSnapshot((tx) => tx.listLeasesOf(till.deviceId));
    if (lease === undefined) throw new Error('the household goes to the till');
    const underLease = { kind: 'lease', id: lease.leaseId } as const;
    const dismissed = sellAside(till, householdId, 100, underLease);
    sellAside(till, householdId, 50, underLease);
    const byWord = { kind: 'authorisation', id: authorisationIdSchema.parse(asked) } as const;
    sellAside(till, householdId, 20, byWord, { id: operationIdSchema.parse(asked) });
    await hub.pushAll(till);
    await hub.beginEpoch();
    const left = lease.amount - 150;
    expect(await hub.declare(till, { leases: [{ ...aLease(account, left, lease.leaseId) }] })).toEqual(
      DECLARED,
    );
    expect(await hub.declare(other)).toEqual(DECLARED);
    expect(await hub.figures(account)).toMatchObject({ posted: 1000, reserved: 20, leased: lease.amount });
    await hub.store.inTransaction((tx) => dismissAside(tx, adminId, dismissed, hub.pen.now()));
    expect(await hub.figures(account)).toMatchObject({ posted: 1000, leased: left + 50 });
    till.aCashier();
    await hub.pushAll(till);
    expect(await hub.judgeAgain()).toBe(2);
    expect(await hub.figures(account)).toMatchObject({ posted: 930, reserved: 0, leased: left });
    expect(await hub.store.inSnapshot((tx) => tx.listOpenFlags(9))).toEqual([]);
  });

  test('a lease that acts used up which are kept aside waits for them through a restore', async () => {
    const hub = await aHub();
    const { till, householdId, account } = await hub.aTillWithHousehold();
    await hub.place(till);
    const [lease] = await hub.store.inSnapshot((tx) => tx.listLeasesOf(till.deviceId));
    const leased = lease?.amount ?? 0;
    sellAside(till, householdId, leased, { kind: 'lease', id: lease?.leaseId });
    await hub.pushAll(till);
    await hub.beginEpoch();
    expect(await hub.declare(till)).toEqual(DECLARED);
    expect(await hub.figures(account)).toMatchObject({ posted: 1000, leased });
  });

  test('what a restored hub never gave and acts used up which are kept aside waits for them, and is debited once', async () => {
    const hub = await aHub();
    const householdId = householdIdSchema.parse(v7());
    const account = householdAccount(householdId, 'cents');
    const [till, other] = [await hub.enrol(), await hub.enrol()];
    till.aHouseholdOf(householdId);
    till.aTopUp(1000, householdId);
    for (const chain of [till, other]) await hub.pushAll(chain);
    await hub.beginEpoch();
    // Both were given after the backup: the hub has forgotten them, and the till has nothing left of them.
    const [leaseId, asked] = [v7(), v7()];
    for (const cents of [300, 200]) sellAside(till, householdId, cents, { kind: 'lease', id: leaseId });
    sellAside(till, householdId, 150, { kind: 'authorisation', id: asked });
    await hub.pushAll(till);
    for (const chain of [till, other]) expect(await hub.declare(chain)).toEqual(DECLARED);
    expect(await hub.figures(account)).toMatchObject({ posted: 1000, reserved: 150, leased: 500 });
    expect(await hub.ask(other, account, 351)).toMatchObject({ value: { type: 'refused' } });
    till.aCashier();
    await hub.pushAll(till);
    expect(await hub.judgeAgain()).toBe(3);
    expect(await hub.figures(account)).toMatchObject({ posted: 350, reserved: 0, leased: 0 });
    expect(await hub.store.inSnapshot((tx) => tx.listOpenFlags(9))).toEqual([]);
  });

  test('what another branch and its heir took waits for them through a restore, as the device’s own does', async () => {
    const hub = await aHub();
    const { till, householdId, account } = await hub.aTillWithHousehold();
    await hub.place(till);
    const [lease] = await hub.store.inSnapshot((tx) => tx.listLeasesOf(till.deviceId));
    const cover = { kind: 'lease', id: lease?.leaseId } as const;
    const clone = aChain(till.deviceId);
    clone.operations.push(...till.operations);
    till.aTopUp(1);
    await hub.pushAll(till);
    sellAside(clone, householdId, 30, cover);
    expect(await hub.pushAll(clone)).toMatchObject({ value: { type: 'fork' } });
    const adopt = () => adoptFork(hub.context, till.deviceId);
    expect(await adopt()).toMatchObject({ value: { taken: 0 } }); // its heir's is kept aside
    sellAside(clone, householdId, 50, cover);
    await hub.pushAll(clone);
    await hub.beginEpoch();
    expect(await hub.declare(till)).toEqual(DECLARED);
    expect(await hub.figures(account)).toMatchObject({ posted: 1000, leased: 80 });
    till.aCashier();
    await hub.pushAll(till);
    expect(await adopt()).toMatchObject({ value: { taken: 1 } });
    expect(await hub.judgeAgain()).toBe(1);
    expect(await hub.figures(account)).toMatchObject({ posted: 920, leased: 0 });
    expect(await hub.store.inSnapshot((tx) => tx.listOpenFlags(9))).toEqual([]);
  });

  test('a device that is revoked before it declares leaves what its acts used up set aside for them', async () => {
    const hub = await aHub();
    const householdId = householdIdSchema.parse(v7());
    const account = householdAccount(householdId, 'cents');
    const [till, office] = [await hub.enrol(), await hub.enrol()];
    till.aHouseholdOf(householdId);
    till.aTopUp(1000, householdId);
    for (const chain of [till, office]) await hub.pushAll(chain);
    await hub.place(till);
    await hub.beginEpoch();
    sellAside(till, householdId, 300, { kind: 'lease', id: v7() });
    sellAside(till, householdId, 200, { kind: 'authorisation', id: v7() });
    await hub.pushAll(till);
    const act = { type: 'revoke', deviceId: till.deviceId } as const;
    const asked = { protocol: PROTOCOL_VERSION, operatorId: adminId, act } as const;
    expect(await actOnNetwork(hub.context, office.deviceId, asked)).toMatchObject({ ok: true });
    expect(await hub.figures(account)).toMatchObject({ posted: 1000, reserved: 200, leased: 300 });
  });

  test('one lease id in acts on several accounts is a lease of one of them, and keeps nobody from revoking the device', async () => {
    const hub = await aHub();
    const { householdId, account } = await hub.aTillWithHousehold();
    const others = [householdIdSchema.parse(v7()), householdIdSchema.parse(v7())];
    const [liar, office] = [await hub.enrol(), await hub.enrol()];
    for (const chain of [liar, office]) await hub.pushAll(chain);
    await hub.beginEpoch();
    const leaseId = aLease(account, 1).leaseId;
    for (const id of [householdId, ...others]) sellAside(liar, id, 300, { kind: 'lease', id: leaseId });
    await hub.pushAll(liar);
    const [other] = others.map((id) => householdAccount(id, 'cents'));
    assert(other !== undefined, 'there are others');
    expect(await hub.declare(liar, { leases: [aLease(other, 10, leaseId)] })).toEqual(DECLARED);
    expect(await hub.figures(other)).toMatchObject({ leased: 310 });
    expect(await hub.figures(account)).toMatchObject({ posted: 1000, leased: 0 });
    await hub.beginEpoch();
    const act = { type: 'revoke', deviceId: liar.deviceId } as const;
    const asked = { protocol: PROTOCOL_VERSION, operatorId: adminId, act } as const;
    expect(await actOnNetwork(hub.context, office.deviceId, asked)).toMatchObject({ ok: true });
    expect(await hub.figures(account)).toMatchObject({ posted: 1000, leased: 300 });
    expect(await hub.figures(other)).toMatchObject({ leased: 0 });
  });

  test('leases that are declared for each other’s accounts are those of these accounts', async () => {
    const hub = await aHub();
    const [one, two] = [await hub.aTillWithHousehold(), householdIdSchema.parse(v7())];
    const { till, account } = one;
    const other = householdAccount(two, 'cents');
    till.aTopUp(1000, two);
    await hub.pushAll(till);
    await hub.store.inTransaction((tx) => tx.setHomes([{ householdId: two, deviceId: till.deviceId }]));
    await hub.place(till);
    const before = await hub.store.inSnapshot((tx) => tx.listLeasesOf(till.deviceId));
    await hub.beginEpoch();
    const idOf = (of: typeof account) => before.find((lease) => lease.account === of)?.leaseId;
    const leases = [aLease(account, 10, idOf(other)), aLease(other, 20, idOf(account))];
    expect(await hub.declare(till, { leases })).toEqual(DECLARED);
    const after = await hub.store.inSnapshot((tx) => tx.listLeasesOf(till.deviceId));
    expect(after.toSorted((a, b) => a.amount - b.amount)).toMatchObject(leases);
  });
}
