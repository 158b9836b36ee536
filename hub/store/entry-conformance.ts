import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { householdAccount } from '../../shared/domain/account.ts';
import {
  authorisationIdSchema,
  type DeviceId,
  deviceIdSchema,
  householdIdSchema,
  operationIdSchema,
} from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { toPoints } from '../../shared/domain/points.ts';
import { accountAdjusted } from '../../shared/operations/credit-operations.ts';
import { allowancePosted } from '../../shared/operations/household-operations.ts';
import {
  beneficiariesStream,
  networkStream,
  registryStream,
  siteStream,
} from '../../shared/operations/kind.ts';
import { operatorRolesSet } from '../../shared/operations/network-operations.ts';
import { MOST_BROUGHT, PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { anAllowanceHub } from '../allowance-hub.fixture.ts';
import { aChain, adminId, aPlace, organisationId, siteId } from '../chain-fixture.ts';
import { isSignedBy } from '../ed25519.ts';
import {
  aLoneCounter,
  allowanceOf,
  aNetworkToEnter,
  CODE,
  grantBy,
  hashCode,
  schemeOf,
} from '../entry.fixture.ts';
import { deviceKeys } from '../hub-client.fixture.ts';
import { createHubPen } from '../hub-pen.ts';
import { actOnNetwork } from '../rules/act-on-network.ts';
import { authorise } from '../rules/authorise.ts';
import { enrol } from '../rules/enrol.ts';
import { placeLeases } from '../rules/place-leases.ts';
import { push } from '../rules/push.ts';
import type { HubStore } from './hub-store.ts';

const NOW = 1_790_000_100_000;

/** What every store does where a counter with data of its own enters a network that is there. */
export function entryConformance(openStore: () => Promise<HubStore>): void {
  const aNetwork = async () => aNetworkToEnter(await openStore());

  test('a counter that stood alone looks at what it would share, hands in nothing, and leaves no trace if it leaves', async () => {
    const hub = await aNetwork();
    const lone = aLoneCounter();
    const { deviceId } = lone.chain;
    const joining = { isJoining: true, streams: [networkStream, beneficiariesStream] };
    expect(await hub.ask(lone)).toMatchObject({ ok: true, value: joining });
    expect(await hub.ask(lone)).toMatchObject({ ok: true, value: joining });
    expect(await hub.read(deviceId, networkStream)).not.toHaveLength(0);
    expect(await hub.read(deviceId, siteStream(lone.siteId))).toBe('NotGranted');
    expect(await push(hub.context, deviceId, lone.chain.request())).toMatchObject({
      error: { type: 'DeviceUnknown' },
    });
    expect(await hub.settle(deviceId, 'leave')).toMatchObject({ ok: true });
    expect(await hub.settle(deviceId, 'leave')).toEqual({ ok: false, error: { type: 'DeviceUnknown' } });
    expect(await hub.store.inSnapshot((tx) => tx.findDevice(deviceId))).toBeNull();
  });

  test('the first counter says again up to where it stood alone, as long as nothing of it is here', async () => {
    const store = await openStore();
    const context = { ...createHubPen(() => NOW), isSignedBy, store };
    const lone = aLoneCounter();
    const { deviceId } = lone.chain;
    await store.inTransaction((tx) => tx.insertCode(hashCode(CODE), { madeAt: NOW, place: null }));
    const { siteId: own, organisationId: of } = lone;
    const ask = (headSeq: number) =>
      enrol(
        { store, now: () => NOW, isSignedBy: () => true, hashCode },
        {
          protocol: PROTOCOL_VERSION,
          code: CODE,
          deviceId,
          publicKey: deviceKeys(deviceId).publicKey,
          proof: '00'.repeat(64),
          headSeq,
          network: { siteId: own, siteKind: 'emporio', organisationId: of, officeOf: [] },
        },
      );
    const aloneUntil = async () => (await store.inSnapshot((tx) => tx.findDevice(deviceId)))?.aloneUntilSeq;
    expect(await ask(MOST_BROUGHT + 1)).toEqual({ ok: false, error: { type: 'BringsTooMuch' } });
    const first = await ask(7);
    expect(first).toMatchObject({ ok: true, value: { isJoining: false } });
    // What only an authority writes is written while the answer is on its way.
    lone.aHousehold();
    lone.chain.write(allowancePosted, allowanceOf(lone), {});
    const meanwhile = lone.chain.operations.length;
    expect(await ask(meanwhile)).toEqual(first);
    expect(await ask(3)).toEqual(first);
    expect(await aloneUntil()).toBe(meanwhile);
    expect(await push(context, deviceId, lone.chain.request())).toMatchObject({ value: { quarantined: [] } });
    expect(await store.inSnapshot((tx) => tx.countOpenFlags())).toBe(0);
    expect(await ask(meanwhile + 5)).toEqual(first);
    expect(await aloneUntil()).toBe(meanwhile);
  });

  test('nobody says that they stood alone who did not bring the network, nor brings more than any counter wrote', async () => {
    const hub = await aNetwork();
    const lone = aLoneCounter();
    const { deviceId } = lone.chain;
    const tooMuch = { ok: false, error: { type: 'BringsTooMuch' } };
    expect(await hub.ask(lone, { headSeq: MOST_BROUGHT + 1 })).toEqual(tooMuch);
    expect(await hub.ask(lone)).toMatchObject({ ok: true });
    expect(await hub.settle(deviceId, 'enter', MOST_BROUGHT + 1)).toEqual(tooMuch);
    const device = () => hub.store.inSnapshot((tx) => tx.findDevice(deviceId));
    expect(await device()).toMatchObject({ state: 'joining' });
    expect(await hub.settle(deviceId, 'enter', MOST_BROUGHT)).toMatchObject({ ok: true });
    expect(await hub.settle(deviceId, 'enter', MOST_BROUGHT + 1)).toEqual(tooMuch);
    expect(await hub.ask(lone, { headSeq: 900 })).toMatchObject({ ok: true });
    expect(await device()).toMatchObject({ aloneUntilSeq: 0, broughtUntilSeq: MOST_BROUGHT });
  });

  test('an administrator takes out whoever looks: it reads nothing more and does not enter', async () => {
    const hub = await aNetwork();
    const lone = aLoneCounter();
    const { deviceId } = lone.chain;
    await hub.ask(lone);
    const act = { type: 'revoke' as const, deviceId };
    const request = { protocol: PROTOCOL_VERSION, operatorId: adminId, act } as const;
    expect(await actOnNetwork(hub.context, hub.founder.deviceId, request)).toMatchObject({ ok: true });
    expect(await hub.read(deviceId, networkStream)).toBe('DeviceRevoked');
    for (const way of ['enter', 'leave'] as const) {
      expect(await hub.settle(deviceId, way)).toEqual({ ok: false, error: { type: 'DeviceRevoked' } });
    }
    expect(await hub.ask(lone)).toEqual({ ok: false, error: { type: 'DeviceRevoked' } });
  });

  test("nobody enters under a site or an organisation that is the network's, nor with a code for an empty counter", async () => {
    const hub = await aNetwork();
    const lone = aLoneCounter();
    const at = (more: object) => ({
      network: {
        siteId: lone.siteId,
        siteKind: 'office',
        organisationId: lone.organisationId,
        officeOf: [],
        ...more,
      },
    });
    for (const more of [{ siteId }, { officeOf: [siteId] }, { organisationId }]) {
      expect(await hub.ask(lone, at(more))).toEqual({ ok: false, error: { type: 'SiteKnown' } });
    }
    const place = { siteId, siteKind: 'emporio' as const, organisationId, officeOf: [] };
    await hub.store.inTransaction((tx) => tx.insertCode(hashCode('OTHER'), { madeAt: hub.clock.now, place }));
    expect(await hub.ask(lone, { code: 'OTHER' })).toEqual({ ok: false, error: { type: 'NetworkExists' } });
    await hub.enter(lone);
    // Nor under those of one that is on its way.
    await hub.store.inTransaction((tx) =>
      tx.insertCode(hashCode('THIRD'), { madeAt: hub.clock.now, place: null }),
    );
    const copy = { code: 'THIRD', deviceId: deviceIdSchema.parse(v7()) };
    expect(await hub.ask(lone, copy)).toEqual({ ok: false, error: { type: 'SiteKnown' } });
    expect(await hub.read(lone.chain.deviceId, registryStream(organisationId))).toBe('NotGranted');
  });

  test('what it writes beyond where it said that its own word ends is judged like that of anybody', async () => {
    const hub = await aNetwork();
    const lone = aLoneCounter();
    const { deviceId } = lone.chain;
    lone.aHousehold();
    const said = lone.chain.operations.length;
    await hub.enter(lone, said);
    // Its answer was on the way while it sold: it says so, further on and never back.
    lone.chain.write(allowancePosted, allowanceOf(lone), {});
    expect(await hub.settle(deviceId, 'enter', said + 1)).toMatchObject({ ok: true });
    expect(await hub.settle(deviceId, 'enter', said)).toMatchObject({ ok: true });
    lone.chain.write(allowancePosted, { ...allowanceOf(lone), revision: 2 }, {});
    const self = { operatorId: lone.operatorId, siteId: lone.siteId, roles: ['admin' as const] };
    lone.chain.write(operatorRolesSet, self, lone.by);
    const reasons = await hub.pushReasons(lone, 1, said);
    expect(await hub.settle(deviceId, 'enter', 1000)).toMatchObject({ ok: true }); // too late
    reasons.push(...(await hub.pushReasons(lone, said + 1)));
    expect(reasons).toEqual([
      'network.created NetworkHasOwn',
      'programme.set NetworkHasOwn',
      'allowance.posted AuthorityOnly',
      'operator.roles-set NotAllowedToOperator',
    ]);
    const subject = `household:${lone.householdId}`;
    expect(await hub.store.inSnapshot((tx) => tx.findBringers([subject]))).toEqual(
      new Map([[subject, deviceId]]),
    );
    expect(await hub.store.inSnapshot((tx) => tx.findEntering([subject]))).toEqual(new Map());
  });

  test('nobody who brought nothing becomes their own authority by saying that they enter', async () => {
    const hub = await aNetwork();
    const till = aChain();
    await hub.enrol(till, 0);
    expect(await hub.settle(till.deviceId, 'enter', 1000)).toMatchObject({ ok: true });
    till.write(allowancePosted, allowanceOf({ householdId: hub.theirs, siteId }), {});
    const answer = await push(hub.context, till.deviceId, till.request());
    expect(answer).toMatchObject({ value: { quarantined: [{ seq: 1, reason: 'AuthorityOnly' }] } });
  });

  test('one that never says in its log that it joined brings no more than it said, and then its households are given theirs', async () => {
    const hub = await aNetwork();
    const lone = aLoneCounter();
    lone.aHousehold();
    grantBy(lone, schemeOf(hub.founder));
    lone.sets(9);
    await hub.enter(lone, lone.chain.operations.length);
    await hub.pushReasons(lone, 1, lone.chain.operations.length - 1);
    await hub.post();
    expect(await hub.figures(lone.householdId, '2026-11-01')).toEqual([undefined, undefined, undefined]);
    await hub.pushReasons(lone);
    await hub.post();
    expect((await hub.figures(lone.householdId, '2026-11-01'))[0]).toBe(30);
  });

  test('its households are given nothing before all that it gave them is here, and others are not kept waiting', async () => {
    const hub = await aNetwork();
    const lone = aLoneCounter();
    lone.aHousehold();
    const { householdId } = lone;
    const schemeId = schemeOf(hub.founder);
    grantBy(lone, schemeId);
    const halfWay = lone.chain.operations.length;
    lone.chain.write(allowancePosted, { ...allowanceOf(lone), schemeId, points: toPoints(30) }, {});
    lone.join();
    await hub.enter(lone);
    await hub.pushReasons(lone, 1, halfWay);
    await hub.post();
    const given = (id: typeof householdId) => hub.figures(id, '2026-11-01');
    expect([await given(householdId), (await given(hub.theirs))[0]]).toEqual([
      [undefined, undefined, undefined],
      40,
    ]);
    await hub.pushReasons(lone, halfWay + 1);
    await hub.post();
    expect(await given(householdId)).toEqual([30, 0, 0]);
    expect(hub.faults).toEqual([]);
  });

  test('of what a household has nothing is promised to others before all is here that its counter let out to it alone', async () => {
    for (const whose of ['of one that enters', 'of who brought the network']) {
      const { hub, chain, at, householdId, by, pushFrom } = await (whose === 'of one that enters'
        ? entering(await openStore())
        : founding(await openStore()));
      const account = householdAccount(householdId, 'cents');
      const neighbour = aChain();
      await hub.store.inTransaction((tx) =>
        tx.insertDevice({
          deviceId: neighbour.deviceId,
          publicKey: neighbour.keys.publicKey,
          place: aPlace(neighbour.deviceId, { siteId: at }),
          aloneUntilSeq: 0,
        }),
      );
      const ask = (amount: number) =>
        authorise(hub.store, hub.pen, neighbour.deviceId, {
          protocol: PROTOCOL_VERSION,
          epoch: 1,
          authorisationId: authorisationIdSchema.parse(v7()),
          operationId: operationIdSchema.parse(v7()),
          spends: [{ account, unit: 'cents', amount, fromLease: 0 }],
          claims: [],
        });
      const lease = () =>
        placeLeases(hub.store, hub.pen, neighbour.deviceId, { protocol: PROTOCOL_VERSION, epoch: 1 });
      const halfWay = chain.operations.length;
      const less = { householdId, siteId: at, purse: 'cents' as const, amount: -900 };
      chain.write(accountAdjusted, { ...less, reason: 'recording-mistake' }, by);
      await pushFrom(1, halfWay);
      const held = { because: 'LeasedElsewhere', short: [{ account, available: 0 }] };
      expect(await ask(500)).toEqual({ ok: true, value: { type: 'refused', ...held } });
      expect(await lease()).toMatchObject({ value: { placed: 0 } });
      // It goes off half way: who asks is told whom to wait for.
      const seenAt = hub.clock.now;
      hub.clock.now += 240_000;
      const silent = { deviceId: chain.deviceId, seenAt };
      expect(await ask(500)).toEqual({ ok: true, value: { type: 'refused', ...held, silent } });
      await pushFrom(halfWay + 1, halfWay + 1);
      expect(await ask(500)).toMatchObject({ value: { because: 'NotEnough', short: [{ available: 100 }] } });
      expect(await ask(100)).toMatchObject({ value: { type: 'granted' } });
    }
  });

  test('what is not leased yet of a counter that enters keeps nothing from others that may be', async () => {
    const { hub, chain, at, householdId, by, pushFrom } = await founding(await openStore());
    const halfWay = chain.operations.length;
    await pushFrom(1, halfWay);
    const neighbour = aChain();
    const elses = householdIdSchema.parse(v7());
    const [entering, other] = [householdAccount(householdId, 'cents'), householdAccount(elses, 'cents')];
    await hub.store.inTransaction(async (tx) => {
      const { deviceId, keys } = neighbour;
      const place = aPlace(deviceId, { siteId: at });
      await tx.insertDevice({ deviceId, publicKey: keys.publicKey, place, aloneUntilSeq: 0 });
      await tx.lockAccounts([{ account: other, unit: 'cents' }]);
      // Changed before what enters.
      const change = {
        account: other,
        unit: 'cents' as const,
        posted: 100,
        reserved: 0,
        leased: 0,
        uncovered: 0,
      };
      await tx.changeAccounts([change], 'unnumbered');
      await tx.setHomes([{ householdId: elses, siteId: at }]);
    });
    const day = localDateSchema.parse('2000-01-01');
    const asked = { siteId: at, recalledSince: 0, endedBetween: { from: day, to: day }, limit: 1 };
    const first = async ({ deviceId }: { deviceId: DeviceId }) =>
      (await hub.store.inSnapshot((tx) => tx.listLeasable({ ...asked, deviceId }))).map(
        ({ account }) => account,
      );
    expect(await first(neighbour)).toEqual([other]);
    expect(await first(chain)).toEqual([entering]); // it knows
    const more = { householdId, siteId: at, purse: 'cents' as const, amount: 5 };
    chain.write(accountAdjusted, { ...more, reason: 'recording-mistake' }, by);
    await pushFrom(halfWay + 1, halfWay + 1);
    expect(await first(neighbour)).toEqual([entering]);
  });
}

/** A counter that enters a network with a household that has 1,000 cents; one more operation is still its own word. */
async function entering(store: HubStore) {
  const hub = await aNetworkToEnter(store);
  const lone = aLoneCounter();
  lone.aHousehold();
  lone.topUp(lone.householdId, 1000);
  await hub.enter(lone, lone.chain.operations.length + 1);
  const { chain, siteId: at, householdId, by } = lone;
  return {
    hub,
    chain,
    at,
    householdId,
    by,
    pushFrom: (from: number, to: number) => hub.pushReasons(lone, from, to),
  };
}

/** The same of a counter that brings the network to a hub. */
async function founding(store: HubStore) {
  const hub = await anAllowanceHub(store);
  const chain = hub.founder;
  const householdId = householdIdSchema.parse(v7());
  await hub.begin({}, 5);
  chain.aHouseholdOf(householdId);
  chain.aTopUp(1000, householdId);
  const by = { operatorId: adminId };
  return {
    hub,
    chain,
    at: siteId,
    householdId,
    by,
    pushFrom: (from: number, to: number) => hub.pushFrom(chain, from, to),
  };
}
