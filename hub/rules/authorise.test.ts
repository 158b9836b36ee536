import { setImmediate } from 'node:timers/promises';
import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { householdAccount } from '../../shared/domain/account.ts';
import { authorisationIdSchema, householdIdSchema, operationIdSchema } from '../../shared/domain/ids.ts';
import type { Cover } from '../../shared/domain/posting.ts';
import { accountAdjusted } from '../../shared/operations/credit-operations.ts';
import { actFlagged } from '../../shared/operations/flag-operations.ts';
import { deviceStream } from '../../shared/operations/kind.ts';
import { basketAbandoned, leasePlaced, leaseReturned } from '../../shared/operations/lease-operations.ts';
import type { Operation } from '../../shared/operations/operation.ts';
import { PROTOCOL_VERSION, type Spend } from '../../shared/sync/protocol.ts';
import { type aChain, adminId, anEnrolledChain, cashierId, siteId } from '../chain-fixture.ts';
import { isSignedBy } from '../ed25519.ts';
import { createHubPen } from '../hub-pen.ts';
import type { HubStore } from '../store/hub-store.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import { authorise } from './authorise.ts';
import { placeLeases } from './place-leases.ts';
import { push } from './push.ts';

type Chain = ReturnType<typeof aChain>;

/** A hub, a household with cents, and devices that spend. */
async function aHub(cents = 1000) {
  const store = createMemoryStore();
  const hubStore: HubStore = store;
  const clock = { now: 1_790_000_100_000 };
  const now = () => clock.now;
  const pen = createHubPen(now);
  const householdId = householdIdSchema.parse(v7());
  const account = householdAccount(householdId, 'cents');
  const enrol = () => anEnrolledChain(store);
  const pushAll = (chain: Chain) => push({ ...pen, isSignedBy, store }, chain.deviceId, chain.request());
  const office = await enrol();
  office.aTopUp(cents, householdId);
  await pushAll(office);
  const ask = (
    chain: Chain,
    amount: number,
    { fromLease = 0, authorisationId = authorisationIdSchema.parse(v7()), on = hubStore } = {},
  ) => {
    const spends: Spend[] = [{ account, unit: 'cents', amount, fromLease }];
    const operationId = operationIdSchema.parse(v7());
    const known = { protocol: PROTOCOL_VERSION, epoch: 1 } as const;
    const question = { ...known, authorisationId, operationId, spends, claims: [] };
    return authorise(on, pen, chain.deviceId, question).then((answer) => ({ ...question, answer }));
  };
  /** An act that takes cents, with what covers it. */
  const spend = (chain: Chain, amount: number, cover: Cover | undefined, id?: Operation['id']) => {
    const last = chain.write(
      accountAdjusted,
      { householdId, siteId, purse: 'cents', amount: -amount, reason: 'recording-mistake' },
      { operatorId: adminId },
    );
    chain.operations.pop();
    const postings = last.postings.map((posting) =>
      posting.amount < 0 && cover !== undefined ? { ...posting, cover } : posting,
    );
    return chain.rewrite(last, { postings, ...(id === undefined ? {} : { id }) });
  };
  /** What a device's mailbox holds of placed leases. */
  const leasesOf = (chain: Chain) =>
    store
      .state()
      .operations.filter(
        ({ operation: { stream, type } }) =>
          stream === deviceStream(chain.deviceId) && type === leasePlaced.type,
      )
      .flatMap(({ operation }) => leasePlaced.body.parse(JSON.parse(operation.body ?? '')).leases);
  const place = (chain: Chain) =>
    placeLeases(store, pen, chain.deviceId, { protocol: PROTOCOL_VERSION, epoch: 1 });
  const state = () => {
    const {
      number: _number,
      account: _account,
      unit: _unit,
      ...figures
    } = store.state().accounts.get(account) ?? {
      number: 0,
      account,
      unit: 'cents',
    };
    return figures;
  };
  const flags = () => store.state().flags.map(({ reason, amount }) => [reason, amount]);
  /** What the hub has told a device of its acts. */
  const lettersTo = (chain: Chain) =>
    store
      .state()
      .operations.filter(
        ({ operation: { stream, type } }) =>
          stream === deviceStream(chain.deviceId) && type === actFlagged.type,
      )
      .map(({ operation }) => actFlagged.body.parse(JSON.parse(operation.body ?? '')));
  return {
    account,
    lettersTo,
    store,
    clock,
    enrol,
    pushAll,
    ask,
    spend,
    place,
    leasesOf,
    state,
    flags,
    householdId,
  };
}

