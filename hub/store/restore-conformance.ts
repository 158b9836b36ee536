import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { householdAccount } from '../../shared/domain/account.ts';
import {
  authorisationIdSchema,
  deviceIdSchema,
  householdIdSchema,
  operationIdSchema,
} from '../../shared/domain/ids.ts';
import { householdErased } from '../../shared/operations/erasure-operations.ts';
import { networkStream } from '../../shared/operations/kind.ts';
import { CHAIN_START } from '../../shared/operations/operation.ts';
import { MOST_LOST_OPERATIONS, MOST_UNKNOWN_SEEN } from '../../shared/sync/declaration.ts';
import { streamsFor } from '../../shared/sync/grants.ts';
import type { NetworkAct } from '../../shared/sync/network-questions.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { aChain, adminId, aPlace } from '../chain-fixture.ts';
import { isSignedBy } from '../ed25519.ts';
import { createHubPen } from '../hub-pen.ts';
import { aLease, aRestorableHub, DECLARED, type Restorable } from '../restorable-hub.fixture.ts';
import { actOnNetwork } from '../rules/act-on-network.ts';
import { authorise } from '../rules/authorise.ts';
import { readErasureProgress } from '../rules/erasure-progress.ts';
import { placeLeases } from '../rules/place-leases.ts';
import { waitForNews } from '../rules/wait.ts';
import { aSweepHub } from '../sweep-hub.fixture.ts';

type Chain = ReturnType<typeof aChain>;

const NOW = 1_790_000_100_000;

