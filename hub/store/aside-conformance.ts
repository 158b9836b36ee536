import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { householdAccount } from '../../shared/domain/account.ts';
import {
  authorisationIdSchema,
  householdIdSchema,
  leaseIdSchema,
  type OperationId,
  operationIdSchema,
  operatorIdSchema,
  siteIdSchema,
} from '../../shared/domain/ids.ts';
import type { Cover } from '../../shared/domain/posting.ts';
import { assert } from '../../shared/domain/result.ts';
import { commitmentOf, type Operation } from '../../shared/operations/operation.ts';
import { type NetworkAct, networkAnswerSchema } from '../../shared/sync/network-questions.ts';
import { MOST_BYTES_IN_FORK, MOST_IN_FORK, PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import {
  aChain,
  adminId,
  anEnrolledChain,
  anId,
  cashierId,
  organisationId,
  siteId,
} from '../chain-fixture.ts';
import { isSignedBy } from '../ed25519.ts';
import { createHubPen } from '../hub-pen.ts';
import { actOnNetwork } from '../rules/act-on-network.ts';
import { authorise } from '../rules/authorise.ts';
import { keepFork } from '../rules/keep-aside.ts';
import { placeLeases } from '../rules/place-leases.ts';
import { push } from '../rules/push.ts';
import { readNetwork } from '../rules/read-network.ts';
import { readOwn } from '../rules/read-own.ts';
import { sha256 } from '../sha256.ts';
import type { HubStore, QuarantineRow } from './hub-store.ts';

type Chain = ReturnType<typeof aChain>;

const GRANTED = { ok: true, value: { type: 'granted' } };
const NOTHING_TO_DO = { ok: false, error: { type: 'NothingToDo' } };
const KNOWN = { protocol: PROTOCOL_VERSION, epoch: 1 } as const;
const MOST_MEGABYTES = 8;
const NOW = 1_790_000_100_000;

/** A till, an office, and a family with 1000 cents that goes to the till. */
async function aHub(store: HubStore) {
  const pen = createHubPen(() => NOW);
  const context = { store, ...pen, isSignedBy };
  const [till, office] = [await anEnrolledChain(store), await anEnrolledChain(store)];
  const householdId = householdIdSchema.parse(v7());
  const account = householdAccount(householdId, 'cents');
  const pushAll = (chain: Chain) => push(context, chain.deviceId, chain.request());
  office.aHouseholdOf(householdId);
  office.aTopUp(1000, householdId);
  await pushAll(office);
  await pushAll(till);
  /** A question about an act that takes so much. */
  const ask = async (chain: Chain, amount: number, claimed?: Operation) => {
    const asked = {
      authorisationId: authorisationIdSchema.parse(anId()),
      operationId: operationIdSchema.parse(anId()),
    };
    const answer = await authorise(store, pen, chain.deviceId, {
      ...KNOWN,
      ...asked,
      spends: amount === 0 ? [] : [{ account, unit: 'cents', amount, fromLease: 0 }],
      claims: claimed === undefined ? [] : [{ kind: 'reversal', operationId: claimed.id, known: [] }],
    });
    expect(answer).toEqual(GRANTED);
    return asked;
  };
  /** A sale under a cover; by a cashier of whom the hub has not heard it is kept aside. */
  const sell = (chain: Chain, cents: number, cover: Cover, id: OperationId, operatorId = cashierId) => {
    const plain = chain.aSale(1, cents, householdId);
    chain.operations.pop();
    const postings = plain.postings.map((each) => (each.amount < 0 ? { ...each, cover } : each));
    return chain.rewrite(plain, { id, operatorId, postings });
  };
  const figures = async () => {
    const states = await store.inSnapshot((tx) => tx.findAccounts([account]));
    const { posted, reserved, leased } = states.get(account) ?? { posted: 0, reserved: 0, leased: 0 };
    return { posted, reserved, leased };
  };
  const act = (what: NetworkAct) =>
    actOnNetwork(context, office.deviceId, { protocol: PROTOCOL_VERSION, operatorId: adminId, act: what });
  const flags = async () =>
    (await store.inSnapshot((tx) => tx.listOpenFlags(20))).map(({ reason }) => reason);
  return { store, pen, till, office, householdId, account, pushAll, ask, sell, figures, act, flags };
}

/** What becomes of what was set aside for acts that are kept aside, or in another branch. */
export function asideConformance(openStore: () => Promise<HubStore>): void {
  test('what was set aside for an act that is kept aside waits for it, and is spent once when it is taken after all', async () => {
    const hub = await aHub(await openStore());
    const { till, sell, figures } = hub;
    const { authorisationId, operationId } = await hub.ask(till, 150);
    sell(till, 150, { kind: 'authorisation', id: authorisationId }, operationId);
    expect(await hub.pushAll(till)).toMatchObject({ value: { quarantined: [{ seq: 2 }] } });
    expect(await figures()).toEqual({ posted: 1000, reserved: 150, leased: 0 });
    till.aCashier();
    await hub.pushAll(till);
    expect(await hub.act({ type: 'judgeAgain' })).toEqual({ ok: true, value: { taken: 1 } });
    expect(await figures()).toEqual({ posted: 850, reserved: 0, leased: 0 });
    expect(await hub.act({ type: 'dismissAside', deviceId: till.deviceId, seq: 2 })).toEqual(NOTHING_TO_DO);
    expect([await figures(), await hub.flags()]).toEqual([{ posted: 850, reserved: 0, leased: 0 }, []]);
  });

  test('dismissed by an administrator it is final: what was set aside for it is free, and what names it stays aside', async () => {
    const hub = await aHub(await openStore());
    const { store, till, sell, figures } = hub;
    const { authorisationId, operationId } = await hub.ask(till, 150);
    const sale = sell(till, 150, { kind: 'authorisation', id: authorisationId }, operationId);
    await store.inTransaction((tx) =>
      tx.setHomes([{ householdId: hub.householdId, deviceId: till.deviceId }]),
    );
    await placeLeases(store, hub.pen, till.deviceId, KNOWN);
    const [lease] = await store.inSnapshot((tx) => tx.listLeasesOf(till.deviceId));
    const leased = lease?.amount ?? 0;
    expect(leased).toBeGreaterThan(100);
    sell(till, 100, { kind: 'lease', id: lease?.leaseId }, operationIdSchema.parse(anId()));
    till.aReturn(sale, 1, 150);
    const reasons = ['NotAllowedToOperator', 'NotAllowedToOperator', 'WaitsForAnother'];
    expect(await hub.pushAll(till)).toMatchObject({
      value: { quarantined: reasons.map((reason) => ({ reason })) },
    });
    expect(await figures()).toEqual({ posted: 1000, reserved: 150, leased });
    const dismiss = (seq: number) => hub.act({ type: 'dismissAside', deviceId: till.deviceId, seq });
    for (const seq of [2, 3]) expect(await dismiss(seq)).toEqual({ ok: true, value: { taken: 0 } });
    expect(await figures()).toEqual({ posted: 1000, reserved: 0, leased: leased - 100 });
    for (const seq of [2, 3]) expect(await dismiss(seq)).toEqual(NOTHING_TO_DO);
    const listed = await store.inSnapshot((tx) => tx.listAside(9));
    expect(listed).toMatchObject([{ deviceId: till.deviceId, seq: 4, reason: 'WaitsForAnother' }]);
    expect(await store.inSnapshot((tx) => tx.countQuarantined())).toEqual(new Map([[till.deviceId, 1]]));
    till.aCashier();
    await hub.pushAll(till);
    expect(await hub.act({ type: 'judgeAgain' })).toEqual({ ok: true, value: { taken: 0 } });
    expect(await figures()).toEqual({ posted: 1000, reserved: 0, leased: leased - 100 });
    // Sent again it is told as before: its device looks at it as at all that is kept aside.
    const again = await push({ store, ...hub.pen, isSignedBy }, till.deviceId, till.request(2, 4));
    expect(again).toMatchObject({ value: { quarantined: reasons.map((reason) => ({ reason })) } });
  });

  test('to dismiss what only stands under the id of an act leaves to that act what was set aside for it', async () => {
    const hub = await aHub(await openStore());
    const { till, sell, figures } = hub;
    const { authorisationId, operationId } = await hub.ask(till, 150);
    const cover = { kind: 'authorisation', id: authorisationId } as const;
    for (const cents of [150, 90]) sell(till, cents, cover, operationId);
    expect(await hub.pushAll(till)).toMatchObject({
      value: { quarantined: [{ reason: 'NotAllowedToOperator' }, { seq: 3, reason: 'IdTaken' }] },
    });
    const dismiss = (seq: number) => hub.act({ type: 'dismissAside', deviceId: till.deviceId, seq });
    expect(await dismiss(3)).toEqual({ ok: true, value: { taken: 0 } });
    expect(await figures()).toEqual({ posted: 1000, reserved: 150, leased: 0 });
    expect(await dismiss(2)).toEqual({ ok: true, value: { taken: 0 } });
    expect(await figures()).toEqual({ posted: 1000, reserved: 0, leased: 0 });
  });

  test('what was set aside for a device covers what its other branch did, and what the branch claimed is free', async () => {
    const hub = await aHub(await openStore());
    const { till, sell, figures } = hub;
    till.aCashier();
    const sold = sell(till, 100, { kind: 'none' }, operationIdSchema.parse(anId()));
    await hub.pushAll(till);
    const asked = await hub.ask(till, 150);
    const kept = await hub.ask(till, 50);
    const claim = await hub.ask(till, 0, sold);
    const clone = aChain(till.deviceId);
    clone.operations.push(...till.operations);
    till.aTopUp(1);
    await hub.pushAll(till);
    sell(clone, 150, { kind: 'authorisation', id: asked.authorisationId }, asked.operationId);
    clone.aReturn(sold, 1, 100, claim.operationId);
    expect(await hub.pushAll(clone)).toMatchObject({ value: { type: 'fork' } });
    expect(await figures()).toEqual({ posted: 900, reserved: 200, leased: 0 });
    const adopt = () => hub.act({ type: 'adoptFork', deviceId: till.deviceId });
    expect(await adopt()).toEqual({ ok: true, value: { taken: 2 } });
    expect(await figures()).toEqual({ posted: 850, reserved: 50, leased: 0 });
    expect(await hub.flags()).toEqual(['NoCover']); // of the sale that was sold with none
    expect(await hub.store.inSnapshot((tx) => tx.listClaimsOf([claim.operationId]))).toEqual([]);
    // What of the branch is kept aside has the same cover when it is judged again.
    const stranger = operatorIdSchema.parse(v7());
    sell(clone, 50, { kind: 'authorisation', id: kept.authorisationId }, kept.operationId, stranger);
    await hub.pushAll(clone);
    expect(await adopt()).toEqual({ ok: true, value: { taken: 0 } });
    expect(await figures()).toEqual({ posted: 850, reserved: 50, leased: 0 });
    await hub.store.inTransaction((tx) => tx.setRoles(stranger, siteId, ['cashier']));
    expect(await hub.act({ type: 'judgeAgain' })).toEqual({ ok: true, value: { taken: 1 } });
    expect([await figures(), await hub.flags()]).toEqual([
      { posted: 800, reserved: 0, leased: 0 },
      ['NoCover'],
    ]);
  });

  test('of a branch an act that stands under the id of another is kept aside, and one that is here already is not taken twice', async () => {
    const hub = await aHub(await openStore());
    const { store, till, householdId } = hub;
    // A basket that was open when the disk was copied was paid at both PCs: its id became that of two sales.
    const [sold, paid] = [till.aSale(1, 100, householdId), till.aTopUp(10, householdId)];
    await hub.pushAll(till);
    const clone = aChain(till.deviceId);
    clone.operations.push(...till.operations.slice(0, 1));
    const other = clone.aSale(2, 300, householdId);
    clone.operations.pop();
    clone.rewrite(other, { id: sold.id });
    clone.aTopUp(5, householdId);
    clone.rewrite(paid, { seq: 4, prevHash: clone.operations.at(-1)?.hash ?? '' });
    const twice = clone.aTopUp(7, householdId);
    const again = clone.aTopUp(8, householdId);
    clone.operations.pop();
    clone.rewrite(again, { id: twice.id });
    expect(await hub.pushAll(clone)).toMatchObject({ value: { type: 'fork', atSeq: 2 } });
    expect(await hub.act({ type: 'adoptFork', deviceId: till.deviceId })).toEqual({
      ok: true,
      value: { taken: 2 },
    });
    expect(await hub.figures()).toMatchObject({ posted: 1000 - 100 + 10 + 5 + 7 });
    const aside = await store.inSnapshot((tx) => tx.listAside(9));
    const isTaken = { deviceId: expect.not.stringMatching(till.deviceId), reason: 'IdTaken' };
    expect(aside).toMatchObject([
      { ...isTaken, type: other.type },
      { ...isTaken, type: twice.type },
    ]);
  });

  test('what a branch brings after its first push is kept too, as long as there is room, and adopted as a whole', async () => {
    const hub = await aHub(await openStore());
    const { store, till } = hub;
    const clone = aChain(till.deviceId);
    clone.operations.push(...till.operations);
    till.aTopUp(1);
    await hub.pushAll(till);
    const context = { store, ...hub.pen, isSignedBy };
    const bring = async (from: number, to: number) => {
      const answer = await push(context, till.deviceId, clone.request(from, to));
      return answer.ok && answer.value.type === 'fork' ? answer.value.keptSeq : answer;
    };
    const last = MOST_IN_FORK + 11;
    while (clone.operations.length < last) clone.aTopUp(5, hub.householdId);
    // What does not go on with what is kept is a gap, of this branch as of the other.
    expect(await bring(4, 6)).toMatchObject({ value: { type: 'gap', expectedSeq: 3 } });
    expect([await bring(2, 4), await bring(3, 5), await bring(3, 5), await bring(6, 9)]).toEqual([
      4, 5, 5, 9,
    ]);
    for (let from = 10; from <= MOST_IN_FORK; from += 500) {
      const to = Math.min(from + 499, last);
      expect(await bring(from, to)).toBe(Math.min(to, MOST_IN_FORK + 1));
    }
    expect(await bring(last, last)).toMatchObject({ value: { type: 'gap' } });
    const adopt = () => hub.act({ type: 'adoptFork', deviceId: till.deviceId });
    expect(await adopt()).toEqual({ ok: true, value: { taken: MOST_IN_FORK } });
    expect(await hub.figures()).toMatchObject({ posted: 1000 + 5 * MOST_IN_FORK });
    expect(await bring(MOST_IN_FORK + 2, last)).toBe(last);
    expect(await adopt()).toEqual({ ok: true, value: { taken: 10 } });
    expect(await hub.figures()).toMatchObject({ posted: 1000 + 5 * (MOST_IN_FORK + 10) });
  }, 120_000);

  test('of a branch of long operations no more is kept than can be taken in at once', async () => {
    const { store, till } = await aHub(await openStore());
    const long = { ...till.aTopUp(5), body: 'x'.repeat(60_000) };
    const keep = (from: number, count: number) =>
      store.inTransaction((tx) =>
        keepFork(
          tx,
          till.deviceId,
          Array.from({ length: count }, (_, at) => {
            const seq = from + at;
            return { ...long, seq, hash: seq.toString(16).padStart(64, '0') };
          }),
          'ab'.repeat(64),
          NOW,
        ),
      );
    const fit = Math.floor(MOST_BYTES_IN_FORK / JSON.stringify(long).length);
    expect(fit).toBeLessThan(MOST_BYTES_IN_FORK / 60_000);
    let kept = 0;
    while (kept < 1000) kept = await keep(kept + 1, 100);
    expect(kept).toBe(1000);
    const last = await keep(1001, 100);
    expect(Math.abs(last - fit)).toBeLessThan(5);
    expect(await keep(last + 1, 1)).toBe(last);
    const heirId = aChain().deviceId;
    await store.inTransaction((tx) => tx.setForkAdopted(till.deviceId, heirId));
    expect(await keep(last + 1, 1)).toBe(last + 1);
  }, 60_000);

  test('a branch that came in pieces is adopted in its own order, whatever the clocks of the processes that took it in', async () => {
    const hub = await aHub(await openStore());
    const { store, till } = hub;
    const clone = aChain(till.deviceId);
    clone.operations.push(...till.operations);
    till.aTopUp(1);
    await hub.pushAll(till);
    for (const cents of [5, 6, 7]) clone.aTopUp(cents, hub.householdId);
    for (const [seq, now] of [NOW, NOW - 90_000, NOW - 60_000].entries()) {
      const context = { store, ...createHubPen(() => now), isSignedBy };
      expect(await push(context, till.deviceId, clone.request(seq + 2, seq + 2))).toMatchObject({
        value: { type: 'fork', keptSeq: seq + 2 },
      });
    }
    expect(await hub.act({ type: 'adoptFork', deviceId: till.deviceId })).toEqual({
      ok: true,
      value: { taken: 3 },
    });
    const [heirId] = await store.inSnapshot((tx) => tx.listHeirs(till.deviceId));
    const chain = await store.inSnapshot((tx) => tx.listChain(heirId ?? till.deviceId, 1, 9));
    expect(chain.map(({ id }) => id).slice(1)).toEqual(clone.operations.map(({ id }) => id).slice(1));
    const [, first] = clone.operations;
    expect(JSON.parse(chain[0]?.body ?? '')).toMatchObject({ seq: 1, hash: first?.prevHash });
  });

  test('of a branch of a revoked device what came before has its effect, and what comes after has none, also when it is judged again', async () => {
    const hub = await aHub(await openStore());
    const { store, till } = hub;
    const clone = aChain(till.deviceId);
    clone.operations.push(...till.operations);
    till.aTopUp(1);
    await hub.pushAll(till);
    clone.aTopUp(5, hub.householdId);
    const before = { store, ...createHubPen(() => NOW - 1), isSignedBy };
    expect(await push(before, till.deviceId, clone.request())).toMatchObject({ value: { type: 'fork' } });
    expect(await hub.act({ type: 'revoke', deviceId: till.deviceId })).toMatchObject({ ok: true });
    const late = clone.aTopUp(900_000, hub.householdId);
    expect(await hub.pushAll(clone)).toMatchObject({ value: { type: 'fork', keptSeq: 3 } });
    expect(await hub.act({ type: 'adoptFork', deviceId: till.deviceId })).toEqual({
      ok: true,
      value: { taken: 1 },
    });
    expect(await hub.act({ type: 'judgeAgain' })).toEqual({ ok: true, value: { taken: 0 } });
    expect(await hub.figures()).toMatchObject({ posted: 1005 });
    const aside = await store.inSnapshot((tx) => tx.listAside(9));
    expect(aside).toMatchObject([{ reason: 'DeviceRevoked', type: late.type }]);
  });

  test('what a device handed in before it was revoked is taken when it is judged again, what it brings after is not', async () => {
    const hub = await aHub(await openStore());
    const { store, till, office, sell, figures } = hub;
    const { authorisationId, operationId } = await hub.ask(till, 150);
    sell(till, 150, { kind: 'authorisation', id: authorisationId }, operationId);
    expect(await hub.pushAll(till)).toMatchObject({ value: { quarantined: [{ seq: 2 }] } });
    expect(await hub.act({ type: 'revoke', deviceId: till.deviceId })).toMatchObject({ ok: true });
    till.aTopUp(900_000, hub.householdId);
    expect(await hub.pushAll(till)).toMatchObject({ value: { quarantined: [{ seq: 2 }, { seq: 3 }] } });
    office.aCashier();
    await hub.pushAll(office);
    expect(await hub.act({ type: 'judgeAgain' })).toEqual({ ok: true, value: { taken: 1 } });
    expect([await figures(), await hub.flags()]).toEqual([{ posted: 850, reserved: 0, leased: 0 }, []]);
    const aside = await store.inSnapshot((tx) => tx.listAside(9));
    expect(aside).toMatchObject([{ seq: 3, reason: 'DeviceRevoked' }]);
  });

  test('what a device handed in before it was moved is judged again as of where it stood', async () => {
    const hub = await aHub(await openStore());
    const { store, till, office, sell, figures } = hub;
    const { authorisationId, operationId } = await hub.ask(till, 150);
    sell(till, 150, { kind: 'authorisation', id: authorisationId }, operationId);
    expect(await hub.pushAll(till)).toMatchObject({ value: { quarantined: [{ seq: 2 }] } });
    const elsewhere = siteIdSchema.parse(v7());
    await store.inTransaction((tx) =>
      tx.setSite(elsewhere, { organisationId, kind: 'emporio', isActive: true }),
    );
    const { deviceId } = till;
    expect(await hub.act({ type: 'move', deviceId, siteId: elsewhere, afterMoves: 0 })).toMatchObject({
      ok: true,
    });
    // It has deleted what it no longer gets.
    await store.inTransaction(async (tx) => {
      const moved = await tx.lockDevice(deviceId);
      if (moved !== null) await tx.setDevicePlace(deviceId, { ...moved, leaving: null });
    });
    office.aCashier();
    await hub.pushAll(office);
    expect(await hub.act({ type: 'judgeAgain' })).toEqual({ ok: true, value: { taken: 1 } });
    expect([await figures(), await hub.flags()]).toEqual([{ posted: 850, reserved: 0, leased: 0 }, []]);
  });

  test('what waits for acts of a device that was taken out is not there, and no till is told to wait for it', async () => {
    const hub = await aHub(await openStore());
    const { store, pen, till, office, account } = hub;
    await placeLeases(store, pen, till.deviceId, KNOWN);
    const [lease] = await store.inSnapshot((tx) => tx.listLeasesOn([account]));
    hub.sell(till, 150, { kind: 'lease', id: lease?.leaseId }, operationIdSchema.parse(anId()));
    await hub.pushAll(till);
    const ask = (amount: number) =>
      authorise(store, pen, office.deviceId, {
        ...KNOWN,
        authorisationId: authorisationIdSchema.parse(anId()),
        operationId: operationIdSchema.parse(anId()),
        spends: [{ account, unit: 'cents', amount, fromLease: 0 }],
        claims: [],
      });
    expect(await ask(900)).toMatchObject({ value: { because: 'LeasedElsewhere' } });
    await hub.act({ type: 'revoke', deviceId: till.deviceId });
    const short = [{ account, available: 850 }];
    expect(await ask(900)).toEqual({ ok: true, value: { type: 'refused', because: 'NotEnough', short } });
    expect(await ask(850)).toEqual(GRANTED);
  });

  test('to dismiss what a device brought once it was revoked frees nothing of what waits for what it brought before', async () => {
    const hub = await aHub(await openStore());
    const { store, till, office, sell, figures } = hub;
    await store.inTransaction((tx) =>
      tx.setHomes([{ householdId: hub.householdId, deviceId: till.deviceId }]),
    );
    await placeLeases(store, hub.pen, till.deviceId, KNOWN);
    const [lease] = await store.inSnapshot((tx) => tx.listLeasesOf(till.deviceId));
    const cover = { kind: 'lease', id: lease?.leaseId } as const;
    sell(till, 150, cover, operationIdSchema.parse(anId()));
    await hub.pushAll(till);
    expect(await hub.act({ type: 'revoke', deviceId: till.deviceId })).toMatchObject({ ok: true });
    sell(till, 100, cover, operationIdSchema.parse(anId()));
    expect(await hub.pushAll(till)).toMatchObject({
      value: { quarantined: [{ seq: 2 }, { seq: 3, reason: 'DeviceRevoked' }] },
    });
    const dismissed = await hub.act({ type: 'dismissAside', deviceId: till.deviceId, seq: 3 });
    expect(dismissed).toMatchObject({ ok: true });
    expect(await figures()).toEqual({ posted: 1000, reserved: 0, leased: 150 });
    await hub.ask(office, 850);
    office.aCashier();
    await hub.pushAll(office);
    expect(await hub.act({ type: 'judgeAgain' })).toEqual({ ok: true, value: { taken: 1 } });
    expect([await figures(), await hub.flags()]).toEqual([{ posted: 850, reserved: 850, leased: 0 }, []]);
  });

  test('families that went to a device that is taken out, or moved away, go to whoever else is at their site', async () => {
    for (const type of ['revoke', 'move'] as const) {
      const hub = await aHub(await openStore());
      const { store, pen, till, office } = hub;
      const elsewhere = siteIdSchema.parse(v7());
      await store.inTransaction((tx) =>
        tx.setSite(elsewhere, { organisationId, kind: 'emporio', isActive: true }),
      );
      const lease = () => placeLeases(store, pen, office.deviceId, KNOWN);
      till.aSale(1, 100, hub.householdId);
      await hub.pushAll(till);
      expect(await lease()).toMatchObject({ value: { placed: 0 } });
      const { deviceId } = till;
      const decided =
        type === 'revoke' ? { type, deviceId } : { type, deviceId, siteId: elsewhere, afterMoves: 0 };
      expect(await hub.act(decided)).toMatchObject({ ok: true });
      expect(await lease()).toMatchObject({ value: { placed: 1 } });
      expect(await hub.figures()).toEqual({ posted: 900, reserved: 0, leased: 720 });
    }
  });

  test('of what a device brings once it is revoked no more is kept than of a branch, and what is kept is acknowledged again', async () => {
    const hub = await aHub(await openStore());
    const { store, till } = hub;
    expect(await hub.act({ type: 'revoke', deviceId: till.deviceId })).toMatchObject({ ok: true });
    const first = till.aTopUp(1);
    expect(await hub.pushAll(till)).toMatchObject({
      value: { quarantined: [{ seq: 2, reason: 'DeviceRevoked' }] },
    });
    const fill = (from: number, count: number, body = '') =>
      store.inTransaction((tx) =>
        tx.insertQuarantine(
          Array.from({ length: count }, (_, index) => {
            const seq = from + index;
            const operation = { ...first, id: operationIdSchema.parse(anId()), seq, body };
            return { deviceId: till.deviceId, seq, operation, reason: 'DeviceRevoked', receivedAt: NOW };
          }),
        ),
      );
    // Beyond the chain's head, so that the chain itself goes on after it.
    await fill(100, MOST_IN_FORK - 2);
    till.aTopUp(1);
    expect(await hub.pushAll(till)).toMatchObject({ value: { acknowledgedSeq: 3 } });
    till.aTopUp(1);
    const isFull = { ok: false, error: { type: 'DeviceRevoked' } };
    expect(await hub.pushAll(till)).toEqual(isFull);
    till.operations.pop();
    expect(await hub.pushAll(till)).toMatchObject({
      value: { acknowledgedSeq: 3, quarantined: [{ seq: 2 }, { seq: 3 }] },
    });
    await store.inTransaction((tx) =>
      tx.deleteQuarantined(
        till.deviceId,
        Array.from({ length: MOST_IN_FORK - 2 }, (_, index) => 100 + index),
      ),
    );
    await fill(100, 1, 'x'.repeat(MOST_BYTES_IN_FORK));
    till.aTopUp(1);
    expect(await hub.pushAll(till)).toEqual(isFull);
  }, 60_000);

  test('what a revoked device brings counts as such under whatever ids', async () => {
    const hub = await aHub(await openStore());
    const { store, till } = hub;
    await hub.act({ type: 'revoke', deviceId: till.deviceId });
    const { id } = till.aTopUp(1);
    for (let count = 0; count < 4; count++) {
      const last = till.aTopUp(1);
      till.operations.pop();
      till.rewrite(last, { id });
    }
    expect(await hub.pushAll(till)).toMatchObject({
      value: { acknowledgedSeq: 6, quarantined: Array(5).fill({ reason: 'DeviceRevoked' }) },
    });
    expect(await store.inSnapshot((tx) => tx.sumLate(till.deviceId))).toMatchObject({ operations: 5 });
  });

  test('an answer lists of what is kept aside only what its own push brings, and a page of the chain the last of it', async () => {
    const hub = await aHub(await openStore());
    const { store, till } = hub;
    for (let count = 0; count < 4; count++) till.aTopUp(1, undefined, cashierId);
    await hub.pushAll(till);
    const ask = (from: number, to: number) =>
      push({ store, ...hub.pen, isSignedBy }, till.deviceId, till.request(from, to));
    const isAside = (seq: number) => ({ seq, reason: 'NotAllowedToOperator' });
    expect(await ask(1, 3)).toMatchObject({
      value: { acknowledgedSeq: 3, quarantined: [isAside(2), isAside(3)] },
    });
    till.aTopUp(1, undefined, cashierId);
    expect(await ask(5, 6)).toMatchObject({ value: { quarantined: [isAside(5), isAside(6)] } });
    const last = await store.inSnapshot((tx) => tx.listQuarantined(till.deviceId, 1, 5, 2));
    expect(last).toEqual([isAside(4), isAside(5)]);
  });

  test('of long operations that are kept aside no more is read at once than fits, and all of them one page after the other', async () => {
    const hub = await aHub(await openStore());
    const { store, till } = hub;
    const { deviceId } = till;
    const [plain] = till.operations;
    assert(plain !== undefined, 'a till has written something');
    const seqs = Array.from({ length: 2 * MOST_MEGABYTES }, (_, index) => index + 2);
    const rows = seqs.map((seq): QuarantineRow => {
      const id = operationIdSchema.parse(anId());
      const operation = { ...plain, id, seq, body: `"${'x'.repeat(1_000_000)}"` };
      return { deviceId, seq, operation, reason: 'UnknownKind', receivedAt: NOW };
    });
    await store.inTransaction(async (tx) => {
      for (const row of rows) await tx.insertQuarantine([row]);
      const head = { seq: rows.length + 1, hash: plain.hash, at: NOW, reachedOn: plain.businessOn };
      await tx.setDeviceHead(deviceId, { ...head, headSignature: null });
    });
    const read: number[] = [];
    for (let hasMore = true; hasMore; ) {
      const fromSeq = (read.at(-1) ?? 0) + 1;
      const page = await readOwn(store, deviceId, { protocol: PROTOCOL_VERSION, fromSeq, limit: 500 });
      assert(page.ok, 'its own chain is read');
      expect(page.value.operations.length).toBeLessThanOrEqual(MOST_MEGABYTES + 1);
      read.push(...page.value.operations.map(({ seq }) => seq));
      hasMore = page.value.hasMore;
    }
    expect(read).toEqual([1, ...seqs]);
    const aside = await store.inSnapshot((tx) => tx.listAsideOf(deviceId, 0, 500));
    expect(aside.length).toBeLessThanOrEqual(MOST_MEGABYTES);
    expect(await hub.act({ type: 'judgeAgain' })).toEqual({ ok: true, value: { taken: 0 } });
    const reasons = await store.inSnapshot((tx) => tx.listAside(500));
    expect(reasons.map(({ seq, type, reason }) => [seq, type, reason])).toEqual(
      seqs.map((seq) => [seq, plain.type, 'BodyInvalid']),
    );
  }, 60_000);

  test('whatever texts and kinds a device writes, what is kept of it is listed for administrators', async () => {
    const hub = await aHub(await openStore());
    const { store, till, office } = hub;
    const written = (chain: Chain, type: string, body: string) => {
      const last = chain.aTopUp(1);
      chain.operations.pop();
      return chain.rewrite(last, { type, body, commitment: commitmentOf(sha256, last.salt ?? '', body) });
    };
    const clone = aChain(till.deviceId);
    clone.operations.push(...till.operations);
    // Texts that no database reads, and more kinds than any counter does.
    const texts = ['"\u0000"', '"\ud800"', '\u0000', '\ud800', '"\\u0000 \\ud800'];
    for (const chain of [till, clone]) {
      for (const [at, text] of texts.entries()) written(chain, `made.${'up'.repeat(at + 1)}`, text);
      for (let at = 1; at < 302; at++)
        written(chain, `x.${at.toString(2).replaceAll('0', 'a').replaceAll('1', 'b')}`, '{}');
      await hub.pushAll(chain);
    }
    const asked = { protocol: PROTOCOL_VERSION, operatorId: adminId } as const;
    const read = await readNetwork({ store, now: hub.pen.now }, office.deviceId, asked);
    const told = networkAnswerSchema.safeParse(read.ok ? read.value : null);
    expect(told.error).toBeUndefined();
    expect(told.data?.quarantine).toHaveLength(200);
    expect(told.data?.forks).toMatchObject([{ taken: { operations: 0 }, other: { operations: 306 } }]);
    expect(told.data?.forks[0]?.other.kinds).toHaveLength(300);
  });

  test('a lease is asked back from the device that has it, whatever ids others have', async () => {
    const { store, till, office, account } = await aHub(await openStore());
    const lease = { leaseId: leaseIdSchema.parse(v7()), account, unit: 'cents' as const, amount: 1 };
    const rows = [till, office].map(({ deviceId }) => ({ ...lease, deviceId, recalledAt: null }));
    await store.inTransaction((tx) => tx.saveLeases(rows));
    await store.inTransaction((tx) => tx.markRecalled([{ ...lease, deviceId: till.deviceId }], NOW));
    const recalled = async ({ deviceId }: Chain) =>
      (await store.inSnapshot((tx) => tx.listLeasesOf(deviceId))).map(({ recalledAt }) => recalledAt);
    expect([await recalled(till), await recalled(office)]).toEqual([[NOW], [null]]);
  });
}