/** The same store, where answers come only once all was asked that needs none of them: how many rounds of questions there were. */
function countingTrips(store: HubStore) {
  let trips = 0;
  const inTransaction: HubStore['inTransaction'] = (work) =>
    store.inTransaction((tx) => {
      let isAsking = false;
      const slow = new Proxy(tx, {
        get(target, name) {
          const member: unknown = Reflect.get(target, name);
          if (typeof member !== 'function' || name === 'lastly') return member;
          return async (...asked: unknown[]): Promise<unknown> => {
            if (!isAsking) trips++;
            isAsking = true;
            await setImmediate();
            isAsking = false;
            return Reflect.apply(member, target, asked);
          };
        },
      });
      return work(slow);
    });
  return { store: { ...store, inTransaction }, trips: () => trips };
}

describe('an authorisation', () => {
  test('is decided after one trip to the database, also while a counter enters', async () => {
    const hub = await aHub();
    const entering = await hub.enrol();
    const { store, trips } = countingTrips(hub.store);
    const { answer } = await hub.ask(entering, 300, { on: store });
    expect(answer).toEqual({ ok: true, value: { type: 'granted' } });
    expect(trips()).toBe(2); // and what is written, which nothing waits for before the end
  });

  test('sets aside what is there, and the operation that it names takes it and closes it', async () => {
    const hub = await aHub();
    const till = await hub.enrol();
    const asked = await hub.ask(till, 600);
    expect(asked.answer).toEqual({ ok: true, value: { type: 'granted' } });
    expect(hub.state()).toEqual({ posted: 1000, reserved: 600, leased: 0, uncovered: 0 });
    hub.spend(till, 600, { kind: 'authorisation', id: asked.authorisationId }, asked.operationId);
    await hub.pushAll(till);
    expect(hub.state()).toEqual({ posted: 400, reserved: 0, leased: 0, uncovered: 0 });
    expect(hub.flags()).toEqual([]);
  });

  test('that nobody closed is told to its device a while later, unless its act waits for a decision', async () => {
    const hub = await aHub();
    const till = await hub.enrol();
    await hub.pushAll(till);
    const [forgotten, kept] = [await hub.ask(till, 100), await hub.ask(till, 200)];
    const unclosed = async () => {
      const answer = await hub.place(till);
      if (!answer.ok) throw new Error(answer.error.type);
      return answer.value.unclosed.map((each) => each.authorisationId);
    };
    expect(await unclosed()).toEqual([]);
    hub.clock.now += 31_000;
    expect(new Set(await unclosed())).toEqual(new Set([forgotten.authorisationId, kept.authorisationId]));
    const cover = { kind: 'authorisation', id: kept.authorisationId } as const;
    const last = hub.spend(till, 200, cover, kept.operationId);
    till.operations.pop();
    till.rewrite(last, { operatorId: cashierId });
    await hub.pushAll(till);
    expect(await unclosed()).toEqual([forgotten.authorisationId]);
  });

  test('is refused where two tills together would spend more than there is, and says how much can be had', async () => {
    const hub = await aHub();
    const [one, two] = [await hub.enrol(), await hub.enrol()];
    const answers = await Promise.all([hub.ask(one, 600), hub.ask(two, 600)]);
    expect(answers.map(({ answer }) => answer.ok && answer.value.type).sort()).toEqual([
      'granted',
      'refused',
    ]);
    expect(answers.find(({ answer }) => answer.ok && answer.value.type === 'refused')?.answer).toMatchObject({
      value: { because: 'NotEnough', short: [{ available: 400 }] },
    });
  });

  test('asked again under the same id is answered the same and sets nothing aside twice', async () => {
    const hub = await aHub();
    const till = await hub.enrol();
    const { authorisationId, answer } = await hub.ask(till, 600);
    expect((await hub.ask(till, 600, { authorisationId })).answer).toEqual(answer);
    expect(hub.state()).toMatchObject({ reserved: 600 });
  });

  test('is free again once the basket is abandoned in the chain, once however often it is sent', async () => {
    const hub = await aHub();
    const till = await hub.enrol();
    const { authorisationId, operationId } = await hub.ask(till, 600);
    till.write(basketAbandoned, { deviceId: till.deviceId, authorisationId, operationId });
    await hub.pushAll(till);
    await hub.pushAll(till);
    expect(hub.state()).toEqual({ posted: 1000, reserved: 0, leased: 0, uncovered: 0 });
  });

  test('of somebody else covers nothing: the fact is taken and flagged', async () => {
    const hub = await aHub();
    const [one, two] = [await hub.enrol(), await hub.enrol()];
    const asked = await hub.ask(one, 600);
    hub.spend(two, 600, { kind: 'authorisation', id: asked.authorisationId }, asked.operationId);
    expect(await hub.pushAll(two)).toMatchObject({ value: { quarantined: [] } });
    expect(hub.state()).toEqual({ posted: 400, reserved: 600, leased: 0, uncovered: 600 });
    expect(hub.flags()).toEqual([['CoverUnknown', 600]]);
  });

  test('lets two postings of one act share what was granted, and flags the rest', async () => {
    const hub = await aHub();
    const till = await hub.enrol();
    const asked = await hub.ask(till, 300);
    hub.spend(till, 500, { kind: 'authorisation', id: asked.authorisationId }, asked.operationId);
    await hub.pushAll(till);
    expect(hub.state()).toEqual({ posted: 500, reserved: 0, leased: 0, uncovered: 200 });
    expect(hub.flags()).toEqual([['CoverExceeded', 200]]);
  });
});