/** What every store has to do once it was restored. */
export function restoreConformance(open: () => Promise<Restorable>): void {
  const aHub = async () => aRestorableHub(await open());

  test('numbers that a device had read before a restore say of no order since that it has erased', async () => {
    const hub = await aHub();
    const [office, till] = [await hub.enrol(), await hub.enrol()];
    await hub.pushAll(office);
    await hub.beginEpoch();
    const cursors = new Map([[networkStream, 99]]);
    for (const { deviceId } of [office, till])
      await hub.store.inTransaction((tx) => tx.noteContact(deviceId, { seenAt: NOW, cursors }));
    const householdId = householdIdSchema.parse(v7());
    office.write(householdErased, { householdId, reason: 'asked' }, { operatorId: adminId });
    await hub.pushAll(office);
    expect(await hub.declare(office)).toMatchObject(DECLARED);
    const read = await readErasureProgress(hub.context, office.deviceId, {
      protocol: PROTOCOL_VERSION,
      householdId,
    });
    expect(read).toMatchObject({ value: { progress: { doneAt: 1, waitingFor: [till.deviceId] } } });
  });

  test('a device of the epoch before is promised nothing and not noted as having read, and hears of the restore from each answer', async () => {
    const hub = await aHub();
    const till = await hub.enrol();
    const { deviceId } = till;
    const householdId = householdIdSchema.parse(v7());
    const account = householdAccount(householdId, 'cents');
    till.aHouseholdOf(householdId);
    till.aTopUp(1000, householdId);
    await hub.pushAll(till);
    const id = v7();
    expect(await hub.ask(till, account, 100, id)).toMatchObject({ value: { type: 'granted' } });
    await hub.beginEpoch();
    const epoch = await hub.store.inSnapshot((tx) => tx.epoch());
    const before = await hub.figures(account);
    const isOther = { ok: false, error: { type: 'EpochIsOther', epoch } };
    const { pen } = hub;
    const known = { protocol: PROTOCOL_VERSION, epoch: 1 } as const;
    const askAgain = (authorisationId: string) =>
      authorise(hub.store, pen, deviceId, {
        ...known,
        authorisationId: authorisationIdSchema.parse(authorisationId),
        operationId: operationIdSchema.parse(id),
        spends: [{ account, unit: 'cents', amount: 100, fromLease: 0 }],
        claims: [],
      });
    // What the backup has as granted is no exception: its device says first what it holds.
    expect([await askAgain(id), await askAgain(v7())]).toEqual([isOther, isOther]);
    expect(await placeLeases(hub.store, pen, deviceId, known)).toEqual(isOther);
    const wait = (knownEpoch: number) =>
      waitForNews(
        {
          store: hub.store,
          now: () => NOW,
          sleep: () => Promise.reject(new Error('it is answered at once')),
        },
        deviceId,
        {
          protocol: PROTOCOL_VERSION,
          epoch: knownEpoch,
          cursors: streamsFor(aPlace(deviceId)).map((stream) => [stream, 99]),
          waitMs: 25_000,
        },
        () => false,
      );
    expect(await wait(1)).toEqual({ hasNews: true, epoch, hubTime: NOW, grants: null });
    // It is at work, and nothing is known of what it has read.
    const heard = await hub.store.inSnapshot((tx) => tx.findContact(deviceId));
    expect(heard).toEqual({ seenAt: NOW, cursors: new Map() });
    // In the new one it is told what it gets, and that nobody is promised anything before it has said what it holds.
    await expect(wait(epoch)).rejects.toThrow('it is answered at once');
    expect(await hub.store.inSnapshot((tx) => tx.findContact(deviceId))).toMatchObject({ seenAt: NOW });
    expect(await hub.place(till)).toEqual({
      ok: true,
      value: { placed: 0, isDeclared: false, isRestoring: true, unclosed: [] },
    });
    expect(await hub.ask(till, account, 100)).toMatchObject({ value: { because: 'Restoring' } });
    expect(await hub.figures(account)).toEqual(before);
  });

  test('a grant of the backup whose answer was lost is answered alike before its device has declared and after', async () => {
    const hub = await aHub();
    const till = await hub.enrol();
    const householdId = householdIdSchema.parse(v7());
    const account = householdAccount(householdId, 'cents');
    till.aHouseholdOf(householdId);
    till.aTopUp(1000, householdId);
    await hub.pushAll(till);
    const [lostId, heardId, laterId] = [v7(), v7(), v7()];
    for (const id of [lostId, heardId]) await hub.ask(till, account, 100, id);
    await hub.beginEpoch();
    const figures = await hub.figures(account);
    const restoring = { ok: true, value: { type: 'refused', because: 'Restoring' } };
    for (let once = 0; once < 2; once++)
      expect(await hub.ask(till, account, 100, lostId)).toMatchObject(restoring);
    expect(await hub.figures(account)).toEqual(figures);
    const authorisationId = authorisationIdSchema.parse(heardId);
    const spends = [{ account, unit: 'cents' as const, amount: 100, fromLease: 0 }];
    const heard = { authorisationId, operationId: operationIdSchema.parse(heardId), spends };
    await hub.declare(till, { authorisations: [heard] });
    expect(await hub.ask(till, account, 100, lostId)).toMatchObject(restoring);
    const granted = { ok: true, value: { type: 'granted' } };
    for (const id of [heardId, laterId]) expect(await hub.ask(till, account, 100, id)).toEqual(granted);
    // While somebody else is waited for again, what was granted in this epoch stays so.
    const { deviceId, keys } = aChain();
    const back = { deviceId, publicKey: keys.publicKey, place: aPlace(deviceId), aloneUntilSeq: 0 };
    await hub.store.inTransaction((tx) => tx.insertDevice({ ...back, isReturning: true }));
    expect(await hub.ask(till, account, 100, laterId)).toEqual(granted);
    expect(await hub.figures(account)).toMatchObject({ reserved: 200 });
  });

  test('who is waited for since a restore is known, by whom it was released, and who has declared', async () => {
    const hub = await aHub();
    const [one, two] = [await hub.enrol(), await hub.enrol()];
    const gone = await hub.enrol();
    await hub.store.inTransaction((tx) => tx.setDeviceState(gone.deviceId, 'revoked', 7));
    const isAwaiting = () => hub.store.inSnapshot((tx) => tx.isAwaiting());
    const listed = () => hub.store.inSnapshot((tx) => tx.listUndeclared());
    expect([await isAwaiting(), await listed()]).toEqual([false, []]);
    await hub.beginEpoch();
    const ids = [one.deviceId, two.deviceId].sort();
    expect(await isAwaiting()).toBe(true);
    expect(await listed()).toEqual(ids.map((deviceId) => ({ deviceId, release: null })));
    await hub.enrol(); // holds nothing, and is not waited for
    await hub.store.inTransaction((tx) => tx.setDeclared(one.deviceId));
    expect(await listed()).toEqual([{ deviceId: two.deviceId, release: null }]);
    const release = { deviceId: two.deviceId, releasedAt: 90, operatorId: adminId };
    for (const releasedAt of [90, 91]) {
      await hub.store.inTransaction((tx) => tx.insertReleases([{ ...release, releasedAt }]));
    }
    expect([await isAwaiting(), await listed()]).toEqual([false, [{ deviceId: two.deviceId, release }]]);
    await hub.beginEpoch();
    expect(await isAwaiting()).toBe(true);
  });

  test('a device that declares what is another’s, before that one or after, takes nothing from it', async () => {
    const hub = await aHub();
    const account = householdAccount(householdIdSchema.parse(v7()), 'cents');
    const [till, other, third] = [await hub.enrol(), await hub.enrol(), await hub.enrol()];
    for (const chain of [till, other, third]) await hub.pushAll(chain);
    const question = v7();
    await hub.beginEpoch();
    const leases = [aLease(account, 700)];
    const granted = {
      authorisationId: authorisationIdSchema.parse(question),
      operationId: operationIdSchema.parse(question),
      spends: [{ account, unit: 'cents' as const, amount: 120, fromLease: 0 }],
    };
    expect(await hub.declare(other, { leases: leases.map((lease) => ({ ...lease, amount: 1 })) })).toEqual(
      DECLARED,
    );
    expect(await hub.declare(till, { leases, authorisations: [granted] })).toEqual(DECLARED);
    expect(await hub.declare(third, { leases, authorisations: [granted] })).toEqual(DECLARED);
    const heldBy = (chain: Chain) => hub.store.inSnapshot((tx) => tx.listLeasesOf(chain.deviceId));
    expect([await heldBy(till), await heldBy(other)]).toMatchObject([leases, [{ amount: 1 }]]);
    const open = (chain: Chain) => hub.store.inSnapshot((tx) => tx.listOpenAuthorisations(chain.deviceId));
    expect([await open(till), await open(third)]).toMatchObject([[granted], []]);
    expect(await hub.figures(account)).toMatchObject({ reserved: 120, leased: 1401 });
  });

  test('a declaration sets aside exactly what is declared, and nothing is given before everybody has declared', async () => {
    const hub = await aHub();
    const householdId = householdIdSchema.parse(v7());
    const account = householdAccount(householdId, 'cents');
    const [till, other] = [await hub.enrol(), await hub.enrol()];
    till.aHouseholdOf(householdId);
    till.aTopUp(1000, householdId);
    await hub.pushAll(till);
    await hub.pushAll(other);
    await hub.place(till);
    const [question, later] = [v7(), v7()];
    await hub.ask(other, account, 150, question);
    await hub.beginEpoch();
    expect(await hub.ask(till, account, 10)).toMatchObject({ value: { because: 'Restoring' } });
    expect(await hub.place(till)).toEqual({
      ok: true,
      value: { placed: 0, isDeclared: false, isRestoring: true, unclosed: [] },
    });
    const [known] = await hub.store.inSnapshot((tx) => tx.listLeasesOf(till.deviceId));
    // The hub of before had added to its lease; of the other one's grant nobody ever heard, and another one was given.
    expect(await hub.declare(till, { leases: [aLease(account, 700, known?.leaseId)] })).toEqual(DECLARED);
    expect(await hub.declare(till)).toEqual(DECLARED);
    expect(await hub.figures(account)).toMatchObject({ posted: 1000, reserved: 150, leased: 700 });
    // The other one is still waited for.
    expect(await hub.place(till)).toEqual({
      ok: true,
      value: { placed: 0, isDeclared: true, isRestoring: true, unclosed: [] },
    });
    const granted = {
      authorisationId: authorisationIdSchema.parse(later),
      operationId: operationIdSchema.parse(later),
      spends: [{ account, unit: 'cents' as const, amount: 120, fromLease: 0 }],
    };
    expect(await hub.declare(other, { authorisations: [granted] })).toEqual(DECLARED);
    expect(await hub.figures(account)).toMatchObject({ posted: 1000, reserved: 120, leased: 700 });
    const open = await hub.store.inSnapshot((tx) => tx.listOpenAuthorisations(other.deviceId));
    expect(open).toMatchObject([{ ...granted, answer: { type: 'granted' }, closedAt: null }]);
    expect(await hub.ask(other, account, 150, question)).toMatchObject({ value: { because: 'Restoring' } });
    expect(await hub.ask(other, account, 120, later)).toEqual({ ok: true, value: { type: 'granted' } });
    expect(await hub.ask(other, account, 180)).toEqual({ ok: true, value: { type: 'granted' } });
    expect(await hub.store.inSnapshot((tx) => tx.sumHolds([other.deviceId]))).toEqual(
      new Map([[other.deviceId, [{ unit: 'cents', accounts: 1, amount: 300 }]]]),
    );
  });

  test('what counters had read of a device and the hub does not have is known, until it comes back', async () => {
    const hub = await aHub();
    const [till, one, two] = [await hub.enrol(), await hub.enrol(), await hub.enrol()];
    for (const chain of [till, one, two]) await hub.pushAll(chain);
    const forgotten = aChain().deviceId;
    await hub.beginEpoch();
    const lost = () => hub.store.inSnapshot((tx) => tx.listLost());
    const seenOf = (chain: Chain, seq: number) => ({ deviceId: chain.deviceId, seq, writtenAt: seq * 100 });
    const nobody = { deviceId: forgotten, seq: 2, writtenAt: 200 };
    expect(await hub.declare(one, { seen: [seenOf(till, 3), seenOf(two, 1), nobody] })).toEqual(DECLARED);
    expect(await hub.declare(two, { seen: [seenOf(till, 2)] })).toEqual(DECLARED);
    const ofTill = {
      deviceId: till.deviceId,
      fromSeq: 2,
      toSeq: 3,
      writtenAt: 300,
      toldBy: one.deviceId,
    };
    const ofNobody = {
      deviceId: forgotten,
      fromSeq: 1,
      toSeq: 2,
      writtenAt: 200,
      toldBy: one.deviceId,
    };
    const inOrder = [ofTill, ofNobody].sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
    expect(await lost()).toEqual(inOrder);
    till.aTopUp(1);
    till.aTopUp(2);
    await hub.pushAll(till);
    expect(await lost()).toEqual([ofNobody]);
    await hub.beginEpoch();
    expect(await lost()).toEqual([]);
  });

  test('of what is said to be lost no more is believed than a counter writes in months, of few that nobody knows', async () => {
    const hub = await aHub();
    const [till, one] = [await hub.enrol(), await hub.enrol()];
    for (const chain of [till, one]) await hub.pushAll(chain);
    await hub.beginEpoch();
    const late = Number.MAX_SAFE_INTEGER;
    const invented = Array.from({ length: MOST_UNKNOWN_SEEN + 1 }, () => ({
      deviceId: deviceIdSchema.parse(v7()),
      seq: 1,
      writtenAt: 1,
    }));
    const ofTill = { deviceId: till.deviceId, seq: late, writtenAt: late };
    expect(await hub.declare(one, { seen: [...invented, ofTill] })).toEqual(DECLARED);
    const lost = await hub.store.inSnapshot((tx) => tx.listLost());
    expect(lost).toHaveLength(MOST_UNKNOWN_SEEN + 1);
    expect(lost.find(({ deviceId }) => deviceId === till.deviceId)).toEqual({
      deviceId: till.deviceId,
      fromSeq: 2,
      toSeq: 1 + MOST_LOST_OPERATIONS,
      writtenAt: NOW,
      toldBy: one.deviceId,
    });
  });

  test('of what is said to be lost the furthest counts, of whoever is not revoked, and nothing of what enrolled since', async () => {
    const hub = await aHub();
    const [till, one, liar, office] = [
      await hub.enrol(),
      await hub.enrol(),
      await hub.enrol(),
      await hub.enrol(),
    ];
    for (const chain of [till, one, liar, office]) await hub.pushAll(chain);
    await hub.beginEpoch();
    const fresh = await hub.enrol();
    await hub.pushAll(fresh);
    const seenOf = (chain: Chain, seq: number) => ({ deviceId: chain.deviceId, seq, writtenAt: 100 });
    const lost = async () =>
      (await hub.store.inSnapshot((tx) => tx.listLost())).map(({ toSeq, toldBy }) => [toSeq, toldBy]);
    expect(await hub.declare(one, { seen: [seenOf(till, 3)] })).toEqual(DECLARED);
    expect(await hub.declare(liar, { seen: [seenOf(till, 90), seenOf(fresh, 9)] })).toEqual(DECLARED);
    expect(await hub.declare(office, { seen: [seenOf(till, 2)] })).toEqual(DECLARED);
    expect(await lost()).toEqual([[90, liar.deviceId]]);
    const act = { type: 'revoke', deviceId: liar.deviceId } as const;
    const asked = { protocol: PROTOCOL_VERSION, operatorId: adminId, act } as const;
    expect(await actOnNetwork(hub.context, office.deviceId, asked)).toMatchObject({ ok: true });
    expect(await lost()).toEqual([[3, one.deviceId]]);
  });

  test('a declaration in parts is taken with the last of them, and from the first again where one is missing', async () => {
    const hub = await aHub();
    const till = await hub.enrol();
    await hub.pushAll(till);
    await hub.beginEpoch();
    const accounts = Array.from({ length: 3 }, () =>
      householdAccount(householdIdSchema.parse(v7()), 'cents'),
    );
    const part = (at: number, isLast: boolean) => ({
      part: at,
      isLast,
      leases: accounts.slice(at, at + 1).map((account) => aLease(account, 100 + at)),
    });
    const answer = (type: string) => ({ ok: true, value: { type } });
    const held = async () =>
      (await hub.store.inSnapshot((tx) => tx.listLeasesOf(till.deviceId))).map(({ amount }) => amount).sort();
    expect(await hub.declare(till, part(0, false))).toEqual(answer('kept'));
    expect(await hub.declare(till, part(2, true))).toEqual(answer('partsMissing'));
    expect(await hub.declare(till, part(1, false))).toEqual(answer('kept'));
    expect(await hub.declare(till, part(2, true))).toEqual(answer('partsMissing'));
    expect(await held()).toEqual([]);
    for (const at of [0, 1, 0, 1, 1])
      expect(await hub.declare(till, part(at, false))).toEqual(answer('kept'));
    // Something was handed in between: it is another head's.
    till.aTopUp(1);
    await hub.pushAll(till);
    expect(await hub.declare(till, part(2, true))).toEqual(answer('partsMissing'));
    for (const at of [0, 1]) await hub.declare(till, part(at, false));
    expect(await hub.declare(till, part(2, true))).toEqual(DECLARED);
    expect(await held()).toEqual([100, 101, 102]);
    for (const account of accounts) expect((await hub.figures(account))?.leased).toBeGreaterThan(99);
  });

  test('a part is no longer than a counter writes one, and none is kept that nobody closes', async () => {
    const hub = await aHub();
    const [till, other, awaited] = [await hub.enrol(), await hub.enrol(), await hub.enrol()];
    for (const chain of [till, other]) await hub.pushAll(chain);
    await hub.beginEpoch();
    const many = Array.from({ length: 9000 }, () =>
      aLease(householdAccount(householdIdSchema.parse(v7()), 'cents'), 1),
    );
    const tooLong = { ok: false, error: { type: 'DeclarationInvalid' } };
    for (const part of [
      { part: 0, isLast: false },
      { part: 1, isLast: false },
      { part: 1, isLast: true },
    ])
      expect(await hub.declare(till, { ...part, leases: many })).toEqual(tooLong);
    const keep = async (chain: Chain) =>
      expect(await hub.declare(chain, { isLast: false })).toEqual({ ok: true, value: { type: 'kept' } });
    const kept = async (chain: Chain) =>
      (await hub.store.inTransaction((tx) => tx.takeDeclarationParts(chain.deviceId))).length;
    const context = { store: hub.store, ...createHubPen(() => NOW), isSignedBy };
    const act = async (what: NetworkAct) => {
      const asked = { protocol: PROTOCOL_VERSION, operatorId: adminId, act: what } as const;
      expect(await actOnNetwork(context, other.deviceId, asked)).toMatchObject({ ok: true });
    };
    await keep(till);
    expect(await kept(till)).toBe(1);
    await keep(till);
    await hub.beginEpoch();
    expect(await kept(till)).toBe(0);
    awaited.operations.pop(); // the hub has never heard from it
    expect(await hub.declare(awaited, { isLast: false, headHash: CHAIN_START })).toMatchObject({ ok: true });
    await act({ type: 'releaseRest' });
    expect(await kept(awaited)).toBe(0);
    await keep(till);
    await act({ type: 'revoke', deviceId: till.deviceId });
    expect(await kept(till)).toBe(0);
    // What an older counter says in one request is taken, however long.
    expect(await hub.declare(other, { leases: many })).toEqual(DECLARED);
  });

  test('an account may have its lease under another id, and what is not declared is gone', async () => {
    const hub = await aHub();
    const [kept, dropped] = [1, 2].map(() => householdIdSchema.parse(v7()));
    if (kept === undefined || dropped === undefined) throw new Error('there are two');
    const till = await hub.enrol();
    for (const householdId of [kept, dropped]) {
      till.aHouseholdOf(householdId);
      till.aTopUp(1000, householdId);
    }
    await hub.pushAll(till);
    await hub.place(till);
    await hub.beginEpoch();
    const lease = aLease(householdAccount(kept, 'cents'), 100);
    expect(await hub.declare(till, { leases: [lease] })).toEqual(DECLARED);
    const leases = await hub.store.inSnapshot((tx) => tx.listLeasesOf(till.deviceId));
    expect(leases).toEqual([{ ...lease, deviceId: till.deviceId, recalledAt: null }]);
    expect(await hub.figures(householdAccount(dropped, 'cents'))).toMatchObject({ leased: 0 });
  });

  test('what was sold before it was brought along again is not noted as missing once it is', async () => {
    const restorable = await open();
    const network = await aSweepHub(restorable.store);
    const hub = await aRestorableHub(restorable);
    const [a, b] = network.households;
    await network.merge(a, b);
    await restorable.beginEpoch();
    await network.sell(b, { cents: 700 }); // of a top-up that has not come back
    for (const chain of [network.founder, network.till]) expect(await hub.declare(chain)).toEqual(DECLARED);
    await network.topUp(a, 'cents', 1000);
    await network.post();
    const loose = await hub.store.inSnapshot((tx) => tx.listLoose());
    expect(await network.cents(a, b)).toEqual([0, 300]);
    expect(loose.filter(({ unit }) => unit === 'cents')).toEqual([]);
  });

  test('what is declared and is not there is noted as uncovered, until what it was taken from is here', async () => {
    const hub = await aHub();
    const householdId = householdIdSchema.parse(v7());
    const account = householdAccount(householdId, 'cents');
    const [office, till] = [await hub.enrol(), await hub.enrol()];
    await hub.pushAll(till);
    await hub.pushAll(office);
    await hub.beginEpoch();
    const overdrawn = () => hub.store.inSnapshot((tx) => tx.sumOverdrawn());
    expect(await hub.declare(till, { leases: [aLease(account, 800)] })).toEqual(DECLARED);
    expect(await hub.figures(account)).toMatchObject({ posted: 0, leased: 800 });
    expect(await overdrawn()).toEqual([{ unit: 'cents', accounts: 1, amount: 800 }]);
    office.aTopUp(1000, householdId);
    await hub.pushAll(office);
    expect(await overdrawn()).toEqual([]);
    const loose = () => hub.store.inSnapshot((tx) => tx.listLoose());
    expect(await loose()).toEqual([{ account, unit: 'cents' }]);
    expect(await hub.declare(office)).toEqual(DECLARED);
    expect(await loose()).toEqual([]);
    // More than is there is promised to nobody again.
    const more = { account, unit: 'cents' as const, posted: 0, reserved: 201, leased: 0, uncovered: 0 };
    await expect(hub.store.inTransaction((tx) => tx.changeAccounts([more], 'unnumbered'))).rejects.toThrow();
  });
}
