import { randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { householdAccount } from '../../shared/domain/account.ts';
import { cardNumberFromBytes } from '../../shared/domain/card-number.ts';
import {
  cardIdSchema,
  type DeviceId,
  deviceIdSchema,
  entitlementIdSchema,
  householdIdSchema,
  networkIdSchema,
  operatorIdSchema,
  organisationIdSchema,
  productIdSchema,
  type SchemeId,
  schemeIdSchema,
  siteIdSchema,
} from '../../shared/domain/ids.ts';
import { localDateSchema } from '../../shared/domain/local-date.ts';
import { toPoints } from '../../shared/domain/points.ts';
import type { SiteKind } from '../../shared/domain/site.ts';
import { limitSet, productSet } from '../../shared/operations/catalogue-operations.ts';
import { conflictSettled } from '../../shared/operations/conflict-operations.ts';
import { creditToppedUp } from '../../shared/operations/credit-operations.ts';
import { householdErased } from '../../shared/operations/erasure-operations.ts';
import {
  allowancePosted,
  cardBlocked,
  cardIssued,
  cardReplaced,
  entitlementGranted,
  entitlementSuspended,
  householdSet,
} from '../../shared/operations/household-operations.ts';
import {
  beneficiariesStream,
  networkStream,
  registryStream,
  siteStream,
} from '../../shared/operations/kind.ts';
import {
  householdMerged,
  householdMergeSwept,
  householdMergeUndone,
} from '../../shared/operations/merge-operations.ts';
import {
  deviceJoined,
  deviceRegistered,
  networkCreated,
  operatorRolesSet,
  operatorSet,
  organisationSet,
  programmeSet,
  siteSet,
} from '../../shared/operations/network-operations.ts';
import type { StreamName } from '../../shared/operations/operation.ts';
import { ledgerStream, streamsFor } from '../../shared/sync/grants.ts';
import { MOST_BROUGHT, PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { anAllowanceHub } from '../allowance-hub.fixture.ts';
import { aChain, adminId, organisationId, siteId } from '../chain-fixture.ts';
import { isSignedBy } from '../ed25519.ts';
import { deviceKeys } from '../hub-client.fixture.ts';
import { createHubPen } from '../hub-pen.ts';
import { actOnNetwork } from '../rules/act-on-network.ts';
import { enrol } from '../rules/enrol.ts';
import { findAdministratorFault } from '../rules/find-administrator-fault.ts';
import { makeCode } from '../rules/make-code.ts';
import { pull } from '../rules/pull.ts';
import { push } from '../rules/push.ts';
import { settleEntry } from '../rules/settle-entry.ts';
import { settleGrants } from '../rules/settle-grants.ts';
import { sha256 } from '../sha256.ts';
import type { HubStore } from './hub-store.ts';

const CODE = 'ABCDEFGHJKMN';
const hashCode = (code: string): string => sha256([{ utf8: code }]);
const product = productIdSchema.parse(v7());
const name = (it: string) => ({ it, en: it });
const day = (text: string) => localDateSchema.parse(text);

/** The scheme that the network's first counter brought. */
const schemeOf = ({ operations }: ReturnType<typeof aChain>): SchemeId =>
  schemeIdSchema.parse(JSON.parse(operations[1]?.body ?? '').schemeId);

/** A right of the lone counter's household, given by itself, to points of a scheme of the network. */
function grantBy({ chain, householdId, by }: ReturnType<typeof aLoneCounter>, schemeId: SchemeId): void {
  const entitlementId = entitlementIdSchema.parse(v7());
  const dates = { startsOn: day('2026-11-01'), endsOn: day('2027-04-30') };
  chain.write(entitlementGranted, { entitlementId, householdId, schemeId, ...dates }, by);
}

/** A counter that stood alone: its own network, administrator, site, product, household and value. */
function aLoneCounter(kind: SiteKind = 'emporio') {
  const chain = aChain();
  const ids = {
    siteId: siteIdSchema.parse(v7()),
    organisationId: organisationIdSchema.parse(v7()),
    operatorId: operatorIdSchema.parse(v7()),
    householdId: householdIdSchema.parse(v7()),
    networkId: networkIdSchema.parse(v7()),
  };
  const { deviceId } = chain;
  const identityKey = 'cd'.repeat(32);
  const created = chain.write(networkCreated, {
    networkId: ids.networkId,
    name: 'Da solo',
    isDemo: false,
    identityKey,
  });
  const more = { causeId: created.id };
  chain.write(organisationSet, { organisationId: ids.organisationId, name: 'Parrocchia' }, more);
  const site = { name: 'Bottega', shortName: 'BOT', kind, isActive: true };
  chain.write(siteSet, { siteId: ids.siteId, organisationId: ids.organisationId, ...site }, more);
  chain.write(deviceRegistered, { deviceId, siteId: ids.siteId, name: 'Cassa' }, more);
  chain.write(operatorSet, { operatorId: ids.operatorId, displayName: 'Ada', isActive: true }, more);
  chain.write(operatorRolesSet, { operatorId: ids.operatorId, siteId: ids.siteId, roles: ['admin'] }, more);
  const by = { operatorId: ids.operatorId };
  const owned = { programmeId: 'surplus' as const, name: name('Mie eccedenze'), isActive: true };
  chain.write(programmeSet, programmeSet.body.parse(owned), by);
  const topUp = (householdId = ids.householdId, amount = 700) =>
    chain.write(
      creditToppedUp,
      creditToppedUp.body.parse({
        householdId,
        siteId: ids.siteId,
        programmeId: 'surplus',
        purse: 'cents',
        amount,
        reason: 'first-need',
      }),
      by,
    );
  const aHousehold = (householdId = ids.householdId, displayName = 'Neri Ugo') =>
    chain.write(householdSet, { householdId, displayName, size: 1, siteId: ids.siteId }, by);
  const sets = (points: number) =>
    chain.write(
      productSet,
      { productId: product, by: 'person', code: '80012345', points: toPoints(points) },
      by,
    );
  const join = () => chain.write(deviceJoined, { deviceId, networkId: ids.networkId, identityKey });
  return { ...ids, chain, by, topUp, aHousehold, sets, join };
}
type Lone = ReturnType<typeof aLoneCounter>;

const NOW = 1_790_000_100_000;

/** What every store does where a counter with data of its own enters a network that is there. */
export function entryConformance(openStore: () => Promise<HubStore>): void {
  const aNetwork = async () => {
    const hub = await anAllowanceHub(await openStore());
    const { store, context, founder } = hub;
    await hub.begin();
    founder.write(organisationSet, { organisationId, name: 'Ente' }, { operatorId: adminId });
    const site = { name: 'Emporio', shortName: 'EMP', kind: 'emporio' as const, isActive: true };
    founder.write(siteSet, { siteId, organisationId, ...site }, { operatorId: adminId });
    founder.aProgramme('Eccedenze');
    founder.write(
      productSet,
      { productId: product, by: 'person', code: '80012345', points: toPoints(5) },
      { operatorId: adminId },
    );
    const theirs = hub.aHousehold();
    await hub.pushFrom(founder);
    await store.inTransaction((tx) => tx.insertCode(hashCode(CODE), { madeAt: hub.clock.now, place: null }));
    const ask = ({ chain, siteId: own, organisationId: of }: Lone, more: object = {}) =>
      enrol(
        { store, now: hub.pen.now, isSignedBy: () => true, hashCode },
        {
          protocol: PROTOCOL_VERSION,
          code: CODE,
          deviceId: chain.deviceId,
          publicKey: chain.keys.publicKey,
          proof: '00'.repeat(64),
          headSeq: chain.operations.length,
          network: { siteId: own, siteKind: 'emporio', organisationId: of, officeOf: [] },
          ...more,
        },
      );
    const settle = (deviceId: DeviceId, act: 'enter' | 'leave', untilSeq = 100) =>
      settleEntry(
        store,
        deviceId,
        act === 'enter' ? { protocol: PROTOCOL_VERSION, act, untilSeq } : { protocol: PROTOCOL_VERSION, act },
      );
    const read = async (deviceId: DeviceId, stream: StreamName) => {
      const request = { protocol: PROTOCOL_VERSION, stream, cursor: 0, limit: 1000, epoch: 1 } as const;
      const page = await pull(store, deviceId, request);
      if (!page.ok) return page.error.type;
      return page.value.type === 'operations' ? page.value.operations.map(({ id }) => id) : [];
    };
    const pushReasons = async ({ chain }: Lone, from = 1, to = chain.operations.length) => {
      const answer = await push(context, chain.deviceId, chain.request(from, to));
      if (!answer.ok || answer.value.type !== 'acknowledged') throw new Error(JSON.stringify(answer));
      return answer.value.quarantined.map(
        ({ seq, reason }) => `${chain.operations[seq - 1]?.type} ${reason}`,
      );
    };
    const enter = async (lone: Lone, untilSeq?: number) => {
      expect(await ask(lone)).toMatchObject({ ok: true });
      expect(await settle(lone.chain.deviceId, 'enter', untilSeq)).toMatchObject({ ok: true });
    };
    return { ...hub, theirs, ask, settle, read, pushReasons, enter };
  };

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

  test('what it brings is taken; where the network has its own word that one stays, and nothing waits for it', async () => {
    const hub = await aNetwork();
    const lone = aLoneCounter();
    lone.sets(3);
    lone.aHousehold();
    lone.topUp();
    lone.chain.write(allowancePosted, allowanceOf(lone), {});
    lone.join();
    await hub.enter(lone);
    expect(await hub.settle(lone.chain.deviceId, 'enter')).toMatchObject({ ok: true });
    const [first, rest] = [await hub.pushReasons(lone, 1, 4), await hub.pushReasons(lone, 5)];
    expect([...first, ...rest]).toEqual([
      'network.created NetworkHasOwn',
      'programme.set NetworkHasOwn',
      'product.set NetworkHasOwn',
    ]);
    const account = householdAccount(lone.householdId, 'cents');
    const states = await hub.store.inSnapshot((tx) => tx.findAccounts([account]));
    expect(states.get(account)).toMatchObject({ posted: 700, reserved: 0, leased: 0 });
    expect(await hub.store.inSnapshot((tx) => tx.countOpenFlags())).toBe(0);
    // It is final: nobody is asked to look at it, and no update takes it.
    expect(await hub.store.inSnapshot((tx) => tx.countQuarantined())).toEqual(new Map());
    expect(await hub.store.inSnapshot((tx) => tx.listAside(10))).toEqual([]);
    expect(await hub.store.inSnapshot((tx) => tx.listAsideOf(lone.chain.deviceId, 0, 10))).toEqual([]);
    expect(await hub.settle(lone.chain.deviceId, 'leave')).toEqual({
      ok: false,
      error: { type: 'AlreadyEntered' },
    });
  });

  test('whoever administered it administers no network by its log, and works there as before', async () => {
    const hub = await aNetwork();
    const lone = aLoneCounter();
    const { deviceId } = lone.chain;
    const again = { operatorId: lone.operatorId, siteId: lone.siteId, roles: ['admin' as const] };
    lone.chain.write(operatorRolesSet, again, lone.by);
    lone.join();
    // After its entry a role is given by who may give it.
    lone.chain.write(operatorRolesSet, again, lone.by);
    lone.sets(9);
    lone.aHousehold();
    lone.topUp();
    await hub.enter(lone);
    expect(await hub.pushReasons(lone)).toEqual([
      'network.created NetworkHasOwn',
      'programme.set NetworkHasOwn',
      'operator.roles-set NotAllowedToOperator',
    ]);
    const fault = await hub.store.inSnapshot((tx) => findAdministratorFault(tx, deviceId, lone.operatorId));
    expect(fault).toEqual({ type: 'NotAdministratorAtHub' });
    const roles = await hub.store.inSnapshot((tx) => tx.rolesOf(lone.operatorId));
    expect(roles.get(lone.siteId)).toEqual(['cashier', 'laundry', 'office', 'socialWorker']);
    // An administrator of the network makes them one.
    hub.founder.write(operatorRolesSet, again, { operatorId: adminId });
    await hub.pushFrom(hub.founder);
    expect(
      await hub.store.inSnapshot((tx) => findAdministratorFault(tx, deviceId, lone.operatorId)),
    ).toBeNull();
  });

  test('nothing that it brings touches what the network had: households, sites, operators, value', async () => {
    const hub = await aNetwork();
    const lone = aLoneCounter();
    const { theirs } = hub;
    const write = lone.chain.write;
    const before = lone.chain.operations.length;
    write(householdSet, { householdId: theirs, displayName: 'Un altro nome' }, lone.by);
    lone.topUp(theirs, 100_000);
    write(allowancePosted, { ...allowanceOf(lone), householdId: theirs }, {});
    write(householdErased, { householdId: theirs, reason: 'asked' }, lone.by);
    lone.aHousehold();
    const transfer = { moves: [], recomputed: [] };
    write(householdMerged, { householdId: lone.householdId, intoHouseholdId: theirs, ...transfer }, lone.by);
    write(householdMerged, { householdId: theirs, intoHouseholdId: lone.householdId, ...transfer }, lone.by);
    const site = { name: 'Mio', shortName: 'MIO', kind: 'emporio' as const, isActive: false };
    write(siteSet, { siteId, organisationId: lone.organisationId, ...site }, lone.by);
    write(siteSet, { siteId: siteIdSchema.parse(v7()), organisationId, ...site }, lone.by);
    write(operatorRolesSet, { operatorId: lone.operatorId, siteId, roles: ['office'] }, lone.by);
    write(programmeSet, JSON.parse(hub.founder.aProgramme('X').body ?? ''), { operatorId: adminId });
    await hub.enter(lone);
    const reasons = (await hub.pushReasons(lone)).filter((reason) => reason.endsWith('NotAllowedHere'));
    expect(reasons).toEqual([
      'household.set NotAllowedHere',
      'credit.toppedUp NotAllowedHere',
      'allowance.posted NotAllowedHere',
      'household.erased NotAllowedHere',
      'household.merged NotAllowedHere',
      'household.merged NotAllowedHere',
      'site.set NotAllowedHere',
      'site.set NotAllowedHere',
      'operator.roles-set NotAllowedHere',
      'programme.set NotAllowedHere',
    ]);
    expect(before).toBeLessThan(lone.chain.operations.length);
    const account = householdAccount(theirs, 'cents');
    expect((await hub.store.inSnapshot((tx) => tx.findAccounts([account]))).get(account)?.posted ?? 0).toBe(
      0,
    );
    expect((await hub.store.inSnapshot((tx) => tx.findErased([theirs]))).size).toBe(0);
  });

  test('nothing that it brings takes back, follows from or settles what another device wrote', async () => {
    const hub = await aNetwork();
    const { founder, theirs } = hub;
    const transfer = { moves: [], recomputed: [] };
    const into = hub.aHousehold();
    const asAdmin = { operatorId: adminId };
    const merge = founder.write(
      householdMerged,
      { householdId: theirs, intoHouseholdId: into, ...transfer },
      asAdmin,
    );
    await hub.pushFrom(founder);
    const lone = aLoneCounter();
    const { householdId } = lone;
    const other = householdIdSchema.parse(v7());
    lone.aHousehold();
    lone.aHousehold(other, 'Neri U.');
    const own = { householdId, intoHouseholdId: other, ...transfer };
    const write = lone.chain.write;
    const mine = write(householdMerged, own, lone.by);
    write(householdMergeUndone, own, { ...lone.by, changed: { reversesId: mine.id } });
    write(householdMergeUndone, own, { ...lone.by, changed: { reversesId: merge.id } });
    write(householdMergeSwept, own, { causeId: merge.id });
    write(conflictSettled, { stream: networkStream, editId: merge.id, overId: mine.id }, lone.by);
    const recomputed = [
      {
        householdId: theirs,
        purse: 'points' as const,
        periodStartsOn: day('2026-11-01'),
        schemeId: schemeIdSchema.parse(v7()),
        amount: 0,
        allowancePoints: 100_000,
      },
    ];
    write(householdMerged, { ...own, recomputed }, lone.by);
    lone.join();
    await hub.enter(lone);
    expect(await hub.pushReasons(lone)).toEqual([
      'network.created NetworkHasOwn',
      'programme.set NetworkHasOwn',
      'household.mergeUndone NotAllowedHere',
      'household.mergeSwept NotAllowedHere',
      'conflict.settled NotAllowedHere',
      'household.merged NotAllowedHere',
    ]);
  });

  test('nothing that it brings blocks or replaces a card, or suspends an entitlement, that the network had', async () => {
    const hub = await aNetwork();
    const { founder, theirs } = hub;
    const card = () => cardIdSchema.parse(v7());
    const aNumber = cardNumberFromBytes(randomBytes(8));
    const [issued, replacing] = [card(), card()];
    const asAdmin = { operatorId: adminId };
    founder.write(cardIssued, { cardId: issued, cardNumber: aNumber, householdId: theirs }, asAdmin);
    const renewed = {
      cardId: issued,
      newCardId: replacing,
      newCardNumber: cardNumberFromBytes(randomBytes(8)),
    };
    founder.write(cardReplaced, { ...renewed, householdId: theirs }, asAdmin);
    const schemeId = schemeIdSchema.parse(v7());
    const dates = { schemeId, startsOn: day('2026-11-01'), endsOn: day('2027-04-30') };
    const entitlementId = entitlementIdSchema.parse(v7());
    founder.write(entitlementGranted, { entitlementId, householdId: theirs, ...dates }, asAdmin);
    await hub.pushFrom(founder);
    const lone = aLoneCounter();
    const { householdId, by } = lone;
    const write = lone.chain.write;
    lone.aHousehold();
    const own = card();
    write(cardIssued, { cardId: own, cardNumber: aNumber, householdId }, by);
    write(cardBlocked, { cardId: own, householdId, reason: 'lost' }, by);
    const mine = entitlementIdSchema.parse(v7());
    write(entitlementGranted, { entitlementId: mine, householdId, ...dates }, by);
    write(entitlementSuspended, { entitlementId: mine, householdId }, by);
    write(cardIssued, { cardId: issued, cardNumber: aNumber, householdId }, by);
    write(cardBlocked, { cardId: replacing, householdId, reason: 'lost' }, by);
    write(cardReplaced, { ...renewed, newCardId: card(), householdId }, by);
    write(cardReplaced, { ...renewed, cardId: own, householdId }, by);
    write(entitlementSuspended, { entitlementId, householdId }, by);
    lone.join();
    await hub.enter(lone);
    expect(await hub.pushReasons(lone)).toEqual([
      'network.created NetworkHasOwn',
      'programme.set NetworkHasOwn',
      'card.issued NotAllowedHere',
      'card.blocked NotAllowedHere',
      'card.replaced NotAllowedHere',
      'card.replaced NotAllowedHere',
      'entitlement.suspended NotAllowedHere',
    ]);
  });

  test('no limit of its own holds in the network, under whatever id it brings it', async () => {
    const hub = await aNetwork();
    const lone = aLoneCounter();
    const limit = limitSet.body.parse({
      limitId: 'mine',
      name: name('Niente pasta'),
      target: { categoryId: 'pasta' },
      per: 'visit',
      quantityBySize: [{ membersUpTo: null, quantity: 0 }],
      active: true,
    });
    lone.chain.write(limitSet, limit, lone.by);
    lone.join();
    await hub.enter(lone);
    expect(await hub.pushReasons(lone)).toEqual([
      'network.created NetworkHasOwn',
      'programme.set NetworkHasOwn',
      'limit.set NetworkHasOwn',
    ]);
  });

  test('nobody enters as an office by their own word: an office reads the whole ledger', async () => {
    const hub = await aNetwork();
    const lone = aLoneCounter();
    const { siteId: at, organisationId: of } = lone;
    const network = { siteId: at, siteKind: 'office', organisationId: of, officeOf: [] };
    expect(await hub.ask(lone, { network })).toEqual({ ok: false, error: { type: 'OfficeNotTaken' } });
    expect(await hub.store.inSnapshot((tx) => tx.findDevice(lone.chain.deviceId))).toBeNull();
    // The code is not spent: a counter may still come in with it, and reads no ledger.
    await hub.enter(lone);
    expect(await hub.read(lone.chain.deviceId, ledgerStream)).toBe('NotGranted');
  });

  test('an office enters by a code that an administrator made for one, and reads the ledger from then on', async () => {
    const hub = await aNetwork();
    const office = aLoneCounter('office');
    const { chain, siteId: at, organisationId: of } = office;
    const network = { siteId: at, siteKind: 'office', organisationId: of, officeOf: [] };
    const made = await makeCode({ store: hub.store, now: hub.pen.now, hashCode }, hub.founder.deviceId, {
      protocol: PROTOCOL_VERSION,
      code: 'OFFICE',
      siteId: null,
      takesOffice: true,
      operatorId: adminId,
    });
    expect(made).toMatchObject({ ok: true });
    expect(await hub.ask(office, { network, code: 'OFFICE' })).toMatchObject({ value: { isJoining: true } });
    expect(await hub.read(chain.deviceId, ledgerStream)).toBe('NotGranted');
    office.aHousehold();
    office.join();
    expect(await hub.settle(chain.deviceId, 'enter')).toMatchObject({ ok: true });
    expect(await hub.pushReasons(office)).toEqual([
      'network.created NetworkHasOwn',
      'programme.set NetworkHasOwn',
    ]);
    expect(await hub.read(chain.deviceId, ledgerStream)).not.toBe('NotGranted');
    // Nothing else of others is its own: no site and no register of theirs, and nobody administers by it.
    expect(await hub.read(chain.deviceId, siteStream(siteId))).toBe('NotGranted');
    expect(await hub.read(chain.deviceId, registryStream(organisationId))).toBe('NotGranted');
    const fault = await hub.store.inSnapshot((tx) =>
      findAdministratorFault(tx, chain.deviceId, office.operatorId),
    );
    expect(fault).toEqual({ type: 'NotAdministratorAtHub' });
  });

  test('no counter makes an office of a site by what it brings', async () => {
    const hub = await aNetwork();
    const lone = aLoneCounter('office');
    const before = lone.chain.operations.length;
    const elsewhere = { siteId: siteIdSchema.parse(v7()), organisationId: lone.organisationId };
    const site = { name: 'Altra', shortName: 'ALT', kind: 'office' as const, isActive: true };
    lone.chain.write(siteSet, { ...elsewhere, ...site }, lone.by);
    lone.chain.write(siteSet, { ...elsewhere, ...site, kind: 'emporio' }, lone.by);
    await hub.enter(lone);
    expect(await hub.pushReasons(lone)).toEqual([
      'network.created NetworkHasOwn',
      'site.set NotAllowedHere',
      'programme.set NetworkHasOwn',
      'site.set NotAllowedHere',
    ]);
    expect(lone.chain.operations.length).toBe(before + 2);
    const kinds = await hub.store.inSnapshot((tx) =>
      Promise.all([lone.siteId, elsewhere.siteId].map((each) => tx.findSite(each))),
    );
    expect(kinds.map((each) => each?.kind)).toEqual([undefined, 'emporio']);
    expect(await hub.read(lone.chain.deviceId, ledgerStream)).toBe('NotGranted');
  });

  test('an office that entered reads no ledger any more once an administrator makes its site none, and again when it is one', async () => {
    const hub = await aNetwork();
    const office = aLoneCounter('office');
    const { chain, siteId: at, organisationId: of } = office;
    const code = { madeAt: hub.clock.now, place: null, takesOffice: true };
    await hub.store.inTransaction((tx) => tx.insertCode(hashCode('OFFICE'), code));
    const network = { siteId: at, siteKind: 'office', organisationId: of, officeOf: [] };
    expect(await hub.ask(office, { network, code: 'OFFICE' })).toMatchObject({ ok: true });
    expect(await hub.settle(chain.deviceId, 'enter', chain.operations.length)).toMatchObject({ ok: true });
    const streams = streamsFor({ ...network, siteKind: 'office', deviceId: chain.deviceId });
    const settled = (has: readonly StreamName[]) => settleGrants(hub.store, chain.deviceId, has);
    const setKind = async (kind: SiteKind) => {
      const site = { name: 'Bottega', shortName: 'BOT', kind, isActive: true };
      hub.founder.write(siteSet, { siteId: at, organisationId: of, ...site }, { operatorId: adminId });
      await hub.pushFrom(hub.founder);
    };
    // Not before all is here that it brings.
    expect(await settled(streams)).toBeNull();
    await hub.pushReasons(office);
    expect(await settled(streams)).toBeNull();
    await setKind('emporio');
    const registers = [registryStream(of), ledgerStream];
    expect(await settled(streams)).toMatchObject({ place: { siteKind: 'emporio' }, withdrawn: registers });
    const left = streams.filter((each) => !registers.includes(each));
    expect(await settled(left)).toBeNull();
    expect(await hub.read(chain.deviceId, ledgerStream)).toBe('NotGranted');
    await setKind('office');
    expect(await settled(left)).toMatchObject({ place: { siteKind: 'office' }, granted: registers });
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
    expect(await hub.store.inSnapshot((tx) => tx.listEntering())).toEqual([]);
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
}

const allowanceOf = ({ householdId, siteId: at }: Pick<Lone, 'householdId' | 'siteId'>) => ({
  ...allowancePosted.body.parse({
    householdId,
    siteId: at,
    schemeId: v7(),
    purse: 'points',
    periodStartsOn: '2026-11-01',
    periodEndsOn: '2026-11-30',
    revision: 1,
    points: 60,
  }),
});