describe('a lease', () => {
  /** A till where the household went once. */
  const aHome = async (cents?: number) => {
    const hub = await aHub(cents);
    const till = await hub.enrol();
    const asked = await hub.ask(till, 100);
    hub.spend(till, 100, { kind: 'authorisation', id: asked.authorisationId }, asked.operationId);
    await hub.pushAll(till);
    return { ...hub, till };
  };

  test('is placed where the household goes, once, and spent there without asking', async () => {
    const hub = await aHome();
    expect(await hub.place(hub.till)).toEqual({
      ok: true,
      value: { placed: 1, isDeclared: true, isRestoring: false, unclosed: [] },
    });
    expect(await hub.place(hub.till)).toEqual({
      ok: true,
      value: { placed: 0, isDeclared: true, isRestoring: false, unclosed: [] },
    });
    const [lease] = hub.leasesOf(hub.till);
    expect(lease).toMatchObject({ amount: 720 });
    hub.spend(hub.till, 700, { kind: 'lease', id: lease?.leaseId ?? '' });
    await hub.pushAll(hub.till);
    expect(hub.state()).toEqual({ posted: 200, reserved: 0, leased: 20, uncovered: 0 });
    expect(hub.flags()).toEqual([]);
  });

  test('goes into an authorisation of the device that holds it', async () => {
    const hub = await aHome();
    await hub.place(hub.till);
    const { answer } = await hub.ask(hub.till, 900, { fromLease: 720 });
    expect(answer).toEqual({ ok: true, value: { type: 'granted' } });
    expect(hub.state()).toEqual({ posted: 900, reserved: 900, leased: 0, uncovered: 0 });
  });

  test('that is needed elsewhere is asked back once, comes back by the chain, and is not placed again at once', async () => {
    const hub = await aHome();
    await hub.place(hub.till);
    const [lease] = hub.leasesOf(hub.till);
    if (lease === undefined) throw new Error('a lease was placed');
    const other = await hub.enrol();
    for (let time = 0; time < 2; time++) {
      expect((await hub.ask(other, 500)).answer).toMatchObject({ value: { because: 'LeasedElsewhere' } });
    }
    const letters = hub.store
      .state()
      .operations.filter(({ operation }) => operation.type === 'lease.recalled');
    expect(letters).toHaveLength(1);
    hub.till.write(leaseReturned, { deviceId: hub.till.deviceId, leases: [lease] });
    await hub.pushAll(hub.till);
    expect(await hub.place(hub.till)).toEqual({
      ok: true,
      value: { placed: 0, isDeclared: true, isRestoring: false, unclosed: [] },
    });
    expect((await hub.ask(other, 500)).answer).toEqual({ ok: true, value: { type: 'granted' } });
  });

  test('of a device that is off is told with since when nothing was heard of it, unless others can give back enough', async () => {
    const hub = await aHome();
    await hub.place(hub.till);
    const other = await hub.enrol();
    const heard = (chain: Chain) =>
      hub.store.inTransaction((tx) =>
        tx.noteContact(chain.deviceId, { seenAt: hub.clock.now, cursors: new Map() }),
      );
    const askForAll = async () => (await hub.ask(other, 900)).answer;
    // It asks for no news as long as it has something to hand in.
    const pushedAt = hub.clock.now;
    expect(await askForAll()).not.toHaveProperty('value.silent');
    hub.clock.now += 3 * 60_000 + 1;
    expect(await askForAll()).toMatchObject({
      value: { because: 'LeasedElsewhere', silent: { deviceId: hub.till.deviceId, seenAt: pushedAt } },
    });
    await heard(hub.till);
    const seenAt = hub.clock.now;
    expect(await askForAll()).not.toHaveProperty('value.silent');
    hub.clock.now += 3 * 60_000;
    expect(await askForAll()).not.toHaveProperty('value.silent');
    hub.clock.now += 1;
    expect(await askForAll()).toMatchObject({ value: { silent: { deviceId: hub.till.deviceId, seenAt } } });
    // What is asked for again under its id is the same word, with what is known by then.
    const again = await hub.ask(other, 900);
    await heard(hub.till);
    const { answer } = await hub.ask(other, 900, { authorisationId: again.authorisationId });
    expect(answer).toEqual({
      ok: true,
      value: {
        type: 'refused',
        because: 'LeasedElsewhere',
        short: [{ account: hub.account, available: 180 }],
      },
    });
    // One that was taken out gives nothing back: whose word it is, is the administrator's.
    hub.clock.now += 3 * 60_000 + 1;
    await hub.store.inTransaction((tx) => tx.setDeviceState(hub.till.deviceId, 'revoked', hub.clock.now));
    expect(await askForAll()).not.toHaveProperty('value.silent');
  });

  test('overspent by a device that lies is a fact, flagged, and promises nothing twice', async () => {
    const hub = await aHome();
    await hub.place(hub.till);
    const [lease] = hub.leasesOf(hub.till);
    hub.spend(hub.till, 800, { kind: 'lease', id: lease?.leaseId ?? '' });
    hub.spend(hub.till, 50, undefined);
    await hub.pushAll(hub.till);
    expect(hub.state()).toEqual({ posted: 50, reserved: 0, leased: 0, uncovered: 130 });
    expect(hub.flags()).toEqual([
      ['CoverExceeded', 80],
      ['NoCover', 50],
    ]);
    // Its mailbox says so of each act: what was covered is not part of it.
    const [over, without] = hub.till.operations.slice(-2);
    expect(hub.lettersTo(hub.till)).toMatchObject([
      { operationId: over?.id, parts: [{ unit: 'cents', amount: 80, reason: 'CoverExceeded' }] },
      { operationId: without?.id, parts: [{ unit: 'cents', amount: 50, reason: 'NoCover' }] },
    ]);
  });
});
